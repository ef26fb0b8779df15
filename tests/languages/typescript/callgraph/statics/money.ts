// Static and instance members of one name, with what TypeScript adds.

export class Money {
  static add(a: Money, b: Money): Money { //@ static_add
    return a.add(b); //> ::@add inferred
  }

  add(other: Money): Money { //@ add
    return other;
  }

  static of(text: string): Money;
  static of(amount: number): Money;
  static of(value: unknown): Money { //@ of
    return new Money(); //> ::Money
  }

  of(): Money { //@ own_of
    return Money.of(1); //> ::@of
  }

  private static instance?: Money;
  instance(): Money { //@ instance
    return Money.instance!.add(this); //> ::@add inferred
  }
}

export declare class Outside {
  static create(): Outside; //@ static_create
  create(): Money; //@ create
}

export abstract class Base {
  static open(): Money { //@ static_open
    return new Money(); //> ::Money
  }
  abstract open(): Money; //@ open

  run() {
    this.open().add(new Money()); //> ::Money; ::@open any; ::@add inferred
    Base.open(); //> ::@static_open
  }
}

export function use(money: Money, kind: typeof Money, outside: Outside) {
  Money.add(money, money).instance(); //> ::@static_add; ::@instance inferred
  kind.add(money, money); //> ::@static_add inferred
  money.add(money); //> ::@add inferred
  money.of(); //> ::@own_of inferred
  Money.of("1").of(); //> ::@of; ::@own_of inferred
  Outside.create().create(); //> ::@static_create any; ::@create inferred
  outside.create().add(money); //> ::@create inferred; ::@add inferred
}

// An interface and an object of one name: what the object has is not what values of the type have.
export interface Span {
  length(): number; //@ length
}

export const Span = {
  make(): Span { //@ make
    return use as never;
  },
};

export function spans(span: Span) {
  span.length(); //> ::@length inferred
  Span.make().length(); //> ::@make inferred; ::@length inferred
}
