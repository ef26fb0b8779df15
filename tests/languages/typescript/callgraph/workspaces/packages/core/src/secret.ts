export function secret(): number {
  return 1;
}
