function run() {
  return 1;
}

function halt() {
  return 2;
}

function kept() {
  return 3;
}

module.exports = { run, stop: halt };
