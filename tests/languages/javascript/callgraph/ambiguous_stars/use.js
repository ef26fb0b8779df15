// ECMAScript, ResolveExport: what two `export *` resolve to different bindings is exported by neither.
import { alike, both, deep, double, only, renamed, same, value } from "./index.js";
import * as whole from "./index.js";

both(); //> !
same(); //> <module> -> one.js::same
only(); //> <module> -> two.js::only
double(); //> <module> -> index.js::double
deep(); //> !
alike(); //> !
renamed(); //> <module> -> one.js::same
value(); //> !
whole.both(); //> !
whole.only(); //> <module> -> two.js::only
