export function color(): void {}
