export * from "./deep/left.js";
export * from "./deep/right.js";
