export function Component(options: object) {
  return (target: unknown) => target;
}

export function Input() {
  return (target: unknown, key: string) => undefined;
}

export function log(target: unknown, key: string) {
  return undefined;
}
