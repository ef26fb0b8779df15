export function shared() {
  return 1;
}

export function deep() {
  return 3;
}
