export default () => 1; //@ it
