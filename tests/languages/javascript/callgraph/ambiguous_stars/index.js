export * from "./one.js";
export * from "./two.js";
export * from "./three.js";

export function double() {
  return 1;
}
