import { core } from "@core";
import { text } from "lib/text";
import { view } from "@app/view";
import { view as again } from "@either/view";
import { nothing } from "@app/nowhere";
import { outside } from "@other/view";

export function service(): void {
  core(); //> src/core/index.ts::core
  text(); //> src/lib/text.ts::text
  view(); //> src/app/view.tsx::view
  again(); //> src/app/view.tsx::view
  nothing(); //> !
  outside(); //> !
}
