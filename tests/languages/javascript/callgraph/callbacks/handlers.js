import { EventEmitter } from "node:events";
import { onData } from "./other.js";
import * as other from "./other.js";

export function save() {
  return 1;
}

const emitter = new EventEmitter(); //> !

emitter.on("save", save); //> <module> -> callback ::save
emitter.on("data", onData); //> <module> -> callback other.js::onData
emitter.on("data", other.onData); //> <module> -> callback other.js::onData
setTimeout(save, 100); //> <module> -> callback ::save
[1, 2].map(save).filter(Boolean).forEach(onData); //> <module> -> callback ::save; <module> -> callback other.js::onData

class View {
  constructor(button) {
    this.button = button;
    button.on("click", this.handle.bind(this)); //> callback ::View.handle any
    button.on("click", this.handle); //> callback ::View.handle any
    button.on("click", () => this.handle()); //> ::View.handle any
    button.on("click", this.missing); //> !
    button.on("click", View.fixed); //> callback ::View.fixed
    button.on("click", this.arrow); //> callback ::View.arrow any
  }

  handle() {
    return fetch("/x").then(save, onData).catch(this.handle); //> callback ::save; callback other.js::onData; callback ::View.handle any
  }

  arrow = () => 1;

  static fixed() {
    return 1;
  }
}

function passes(parameter) {
  const alias = save;
  take(alias); //> ::take; callback ::save any
  take(parameter); //> ::take
  take(save()); //> ::take; ::save
  take("save", 1, null, undefined); //> ::take
  take(() => save()); //> ::take; ::save
  take(function () { //> ::take
    save(); //> ::save
  });
  take({ save, onSave: save }); //> ::take; ?callback ::save
  take([save]); //> ::take; ?callback ::save
  take(...parameter); //> ::take
  take.call(null, save); //> callback ::save; ?::take any
  return new Promise(save); //> callback ::save
}

function take(callback, ...rest) {
  return callback(...rest); //> ::save inferred
}
