class Thing {
  go(): number {
    return 1;
  }
}

export = Thing;
