export function two(): number {
  return 2;
}
