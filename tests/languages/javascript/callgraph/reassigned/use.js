// What has read a name before it is assigned anew stands for what the name was.

function base() {
  return 1;
}

function wrap(f) {
  return f;
}

let fn = function () { //@ fn
  return base(); //> ::@fn -> ::base
};
const orig = fn;
fn = function () { //@ fn2
  return orig(); //> ::@fn2 -> ::@fn inferred
};
fn(); //> <module> -> ::@fn2

let again = fn;
again = () => again(); //> ::@again -> ::@again any; ::@again -> ::@fn any; ::@again -> ::@fn2 any //@ again

function declared() {
  return 1;
}
const before = declared;
declared = function () { //@ declared2
  return before(); //> ::@declared2 -> ::declared inferred
};

const api = {
  load() { //@ load
    return base(); //> ::@load -> ::base
  },
  bound() { //@ bound
    return 1;
  },
};
const load = api.load;
api.load = function () { //@ load2
  return load.apply(this); //> ::@load2 -> ::@load inferred
};
const bound = api.bound.bind(api); //> <module> -> callback ::@bound inferred; ?<module> -> callback ::@bound2 inferred
api.bound = () => bound(); //> ::@bound2 -> ::@bound inferred //@ bound2
api.load(); //> <module> -> ::@load inferred; <module> -> ::@load2 inferred

class Store {
  save() { //@ save
    return 1;
  }

  static open() { //@ open
    return 1;
  }

  patch() { //@ patch
    const kept = this.save;
    this.save = () => kept(); //> ::@own_save -> ::@save inferred //@ own_save
  }
}

class Child extends Store {} //> inherit ::Store

const save = Store.prototype.save;
Store.prototype.save = function () { //@ save2
  return save.call(this); //> ::@save2 -> ::@save inferred; ?::@save2 -> ::@own_save inferred
};
const open = Store.open;
Store.open = function () { //@ open2
  return open(); //> ::@open2 -> ::@open inferred
};
const inherited = Child.prototype.save;
Child.prototype.save = function () { //@ save3
  return inherited.call(this); //> ::@save3 -> ::@save inferred; ::@save3 -> ::@save2 inferred; ?::@save3 -> ::@own_save inferred
};

function install() { //@ install
  const kept = api.later;
  api.later = function () { //@ later2
    return kept(); //> !
  };
}

function inner() {
  api.late = function () { //@ late
    return kept(); //> ::@late -> ::base inferred
  };
}
const kept = base;

// In a loop what stands below can come before.
let step = base;
while (unknown()) { //> !
  const last = step;
  step = function () { //@ step
    return last(); //> ::@step -> ::base inferred; ::@step -> ::@step inferred
  };
}

let parameter = function (cb) { //@ parameter
  const given = cb;
  cb = function () { //@ cb
    return given(); //> !
  };
  return cb; //> !
};

// An object lives on: a method reads what it has assigned when it was called before.
class Buffer {
  drop() { //@ drop
    return 1;
  }
}

function buffers() {
  return { drop: () => 1 }; //@ literal
}

class Holder {
  constructor() {
    this.buffer = null;
  }

  resize() {
    const old = this.buffer;
    if (old) old.drop(); //> ::@drop inferred
    this.buffer = new Buffer(); //> ::Buffer
  }
}

function extend() { //@ extend
  const made = buffers(); //> ::buffers
  const drop = made.drop;
  made.drop = () => drop(); //> ::@extended -> ::@literal inferred //@ extended
}
