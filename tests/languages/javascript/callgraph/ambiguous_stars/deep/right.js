export function deep() {
  return 2;
}
export * from "../two.js";
