import { shared } from "./deep/base.js";

export function both() {
  return shared(); //> deep/base.js::shared
}

export function same() {
  return 1;
}

export function double() {
  return 1;
}

export const alike = shared;
export const value = shared(); //> <module> -> deep/base.js::shared
export { same as renamed };
