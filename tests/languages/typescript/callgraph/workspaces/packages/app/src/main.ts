import { core, text } from "@acme/core";
import { text as direct } from "@acme/core/text";
import { one } from "@acme/core/parts/one";
import { two } from "@acme/core/parts/private/two";
import { secret } from "@acme/core/src/secret";
import { plain } from "plain";
import { extra } from "plain/lib/extra.js";
import { log } from "#util/log";
import { core as inner } from "#core";
import { widget } from "@acme/widgets";
import { color } from "@acme/widgets/color";
import { get } from "not-in-the-tree";

export function main(): void {
  core(); //> packages/core/src/index.ts::core
  text(); //> packages/core/src/text.ts::text
  direct(); //> packages/core/src/text.ts::text
  one(); //> packages/core/src/parts/one.ts::one
  two(); //> !
  secret(); //> !
  plain(); //> packages/plain/lib/main.js::@plain any
  extra(); //> packages/plain/lib/extra.js::extra
  log(); //> packages/app/src/util/log.ts::log
  inner(); //> packages/core/src/index.ts::core
  widget(); //> packages/widgets/src/lib/index.ts::widget
  color(); //> packages/widgets/src/lib/color/index.ts::color
  get(); //> !
}
