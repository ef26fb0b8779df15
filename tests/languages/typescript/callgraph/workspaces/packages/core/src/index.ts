export { text } from "./text";

export function core(): number {
  return 1;
}
