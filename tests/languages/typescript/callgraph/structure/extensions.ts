// The names of files as TypeScript allows them to be written.

import { a } from "./lib/one.js";
import { b } from "./lib/two";
import { c } from "./lib";
import { d } from "./lib/four.jsx";
import { e } from "./lib/types";

a(); //> <module> -> lib/one.ts::a
b(); //> <module> -> lib/two.tsx::b
c(); //> <module> -> lib/index.ts::c
d(); //> <module> -> lib/four.tsx::d
e(); //> ?<module> -> lib/types.d.ts::e any
