const Late = require("./heir"); //> !

class Last extends Late { //> inherit heir.js::Late any
  constructor() {
    super(); //> heir.js::Late.constructor any
  }

  go() {
    return super.go(); //> klass.js::Klass.go any
  }
}
