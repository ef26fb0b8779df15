import { ghost, b } from "./cycle_b.js";
export * from "./cycle_b.js";

export function a() {
  ghost(); //> !
  b(); //> cycle_b.js::b
}
