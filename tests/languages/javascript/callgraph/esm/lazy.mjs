export function load() {
  return 1;
}

export default function whole() {
  return 2;
}
