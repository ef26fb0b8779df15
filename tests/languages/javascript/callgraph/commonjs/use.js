const whole = require("./whole"); //> !
const named = require("./named.js"); //> !
const { run, stop: end } = require("./named"); //> !
const each = require("./each"); //> !
const Klass = require("./klass"); //> !
const inline = require("./inline"); //> !
const { inIndex } = require("./dir"); //> !
const re = require("./re"); //> !
const third = require("./each").third; //> !
const fs = require("fs"); //> !
const { readFile } = require("node:fs/promises"); //> !
const dynamic = require(process.env.NAME); //> !

function use() {
  whole(); //> whole.js::whole any
  named.run(); //> named.js::run any
  named.stop(); //> named.js::halt any
  named.halt(); //> !
  named.kept(); //> !
  run(); //> named.js::run any
  end(); //> named.js::halt any
  each.first(); //> each.js::@first any
  each.second(); //> each.js::@second any
  each.third(); //> each.js::third any
  third(); //> each.js::third any
  new Klass().go(); //> klass.js::Klass any; klass.js::Klass.go inferred
  inline.method(); //> inline.js::@method any
  inline.arrow(); //> inline.js::@arrow any
  inIndex(); //> dir/index.js::inIndex any
  re.run(); //> named.js::run any
  require("./named").run(); //> named.js::run any
  fs.readFileSync("x"); //> unresolved fs.readFileSync
  readFile("x"); //> !
  dynamic.run(); //> !
}

function lazily() {
  const { run: inner } = require("./named"); //> !
  return inner(); //> named.js::run any
}

function requireIsLocal(require) {
  const other = require("./named"); //> !
  return other.run(); //> !
}
