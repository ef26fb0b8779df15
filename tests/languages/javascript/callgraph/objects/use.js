import { api } from "./literal.js";

export function use() {
  api.get(); //> literal.js::@get any
  api.renamed(); //> literal.js::free any
  const { put } = api;
  put(); //> ?literal.js::@put any
}
