"""What frameworks of JavaScript call by the place and the name alone: their route files and hooks.

Conventions of Next (https://nextjs.org/docs/app/api-reference/file-conventions), SvelteKit
(https://svelte.dev/docs/kit/routing), Remix (https://reactrouter.com/start/framework/route-module), Astro and Nuxt
(https://nuxt.com/docs/guide/directory-structure). Data and pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SCRIPT = r"\.(?:[mc]?[jt]s|[jt]sx)$"
_VERBS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"))
_PAGE_HOOKS = frozenset(
    ("generateMetadata", "generateStaticParams", "generateViewport", "generateSitemaps", "generateImageMetadata")
)
_PAGES_HOOKS = frozenset(("getServerSideProps", "getStaticProps", "getStaticPaths", "getInitialProps"))
_KIT_HOOKS = frozenset(
    ("handle", "handleFetch", "handleError", "handleValidationError", "init", "reroute", "transport", "getSession")
)

Names = frozenset[str]

_CALLED_AS_GIVEN: dict[str, str] = {
    "react": "memo forwardRef useCallback useEffectEvent cache",
    "preact/compat": "memo forwardRef",
    "preact/hooks": "useCallback",
    "mobx": "action",
    "mobx-react": "observer inject",
    "mobx-react-lite": "observer",
    "lodash": "debounce throttle memoize once",
    "underscore": "debounce throttle memoize once",
    "util": "promisify callbackify deprecate",
}
WRAPPERS = frozenset(f"{module} {name}" for module, names in _CALLED_AS_GIVEN.items() for name in names.split()) | {
    "lodash/debounce",
    "lodash/throttle",
    "lodash/memoize",
    "lodash/once",
    "lodash.debounce",
    "lodash.throttle",
    "lodash.memoize",
    "lodash.once",
}
"""Functions whose result calls what they are given, by the module and the name that they have there."""

STORES: dict[str, tuple[str, tuple[str, ...]]] = {
    "@reduxjs/toolkit createSlice": ("actions", ("reducers",)),
    "pinia defineStore": ("", ("actions", "getters")),
}
"""Functions that make an object of the functions in their argument: the attribute that shows them, "" where the result
is a function that gives the object, and the options that have them."""

STATES = frozenset(
    ("zustand", "zustand ()", "zustand create", "zustand create ()", "zustand createStore", "zustand createStore ()")
    + ("zustand/vanilla createStore", "zustand/vanilla createStore ()", "zustand/traditional createWithEqualityFn")
    + ("zustand/traditional createWithEqualityFn ()",)
)
"""Functions that make a store of a function which makes its state."""

STATE_WRAPPERS = frozenset(
    f"zustand/middleware {name}" for name in ("persist", "devtools", "subscribeWithSelector", "immer")
) | {"zustand/middleware/immer immer"}
"""Functions around one that makes the state of a store."""

_REACT_HOOKS = {
    "useState": "state", "useRef": "ref", "createRef": "ref", "useContext": "context", "use": "context",
    "createContext": "made", "useMemo": "memo",
}  # fmt: skip

HOOKS = {
    f"{module} {name}": kind
    for module in ("react", "preact/hooks", "preact", "preact/compat")
    for name, kind in _REACT_HOOKS.items()
}
"""Hooks of React and its kin, by module and name, and what each gives: a value with what sets it, something with a
`current`, the value of a context, a context, what a function returns."""

ROUTERS = frozenset(
    (
        "express", "express-promise-router", "fastify", "hono", "hono/quick", "hono/tiny", "koa-router", "@koa/router",
        "polka", "restify", "find-my-way", "elysia", "@hono/zod-openapi", "itty-router",
        "@tinyhttp/app", "uWebSockets.js",
    )
)  # fmt: skip
"""Modules whose objects take a path and what answers it, by the name of the method."""

NEST_ROUTES = frozenset(
    f"@nestjs/common {name}" for name in ("Get", "Post", "Put", "Patch", "Delete", "Head", "Options", "All")
)
"""Decorators of a method that answers, by module and name."""

LOADERS = frozenset(
    (
        "react lazy",
        "preact/compat lazy",
        "solid-js lazy",
        "next/dynamic",
        "@loadable/component",
        "vue defineAsyncComponent",
    )
)
"""Functions that are given a function which imports a module, and stand for the default export of that."""

_ALWAYS: tuple[tuple[re.Pattern[str], Names, str], ...] = (
    (re.compile(r"(?:^|/)app/(?:.*/)?route" + _SCRIPT), _VERBS | _PAGE_HOOKS, "Next calls {name} of a route file"),
    (re.compile(r"(?:^|/)\+server" + _SCRIPT), _VERBS | {"fallback", "entries"}, "SvelteKit calls {name} of a route"),
    (
        re.compile(r"(?:^|/)\+(?:page|layout)(?:\.server)?" + _SCRIPT),
        frozenset(("load", "entries", "actions")),
        "SvelteKit calls {name} of a page",
    ),
    (re.compile(r"(?:^|/)src/hooks(?:\.server|\.client)?" + _SCRIPT), _KIT_HOOKS, "SvelteKit calls the hook {name}"),
    (re.compile(r"(?:^|/)src/params/[^/]+" + _SCRIPT), frozenset(("match",)), "SvelteKit calls {name} of a parameter"),
)
"""Files whose names no other convention has."""

_ROUTES = re.compile(r"(?:^|/)app/(?:routes/.*|root|entry\.(?:client|server))" + _SCRIPT)
_WHERE_USED: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "next",
        re.compile(
            r"(?:^|/)app/(?:.*/)?(?:page|layout|template|loading|error|global-error|not-found|default|forbidden"
            r"|unauthorized|icon\d*|apple-icon\d*|opengraph-image\d*|twitter-image\d*|sitemap|robots|manifest)"
            + _SCRIPT
        ),
        "Next renders or calls what a file of its app folder exports",
    ),
    ("next", re.compile(r"(?:^|/)pages/.*" + _SCRIPT), "Next renders or calls what a file of its pages exports"),
    (
        "next",
        re.compile(r"(?:^|/)(?:middleware|proxy|instrumentation(?:-client)?)" + _SCRIPT),
        "Next calls {name} by the name of its file",
    ),
    ("nuxt", re.compile(r"(?:^|/)(?:pages|layouts)/.*" + _SCRIPT), "Nuxt renders what a file of its pages exports"),
    (
        "nuxt",
        re.compile(r"(?:^|/)server/(?:api|routes|middleware|plugins|tasks)/.*" + _SCRIPT),
        "Nuxt calls what a file of its server exports",
    ),
    (
        "nuxt",
        re.compile(r"(?:^|/)(?:plugins|middleware)/.*" + _SCRIPT),
        "Nuxt calls what a plugin or middleware exports",
    ),
    (
        "nuxt",
        re.compile(r"(?:^|/)(?:composables|utils)/.*" + _SCRIPT),
        "Nuxt imports {name} by its name wherever it is used",
    ),
    ("@remix-run/react", _ROUTES, "Remix calls {name} of a route"),
    ("@react-router/dev", _ROUTES, "React Router calls {name} of a route"),
    ("astro", re.compile(r"(?:^|/)src/pages/.*" + _SCRIPT), "Astro calls {name} of a page"),
)
"""Files that have such names elsewhere, too: all that they export, where the package depends on the framework."""

_PAGES = re.compile(r"(?:^|/)pages/.*" + _SCRIPT)


def framework_reason(path: str, qualname: str, is_exported: bool, depends_on: Callable[[str], bool]) -> str:
    """Which framework runs a definition, as a sentence; "" if no framework is known to.

    `depends_on` tells whether the package of the file names a framework.
    """
    name, _, inside = qualname.partition(".")
    if not is_exported and not inside:
        return ""
    for pattern, names, reason in _ALWAYS:
        if name in names and (not inside or name == "actions") and pattern.search(path):
            return reason.format(name=qualname)
    if inside:
        return ""
    if name in _PAGE_HOOKS | _PAGES_HOOKS and _PAGES.search(path):
        return f"Next calls {name} of a page"
    for framework, pattern, reason in _WHERE_USED:
        if pattern.search(path) and depends_on(framework):
            return reason.format(name=name)
    return ""
