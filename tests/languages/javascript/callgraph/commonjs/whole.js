module.exports = function whole() {
  return helper(); //> ::whole -> ::helper
};

function helper() {
  return 1;
}
