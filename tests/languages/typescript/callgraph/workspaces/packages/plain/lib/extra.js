export function extra() {
  return 1;
}
