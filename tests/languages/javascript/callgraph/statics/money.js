// A class has a slot for its own members and one for those of its objects: a name can stand in both.

export class Money {
  static add(a, b) { //@ static_add
    return new Money().add(b); //> ::Money; ::@add inferred
  }

  add(other) { //@ add
    return this.add(other); //> ::@add any
  }

  static parse() { //@ static_parse
    return this.add(1, 2); //> ::@static_add any
  }

  reset() {
    this.parse(); //> !
    this.constructor.parse(); //> !
    Money.parse(); //> ::@static_parse
    Money.reset(); //> !
  }

  static #check() { //@ check
    return make(); //> ::@check -> ::make
  }

  static load() {
    return Money.#check(); //> ::@check
  }

  static make = () => make(); //> ::@arrow -> ::make //@ arrow
  make = () => helper(); //> ::@field -> ::helper //@ field

  static get zero() { //@ static_zero
    return new Money(); //> ::Money
  }

  get zero() { //@ zero
    return helper(); //> ::@zero -> ::helper
  }

  static set zero(value) {
    helper(); //> ::Money.zero~3 -> ::helper
  }

  static {
    this.make(); //> ::Money -> ::@arrow any
    this.late = function () { //@ late
      return make(); //> ::@late -> ::make
    };
  }
}

function make() {
  return new Money(); //> ::Money
}

function helper() {
  return 1;
}

export const total = () => Money.add(new Money(), new Money()); //> ::Money; ::@static_add

export function both(money) {
  const own = new Money(); //> ::Money
  own.make(); //> ::@field inferred
  Money.make(); //> ::@arrow
  Money.make().add(own); //> ::@arrow; ::@add inferred
  Money.zero.add(own); //> ::@add inferred
  Money.late(); //> ::@late any
  own.late(); //> !
  own.parse(); //> !
  Money.prototype.add.call(own); //> ::@add any
  Money.prototype.parse.call(own); //> !
  money.add(); //> unresolved money.add
}
