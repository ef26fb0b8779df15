class Store {
  save() {
    return 1;
  }
}

export const store = new Store(); //> <module> -> ::Store
export default store;
