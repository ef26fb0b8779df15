import main, { run, halt, Main, extra, starred, util, assistant, missing, wrapped } from "./lib";
import * as lib from "./lib/index.js";
import anonymous from "./anonymous";
import arrow from "./arrow.js";
import chosen from "./value";
import { default as renamed } from "./value.js";
import noDefault from "./onlystar.js";
import storeByDefault, { store } from "./instance.js";
import { helper as h } from "./lib/util.js";
import { join } from "node:path";
import _ from "lodash";
import "./lib/core.js";

export function use() {
  main(); //> lib/main.js::main
  Main(); //> lib/main.js::main
  run(); //> lib/core.js::run
  halt(); //> lib/core.js::stop
  extra(); //> lib/main.js::extra
  starred(); //> lib/stars.js::starred
  util.helper(); //> lib/util.js::helper
  util.twice(1); //> lib/util.js::twice
  assistant(); //> lib/util.js::helper
  wrapped(); //> lib/index.js::wrapped
  missing(); //> !
  hidden(); //> !
  lib.run(); //> lib/core.js::run
  lib.default(); //> lib/main.js::main
  lib.util.helper(); //> lib/util.js::helper
  lib.stop(); //> !
  anonymous(); //> anonymous.js::@it
  arrow(); //> arrow.js::@it
  chosen(); //> value.js::chosen any
  renamed(); //> value.js::chosen any
  noDefault(); //> !
  store.save(); //> instance.js::Store.save inferred
  storeByDefault.save(); //> instance.js::Store.save inferred
  h(); //> lib/util.js::helper
  join("a", "b"); //> !
  _.map([], run); //> callback lib/core.js::run
}

export async function dynamic(name) {
  const lazy = await import("./lazy.mjs"); //> !
  lazy.load(); //> lazy.mjs::load any
  lazy.default(); //> lazy.mjs::whole any
  (await import("./lazy.mjs")).load(); //> lazy.mjs::load any
  const { load } = await import("./lazy.mjs"); //> !
  load(); //> lazy.mjs::load any
  import(/* webpackChunkName: "lazy" */ "./lazy.mjs").then((module) => module.load()); //> lazy.mjs::load any
  const whole = await import(
    /* webpackChunkName: "whole" */
    /* webpackPrefetch: true */
    "./lazy.mjs"
  );
  whole.default(); //> lazy.mjs::whole any
  const unknown = await import(name); //> !
  unknown.load(); //> !
}
