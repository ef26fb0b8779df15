function chosen() {
  return 1;
}

export default chosen;
