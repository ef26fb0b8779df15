export function b(): number {
  return 2;
}
