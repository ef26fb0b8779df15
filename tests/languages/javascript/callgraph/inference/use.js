// What a local name, an attribute and a returned value hold.

class Repo {
  save() {
    return this;
  }

  first() {
    return new Row(); //> ::Row
  }
}

class Row {
  show() {
    return 1;
  }
}

function makeRepo() {
  return new Repo(); //> ::Repo
}

const makeRow = () => new Row(); //> ::makeRow -> ::Row

const shared = new Repo(); //> <module> -> ::Repo

class Service {
  repo = new Repo(); //> ::Service -> ::Repo

  constructor(given) {
    this.row = new Row(); //> ::Row
    this.made = makeRepo(); //> ::makeRepo
    this.given = given;
  }

  use() {
    this.repo.save().save(); //> ::Repo.save inferred
    this.repo.first().show(); //> ::Repo.first inferred; ::Row.show inferred
    this.row.show(); //> ::Row.show inferred
    this.made.save(); //> ::Repo.save inferred
    this.given.save(); //> !
    const { row } = this;
    row.show(); //> ?::Row.show inferred
  }
}

function use(flag) {
  makeRepo().save(); //> ::makeRepo; ::Repo.save inferred
  makeRow().show(); //> ::makeRow; ::Row.show inferred
  shared.save(); //> ::Repo.save inferred
  const r = flag ? new Repo() : new Row(); //> ::Repo; ::Row
  r.save(); //> ::Repo.save inferred
  r.show(); //> ::Row.show inferred
  const s = makeRepo(); //> ::makeRepo
  s?.save(); //> ::Repo.save inferred
  s.missing(); //> !
  const t = s;
  t.save(); //> ::Repo.save inferred
  new Service().repo.save(); //> ::Service.constructor; ::Repo.save inferred
}

async function later() {
  const repo = await soon(); //> ::soon
  repo.save(); //> ::Repo.save inferred
}

async function soon() {
  return new Repo(); //> ::Repo
}
