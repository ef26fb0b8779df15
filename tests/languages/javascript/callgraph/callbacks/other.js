export function onData() {
  return 1;
}
