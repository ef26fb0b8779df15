import { Money } from "./money.js";

class Euro extends Money { //> inherit money.js::Money
  static parse() { //@ parse
    return super.add(1, 2); //> money.js::@static_add any
  }

  reset() {
    super.add(1); //> money.js::@add any
    super.parse(); //> !
    super.reset(); //> money.js::Money.reset any
  }

  static reset() { //@ reset
    return super.parse(); //> money.js::@static_parse any
  }

  add(other) { //@ add
    return super.add(other); //> money.js::@add any
  }
}

export function use() {
  Euro.add(1, 2); //> money.js::@static_add any
  new Euro().add(1); //> ::Euro; ::@add inferred
  Euro.reset(); //> ::@reset
  new Euro().reset(); //> ::Euro; ::Euro.reset inferred
  new Euro().make(); //> ::Euro; money.js::@field inferred
  Euro.make(); //> money.js::@arrow any
  Euro.parse(); //> ::@parse
}

// Functions that are used as classes have both slots, too.
function Point() {}

Point.create = function () { //@ create
  return new this(); //> ::Point any
};

Point.prototype.create = function () { //@ proto
  return this.move(); //> ::@move any
};

Point.prototype.move = function () { //@ move
  return Point.create(); //> ::@create
};

Point.move(); //> !
new Point().create(); //> <module> -> ::Point; <module> -> ::@proto inferred
Point.create(); //> <module> -> ::@create

// A name of the other slot does not stand before an inherited one.
class Shape {
  area() { //@ area
    return 1;
  }

  static unit() { //@ unit
    return 1;
  }
}

class Square extends Shape { //> inherit ::Shape
  static area() { //@ static_area
    return 2;
  }

  unit() { //@ own_unit
    return 2;
  }
}

new Square().area(); //> <module> -> ::Square; <module> -> ::@area inferred
Square.area(); //> <module> -> ::@static_area
Square.unit(); //> <module> -> ::@unit any
new Square().unit(); //> <module> -> ::Square; <module> -> ::@own_unit inferred

class Odd {
  static constructor() { //@ odd
    return 1;
  }
}

new Odd(); //> <module> -> ::Odd
Odd.constructor(); //> <module> -> ::@odd
