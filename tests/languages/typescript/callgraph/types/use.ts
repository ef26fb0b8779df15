import { Base, Concrete, Row, SqlRepo, make } from "./repo";
import type { Repo, Wider } from "./repo";
import { type Either } from "./repo";
import * as repos from "./repo";
import type Missing from "./nowhere";

function parameter(repo: Repo, sql: SqlRepo, wider: Wider, dotted: repos.SqlRepo) {
  repo.save(new Row(1)); //> repo.ts::Repo.save inferred; repo.ts::Row.constructor
  repo.first().show(); //> repo.ts::Repo.first inferred; repo.ts::Row.show inferred
  sql.save(sql.first()); //> repo.ts::SqlRepo.save inferred; repo.ts::SqlRepo.first inferred
  wider.wide(); //> repo.ts::Wider.wide inferred
  wider.first(); //> repo.ts::Repo.first inferred
  dotted.first(); //> repo.ts::SqlRepo.first inferred
  repo.missing(); //> !
}

function optional(repo?: Repo, sql: SqlRepo | null = null, other: undefined | Repo = undefined) {
  repo?.first(); //> repo.ts::Repo.first inferred
  repo!.first(); //> repo.ts::Repo.first inferred
  sql?.first(); //> repo.ts::SqlRepo.first inferred
  other?.first(); //> repo.ts::Repo.first inferred
}

function unknownTypes(a: any, b: unknown, c: Missing, d: string, e: { first(): void }) {
  a.first(); //> unresolved a.first
  c.first(); //> !
  d.first(); //> !
  e.first(); //> !
}

function containers(rows: Row[], list: Array<Row>, readonly: ReadonlyArray<Row>, promise: Promise<Row>) {
  for (const row of rows) {
    row.show(); //> repo.ts::Row.show inferred
  }
  rows[0].show(); //> repo.ts::Row.show inferred
  list[0].show(); //> repo.ts::Row.show inferred
  for (const row of readonly) row.show(); //> repo.ts::Row.show inferred
  rows.show(); //> !
  rows.push(new Row(1)); //> repo.ts::Row.constructor
}

async function awaited(promise: Promise<Row>) {
  const row = await promise;
  row.show(); //> repo.ts::Row.show inferred
  (await promise).show(); //> repo.ts::Row.show inferred
}

function locals(value: unknown) {
  const row: Row = value as Row;
  row.show(); //> repo.ts::Row.show inferred
  const cast = value as Row;
  cast.show(); //> repo.ts::Row.show inferred
  (value as Row).show(); //> repo.ts::Row.show inferred
  (<Row>value).show(); //> repo.ts::Row.show inferred
  const satisfying = new Row(1) satisfies Row; //> repo.ts::Row.constructor
  satisfying.show(); //> repo.ts::Row.show inferred
  const sure = make()!; //> repo.ts::make
  sure.first(); //> repo.ts::Repo.first inferred
  new Row(1).show().next().show(); //> repo.ts::Row.constructor; repo.ts::Row.show inferred; repo.ts::Row.next inferred
  const frozen = { kind: 1 } as const;
  frozen.kind.show(); //> !
}

function generic<T extends Repo>(value: T, box: Base<Row>) {
  value.first(); //> ?repo.ts::Repo.first inferred
  box.run(); //> repo.ts::Base.run inferred
  identity<Row>(new Row(1)); //> ::identity; repo.ts::Row.constructor
  new Concrete().load(1).show(); //> repo.ts::Concrete; repo.ts::Concrete.load inferred; repo.ts::Row.show inferred
}

function identity<T>(value: T): T {
  return value;
}

const arrow = (repo: Repo): Row => repo.first(); //> ::arrow -> repo.ts::Repo.first inferred

arrow(make()).show(); //> <module> -> ::arrow; <module> -> repo.ts::make; <module> -> repo.ts::Row.show inferred

export class Service {
  private readonly declared: Repo;
  private readonly assigned = new SqlRepo(); //> ::Service -> repo.ts::SqlRepo
  rows: Row[] = [];

  constructor(
    private readonly repo: Repo,
    public sql: SqlRepo,
    plain: Row,
  ) {
    this.declared = repo;
    plain.show(); //> repo.ts::Row.show inferred
    repo.first(); //> repo.ts::Repo.first inferred
  }

  use(): void {
    this.repo.save(this.sql.first()); //> repo.ts::Repo.save inferred; repo.ts::SqlRepo.first inferred
    this.declared.first().show(); //> repo.ts::Repo.first inferred; repo.ts::Row.show inferred
    this.assigned.first(); //> repo.ts::SqlRepo.first inferred
    this.plain.show(); //> !
    for (const row of this.rows) row.show(); //> repo.ts::Row.show inferred
  }

  get current(): Row {
    return this.rows[0];
  }

  show(): void {
    this.current.show(); //> repo.ts::Row.show inferred; ?::Service.current any
  }

  handler = (row: Row): void => {
    row.show(); //> ::Service.handler -> repo.ts::Row.show inferred
  };
}

class Heir extends Service { //> inherit ::Service
  go(): void {
    this.sql.first(); //> repo.ts::SqlRepo.first inferred
    super.use(); //> ::Service.use any
  }
}
