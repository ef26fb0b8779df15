import { a } from "./cycle_a.js";
export * from "./cycle_a.js";

export function b() {
  a(); //> cycle_a.js::a
}
