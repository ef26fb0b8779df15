exports.first = function () { //@ first
  return 1;
};

exports.second = () => exports.first(); //> ?::@second -> ::@first any //@ second

module.exports.third = third;

function third() {
  return 3;
}
