export function view() {
  return 1;
}
