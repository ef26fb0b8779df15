const Klass = require("./klass"); //> !

class Heir extends Klass { //> inherit klass.js::Klass any
  constructor() {
    super(); //> klass.js::Klass any
    this.go(); //> klass.js::Klass.go any
  }
}

module.exports = class Late extends Heir { //> inherit ::Heir
  constructor() {
    super(); //> ::Heir.constructor any
  }
};
