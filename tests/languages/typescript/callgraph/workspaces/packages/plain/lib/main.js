exports.plain = () => 1; //@ plain
