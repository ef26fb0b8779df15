export function core(): number {
  return 1;
}
