exports.read = function () { //@ read
  return 1;
};
const read = exports.read;
exports.read = function () { //@ read2
  return read(); //> ::@read2 -> ::@read inferred
};
exports.read(); //> <module> -> ::@read any; <module> -> ::@read2 any
