// What a method that gives its receiver gives: an object of the class that it is called on.

class Base {
  fluent() {
    return this;
  }

  typed(): this {
    return this;
  }

  async later(): Promise<this> {
    return this;
  }

  get me() {
    return this;
  }

  static make() {
    return new this(); //> ::Base any
  }

  declared(): Base {
    return this;
  }

  step() {}
}

class Child extends Base { //> inherit ::Base
  step() {}

  behind() {
    return super.fluent(); //> ::Base.fluent any
  }

  only() {
    this.fluent().only(); //> ::Base.fluent inferred; ::Child.only inferred
    this.__class__.step(); //> !
  }
}

interface Query {
  where(): this;
}

interface Sorted extends Query { //> inherit ::Query
  order(): this;
}

export async function inherited(query: Sorted) {
  new Child().fluent().step(); //> ::Child; ::Base.fluent inferred; ::Child.step inferred
  new Child().typed().step(); //> ::Child; ::Base.typed inferred; ::Child.step inferred
  (await new Child().later()).step(); //> ::Child; ::Base.later inferred; ::Child.step inferred
  new Child().me.step(); //> ::Child; ::Child.step inferred
  new Child().behind().only(); //> ::Child; ::Child.behind inferred; ::Child.only inferred
  Child.make().step(); //> ::Base.make; ::Child.step inferred
  query.where().order(); //> ::Query.where inferred; ::Sorted.order inferred
}

export function notTheReceiver() {
  new Child().declared().step(); //> ::Child; ::Base.declared inferred; ::Base.step inferred
  new Base().fluent().only(); //> ::Base; ::Base.fluent inferred
}
