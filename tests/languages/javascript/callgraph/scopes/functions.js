// Declarations are hoisted, blocks have scopes, a local name hides an outer one.

early(); //> <module> -> ::early

function early() {
  return late(); //> ::late
}

const late = () => early(); //> ::late -> ::early

const expression = function () {
  return early(); //> ::expression -> ::early
};

const named = function inner() {
  return inner(); //> ::named -> ::named any
};

inner(); //> !

function outer() {
  helper(); //> ::outer.helper
  function helper() {
    return early(); //> ::outer.helper -> ::early
  }
  const arrow = (x) => helper(x); //> ::outer.arrow -> ::outer.helper
  return arrow(1); //> ::outer.arrow
}

function helper() {
  return 1;
}

function byParameter(helper) {
  return helper(); //> !
}

function byDestructuring({ helper, x: early }, [late]) {
  helper(); //> !
  early(); //> !
  late(); //> !
}

function byDefault(helper = 1) {
  return helper(); //> !
}

function byRest(...helper) {
  return helper(); //> !
}

function byConst() {
  const helper = unknown(); //> unresolved unknown
  helper(); //> !
}

function byBlock(flag) {
  if (flag) {
    const helper = () => 1;
    helper(); //> ::byBlock.helper
  }
  return helper(); //> ::helper
}

function byVar(flag) {
  if (flag) {
    var helper = 1;
  }
  return helper(); //> !
}

function byCatch() {
  try {
    early(); //> ::early
  } catch (helper) {
    helper(); //> !
  }
  return helper(); //> ::helper
}

function byLoop(xs) {
  for (const helper of xs) {
    helper(); //> !
  }
  for (let helper = 0; helper < 1; helper++) {
    helper(); //> !
  }
  return helper(); //> ::helper
}

function byImport() {
  return xs.map((helper) => helper()); //> !
}

function defaults(x = helper(), { y = helper() } = {}) { //> ::helper
  return [x, y];
}

(function () {
  helper(); //> <module> -> ::helper
})();

(() => {
  const helper = 1;
  helper(); //> !
})();

const iife = (() => early())(); //> <module> -> ::early

label: for (;;) {
  early(); //> <module> -> ::early
  break label;
}

function reassigned() {
  let run = helper;
  run = early;
  return run(); //> ::early inferred; ?::helper inferred
}

function recursive(n) {
  return n ? recursive(n - 1) : 0; //> ::recursive
}

async function* various(xs) {
  await early(); //> ::early
  yield helper(); //> ::helper
  yield* helper(); //> ::helper
  for await (const x of helper()) early(); //> ::helper; ::early
  const text = `${helper()} and ${early()}`; //> ::helper; ::early
  const { a = helper() } = early(); //> ::helper; ::early
  const o = { [helper()]: early(), ...helper() }; //> ::helper; ::early
  switch (helper()) { //> ::helper
    case early(): //> ::early
      return helper?.(); //> ::helper
    default:
      throw helper(); //> ::helper
  }
}
