import { same as local, same as renamed } from "./one.js";
import { shared } from "./deep/base.js";

export function both() {
  return 2;
}

export function only() {
  return 2;
}

export function double() {
  return 2;
}

export const alike = shared;
export const value = shared(); //> <module> -> deep/base.js::shared
export { local as same, renamed };
export { deep } from "./deep/base.js";
