// `typeof f` as a type is not the value `f`; what is called is what was assigned or passed.

function make(): Cart { //@ make
  return new Cart(); //> ::Cart
}

function other(): Cart { //@ other
  return new Cart(); //> ::Cart
}

class Cart {
  static open(): Cart { //@ open
    return new Cart(); //> ::Cart
  }
  price() { //@ price
    return 1;
  }
}

const api = {
  load(): Cart { //@ load
    return new Cart(); //> ::Cart
  },
};

export function passed(f: typeof make, kind: typeof Cart, object: typeof api) {
  f().price(); //> unresolved f; ::@price inferred
  kind.open(); //> ::@open inferred
  new kind().price(); //> ::Cart inferred; ::@price inferred
  object.load().price(); //> ::@load inferred; ::@price inferred
}

const assigned: typeof make = other;
assigned(); //> <module> -> ::@other inferred
const cast = other as typeof make;
cast().price(); //> <module> -> ::@other inferred; <module> -> ::@price inferred
(other as typeof make)(); //> ?<module> -> ::@other any
let unset: typeof make;
unset!().price(); //> <module> -> ::@price inferred

export function given(value: ReturnType<typeof make>, one: InstanceType<typeof Cart>) {
  value.price(); //> ::@price inferred
  one.price(); //> ::@price inferred
}

class Holder {
  private run: typeof make = other;
  go() {
    this.run().price(); //> ?::@other inferred; ::@price inferred
  }
}
