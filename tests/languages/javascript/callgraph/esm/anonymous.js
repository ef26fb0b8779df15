export default function () { //@ it
  return 1;
}
