export function widget(): void {}
