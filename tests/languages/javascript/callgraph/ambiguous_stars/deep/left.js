export function deep() {
  return 1;
}

export { same } from "../one.js";
