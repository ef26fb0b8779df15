exports.inIndex = inIndex;

function inIndex() {
  return 1;
}
