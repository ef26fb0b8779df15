// Enums, namespaces, overloads, declarations, accessors, decorators.

enum Color {
  Red = 1,
  Blue = computed(), //> ::Color -> ::computed
}

function computed(): number {
  return 1;
}

namespace Geo {
  export function area(): number { //@ area
    return inner(); //> ::@area -> ::@inner
  }

  function inner(): number { //@ inner
    return computed(); //> ::@inner -> ::computed
  }

  export class Point { //@ Point
    go(): number { //@ go
      return area(); //> ::@go -> ::@area
    }
  }
}

function parse(text: string): number;
function parse(text: number): number;
function parse(text: unknown): number { //@ parse
  return computed(); //> ::@parse -> ::computed
}

class Parser {
  run(x: string): void;
  run(x: number): void;
  run(x: unknown): void { //@ run
    parse("x"); //> ::@run -> ::@parse any; ?::@run -> ::parse any; ?::@run -> ::parse~2 any
  }
}

declare function declared(x: number): void;

function use(parser: Parser): void {
  Color.Red.toFixed(); //> !
  Geo.area(); //> ::@area any
  Geo.inner(); //> ?::@inner any
  new Geo.Point().go(); //> ::@Point any; ::@go inferred
  area(); //> !
  parser.run("x"); //> ::@run inferred; ?::Parser.run inferred; ?::Parser.run~2 inferred
  declared(1); //> ?::declared any
}
