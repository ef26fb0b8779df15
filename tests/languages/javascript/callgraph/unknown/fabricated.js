// Cases 118 to 122: the name of a method alone says nothing.

export function send() {
  return 1;
}

export function push(x) {
  return x;
}

class Mailer {
  send(letter) {
    return letter;
  }
}

class Account {
  send(letter) {
    this.mailer.send(letter); //> !
    letter.send(); //> unresolved letter.send
    return send(); //> ::send
  }
}

function use(xs, options) {
  xs.push(1); //> unresolved xs.push
  [].push(2); //> !
  options.send.push(3); //> !
  xs[0].send(); //> !
  xs["send"](); //> !
  window.send(); //> !
  xs().send(); //> !
  console.log(xs); //> unresolved console.log
  parseInt("1"); //> unresolved parseInt
  new Map().get("x"); //> !
  import.meta.send(); //> !
}
