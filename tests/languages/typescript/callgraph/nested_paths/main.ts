import { one } from "~/one";

one(); //> <module> -> shared/one.ts::one
