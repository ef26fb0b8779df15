import Anonymous, { Middle, Root } from "./base.js";
import * as base from "./base.js";

class Child extends Middle { //> inherit base.js::Middle
  #secret = 1;
  field = make(); //> ::Child -> ::make

  static shared = make(); //> ::Child -> ::make

  handle = () => {
    this.own(); //> ::Child.handle -> ::Child.own any
  };

  listener = function () {
    return make(); //> ::Child.listener -> ::make
  };

  constructor() {
    super("child"); //> base.js::Root.constructor any
    this.#hidden(); //> ::Child.#hidden any
    this.handle(); //> ::Child.handle any
    this.root = new Root("x"); //> base.js::Root.constructor
  }

  #hidden() {
    return make(); //> ::Child.#hidden -> ::make
  }

  own() {
    this.ping(); //> base.js::Root.ping any
    this.hook(); //> ::Child.hook any
    this.missing(); //> !
    this.root.ping(); //> base.js::Root.ping inferred
    this.root.missing(); //> !
    [1].forEach((x) => this.own(x)); //> ::Child.own any
    [1].forEach(function () { //> !
      this.own(); //> !
    });
    function plain() {
      return this.own(); //> !
    }
    return plain(); //> ::Child.own.plain
  }

  hook() {
    super.hook(); //> base.js::Middle.hook any
    super.ping(); //> base.js::Root.ping any
    super.missing(); //> !
  }

  get name() {
    return make(); //> ::Child.name -> ::make
  }

  set name(value) {
    helper(value); //> ::Child.name~2 -> ::helper
  }

  static create() {
    this.other(); //> ::Child.other any
    Child.other(); //> ::Child.other
    return new Child(); //> ::Child.constructor
  }

  static other() {
    return new this(); //> ::Child.constructor any
  }

  static {
    helper(); //> ::Child -> ::helper
  }

  async *stream() {
    yield helper(); //> ::Child.stream -> ::helper
  }

  ["computed"]() {
    return 1;
  }
}

function make() {
  return new Root("x"); //> base.js::Root.constructor
}

function helper(value) {
  return value;
}

function use(unknown) {
  new Child().own(); //> ::Child.constructor; ::Child.own inferred
  const child = new Child(); //> ::Child.constructor
  child.own(); //> ::Child.own inferred
  child.ping(); //> base.js::Root.ping inferred
  child.missing(); //> !
  unknown.own(); //> unresolved unknown.own
  Child.create(); //> ::Child.create
  Child.make(); //> base.js::Root.make any
  new base.Middle("x").hook(); //> base.js::Middle; base.js::Root.constructor any; base.js::Middle.hook inferred
  new Anonymous("x").only(); //> base.js::@anonymous any; base.js::Root.constructor any; base.js::@only inferred
  make().ping(); //> ::make; base.js::Root.ping inferred
  new Outside(); //> !
  new Own(); //> ::Own
}

const Own = class {
  go() {
    return this.go(); //> ::Own.go any
  }
};

class Heir extends base.Root {} //> inherit base.js::Root

class Stranger extends Outside { //> !
  go() {
    this.nothing(); //> !
  }
}

class Mixed extends mixin(Root) {} //> ?<module> -> callback base.js::Root any; ?::Mixed -> callback base.js::Root any

function Legacy() {
  this.ready = true;
}

new Legacy(); //> <module> -> ::Legacy
