export * from "./value.js";
