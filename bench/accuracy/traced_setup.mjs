// What the calls that traced_react.mjs rewrites call: notes each function of the tree under the place of its call.
import fs from "node:fs";
import path from "node:path";
import { cleanup } from "@testing-library/react";
import { afterAll, afterEach, vi } from "vitest";

globalThis.jest = vi;
const MARK = /__traced_is\((\d+)\)/g;
const seen = (globalThis.__traced_seen ??= new Set());
const known = (globalThis.__traced_known ??= new WeakMap());

// What a value is called as: of a component that React wraps, what it wraps.
function find(value) {
  while (value && typeof value === "object" && value.$$typeof) value = value.type ?? value.render;
  if (typeof value !== "function") return undefined;
  for (let made = value; typeof made === "function" && made !== Function.prototype; made = Object.getPrototypeOf(made)) {
    let number = known.get(made);
    if (number === undefined) {
      const shown = Function.prototype.toString.call(made);
      const marks = shown.startsWith("class") ? [] : [...shown.matchAll(MARK)]; // Functions in it have greater numbers.
      number = marks.length ? Math.min(...marks.map((mark) => Number(mark[1]))) : 0;
      known.set(made, number);
    }
    if (number) return number;
  }
  return undefined;
}
globalThis.__traced_is = () => {};
globalThis.__traced_class = (number, made) => void known.set(made, number);
globalThis.__traced = (site, value) => {
  const number = find(value);
  if (number) seen.add(`[${site}, ${number}]`);
  return value;
};
globalThis.__traced_at = (site, owner, key) => {
  if (owner !== null && owner !== undefined) {
    try {
      globalThis.__traced(site, owner[key]);
    } catch { /* A getter may throw: the call then throws as well. */ }
  }
  return owner;
};
afterEach(cleanup);
afterAll(() => {
  fs.appendFileSync(path.join(process.env.TRACED_OUT, "runs.jsonl"), [...seen, ""].join("\n"));
});
