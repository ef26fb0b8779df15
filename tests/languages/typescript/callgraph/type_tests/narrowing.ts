// A type test decides in the code where it holds; elsewhere both alternatives are inferred.

class A {
  go() { //@ a
    return 1;
  }
}

class B {
  go() { //@ b
    return 1;
  }
}

export function instance(value: A | B) {
  if (value instanceof A) value.go(); //> ::@a inferred
  else value.go(); //> ::@a inferred; ::@b inferred
}

export function text(value: A | string) {
  if (typeof value === "string") value.go(); //> unresolved value.go
  return typeof value === "string" ? 1 : value.go(); //> ::@a inferred
}

export function made(flag: boolean) {
  const value = flag ? new A() : new B(); //> ::A; ::B
  if (value instanceof B) return value.go(); //> ::@b inferred
  return value.go(); //> ::@a inferred; ::@b inferred
}

export function one(value: A) {
  if (value instanceof B) value.go(); //> ::@b inferred
}

export function guarded(value: A | B, isA: (value: A | B) => value is A) {
  if (isA(value)) value.go(); //> unresolved isA; ::@a inferred; ::@b inferred
}
