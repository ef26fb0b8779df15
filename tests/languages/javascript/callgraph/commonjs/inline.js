module.exports = {
  method() { //@ method
    return 1;
  },
  arrow: () => 2, //@ arrow
};
