export class Root {
  constructor(name) {
    this.name = name;
  }

  ping() {
    return 1;
  }

  static make() {
    return new this("x"); //> ::Root.constructor any
  }
}

export class Middle extends Root { //> inherit ::Root
  hook() {
    return super.ping(); //> ::Root.ping any
  }
}

export default class extends Middle { //> ::@anonymous -> inherit ::Middle //@ anonymous
  only() { //@ only
    return this.hook(); //> ::Middle.hook any
  }
}
