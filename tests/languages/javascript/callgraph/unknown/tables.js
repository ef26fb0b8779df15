// Functions that a table of them gives by a key that is known when it runs, or that walking through it gives: any of them.

const TITLES = {
  "GET /group": () => "groups",
  user: (match) => match,
};

const COPY = {
  bike: { retired: (count) => count },
  shoes: { retired: (count) => count },
};

function title(key, match) {
  TITLES[key](match); //> ::TITLES."GET/group" inferred; ::TITLES.user inferred
  TITLES.user(match); //> ::TITLES.user inferred
  for (const [pattern, give] of Object.entries(TITLES)) {  //> !
    give(pattern, match); //> ::TITLES."GET/group" inferred; ::TITLES.user inferred
  }
  Object.values(TITLES).forEach((give) => give(match)); //> ::TITLES."GET/group" inferred; ::TITLES.user inferred
}

function retired(kind, things) {
  const copy = COPY[kind];
  copy.retired(things.length); //> unresolved copy.retired
  things.retired.call(things); //> unresolved things.retired.call
}
