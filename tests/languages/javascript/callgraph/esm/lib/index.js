export { run, stop as halt } from "./core";
export { default } from "./main";
export { default as Main, extra } from "./main";
export * from "./stars";
export * as util from "./util";
import { helper } from "./util";
export { helper as assistant };
export const wrapped = () => helper(); //> ::wrapped -> lib/util.js::helper
