import Thing = require("./equals");

new Thing().go(); //> <module> -> equals.ts::Thing any; <module> -> equals.ts::Thing.go inferred
