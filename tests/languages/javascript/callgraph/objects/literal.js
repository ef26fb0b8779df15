// Methods of an object literal are atoms; `this` in them is the object.

function free() {
  return 1;
}

export const api = {
  get() { //@ get
    return this.post(); //> ::@get -> ::@post any
  },
  post: () => free(), //> ::@post -> ::free //@ post
  put: function () { //@ put
    return free(); //> ::@put -> ::free
  },
  free,
  renamed: free,
  nested: {
    deep() { //@ deep
      return free(); //> ::@deep -> ::free
    },
  },
};

function use() {
  api.get(); //> ::@get any
  api.post(); //> ::@post any
  api.put(); //> ::@put any
  api.free(); //> ::free any
  api.renamed(); //> ::free any
  api.nested.deep(); //> ::@deep any
  api.missing(); //> !
  get(); //> !
  put(); //> !
}
