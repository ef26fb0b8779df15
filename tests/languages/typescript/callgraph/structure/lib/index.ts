export function c(): number {
  return 3;
}
