export interface Repo {
  save(row: Row): void;
  first(): Row;
  readonly count: number;
}

export interface Wider extends Repo { //> inherit ::Repo any
  wide(): void;
}

export class Row {
  constructor(readonly id: number) {}

  show(): this {
    return this;
  }

  next(): Row {
    return new Row(this.id); //> ::Row.constructor
  }
}

export class SqlRepo implements Repo { //> inherit ::Repo any
  readonly count = 0;

  save(row: Row): void {
    row.show(); //> ::Row.show inferred
  }

  first(): Row {
    return new Row(1); //> ::Row.constructor
  }
}

export abstract class Base<T> {
  abstract load(id: number): T;

  run(): void {
    this.load(1); //> ::Base.load any
  }
}

export class Concrete extends Base<Row> { //> inherit ::Base
  load(id: number): Row {
    return new Row(id); //> ::Row.constructor
  }

  use(): void {
    this.load(1).show(); //> ::Concrete.load any; ::Row.show inferred
    this.run(); //> ::Base.run any
  }
}

export function make(): Repo {
  return new SqlRepo(); //> ::SqlRepo
}

export type Either = SqlRepo | Row;
