class Klass {
  go() {
    return 1;
  }
}

module.exports = Klass;
