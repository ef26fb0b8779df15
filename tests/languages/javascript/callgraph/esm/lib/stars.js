export function starred() {
  return 1;
}

export default function notByStar() {
  return 2;
}
