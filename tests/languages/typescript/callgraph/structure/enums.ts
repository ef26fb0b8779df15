// The values of an enum are worked out in its body; its members are no atoms.

export enum Mode {
  Read = flag(0), //> ::Mode -> ::flag
  Write = Read << 1,
}

export namespace Mode {
  export function parse(text: string): Mode {
    return text === "r" ? Mode.Read : Mode.Write;
  }
}

function flag(bit: number): number {
  return 1 << bit;
}

export function start(): Mode {
  return Mode.parse("r"); //> ::start -> ::Mode.parse inferred
}
