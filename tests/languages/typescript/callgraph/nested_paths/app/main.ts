import { one } from "~/one";

one(); //> <module> -> app/own/one.ts::one
