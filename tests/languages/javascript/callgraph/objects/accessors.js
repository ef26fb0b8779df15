// A setter is no value: passing what is read passes what the getter gives.

function make() {
  return 1;
}

function check(given, wanted) {
  return given;
}

export const response = {
  set kind(value) { //@ set
    this.raw = value;
  },
  get kind() { //@ get
    return make(); //> ::@get -> ::make
  },
  set only(value) {
    this.raw = value;
  },
  is(wanted) { //@ is
    return check(this.kind, this.only); //> ::@is -> ::check
  },
};

export class Reply {
  set only(value) {
    this.raw = value;
  }

  is() { //@ of_class
    return check(this.only, 1); //> ::@of_class -> ::check
  }
}

check(response.only, 1); //> <module> -> ::check
