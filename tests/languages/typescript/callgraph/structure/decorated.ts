import { Component, Input, log } from "./decorators";

@Component({ selector: "x" }) //> decorator decorators.ts::Component; <module> -> decorators.ts::Component
export class View {
  @Input() name = make(); //> ?::View -> decorators.ts::Input any; ?<module> -> decorators.ts::Input any; ?::View -> decorator decorators.ts::Input any; ?<module> -> decorator decorators.ts::Input any; ::View -> ::make

  @log //> ::View.save -> decorator decorators.ts::log
  save(): void {
    make(); //> ::View.save -> ::make
  }
}

function make(): string {
  return "x";
}
