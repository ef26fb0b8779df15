import { helper } from "./util.js";

export function run() {
  return helper(); //> lib/util.js::helper
}

function stop() {
  return hidden(); //> ::hidden
}

function hidden() {
  return 1;
}

export { stop };
