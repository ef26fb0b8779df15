function html(strings, ...values) {
  return strings;
}

function page() {
  return html`<p>${inner()}</p>`; //> ::html; ::inner
}

function inner() {
  return optional?.call?.(); //> !
}
