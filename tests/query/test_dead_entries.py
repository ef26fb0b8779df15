"""What frameworks and servers run by a place or a name lives, and so does what it uses; the reason is told."""

from __future__ import annotations

import pytest

from tests.support.graph_project import judged

NEXT = {"package.json": '{"private": true, "dependencies": {"next": "15"}}'}
NUXT = {"package.json": '{"private": true, "devDependencies": {"nuxt": "4"}}'}
FUNCTION = "export function {0}() {{\n  return 1;\n}}\n"

ROUTES = [
    ("app/api/items/route.ts", "GET", "Next calls GET of a route file"),
    ("src/app/api/[id]/route.js", "DELETE", "Next calls DELETE of a route file"),
    ("app/route.ts", "OPTIONS", "Next calls OPTIONS of a route file"),
    ("apps/web/app/feed/route.tsx", "generateStaticParams", "Next calls generateStaticParams of a route file"),
    ("src/routes/api/+server.ts", "POST", "SvelteKit calls POST of a route"),
    ("src/routes/+page.ts", "load", "SvelteKit calls load of a page"),
    ("src/routes/(app)/+layout.server.js", "load", "SvelteKit calls load of a page"),
    ("src/hooks.server.ts", "handleError", "SvelteKit calls the hook handleError"),
    ("src/params/slug.ts", "match", "SvelteKit calls match of a parameter"),
    ("pages/blog/[slug].tsx", "getStaticPaths", "Next calls getStaticPaths of a page"),
]
OF_NEXT = [
    ("app/page.tsx", "Home"),
    ("app/(shop)/layout.tsx", "generateMetadata"),
    ("src/app/not-found.jsx", "Missing"),
    ("src/app/error.tsx", "Broken"),
    ("app/loading.tsx", "Loading"),
    ("app/sitemap.ts", "makeSitemap"),
    ("middleware.ts", "middleware"),
    ("src/instrumentation.ts", "onRequestError"),
    ("pages/api/items.ts", "serve"),
]
OF_NUXT = [
    ("server/api/items.get.ts", "serve"),
    ("server/plugins/db.ts", "connect"),
    ("plugins/analytics.ts", "track"),
    ("middleware/auth.global.ts", "guard"),
    ("composables/useCart.ts", "useCart"),
]


@pytest.mark.parametrize(("path", "name", "reason"), ROUTES)
def test_a_route_file_is_run_by_its_framework(tree, path, name, reason):
    used = 'import { helper } from "./helper";\n' + FUNCTION.format(name).replace("1", "helper()")
    helper = path.rpartition("/")[0]
    found = judged(tree, {path: used, f"{helper}/helper.ts".lstrip("/"): FUNCTION.format("helper")})
    assert found == {name: ("possible", reason)}


@pytest.mark.parametrize(("path", "name"), OF_NEXT)
def test_what_next_exports_live_where_the_package_uses_next(tree, path, name):
    certainty, reason = judged(tree, {path: FUNCTION.format(name), **NEXT})[name]
    assert certainty == "possible"
    assert reason.startswith("Next ")


@pytest.mark.parametrize(("path", "name"), OF_NUXT)
def test_files_of_nuxt_live_where_the_package_uses_nuxt(tree, path, name):
    certainty, reason = judged(tree, {path: FUNCTION.format(name), **NUXT})[name]
    assert certainty == "possible"
    assert reason.startswith("Nuxt ")
    again = judged(tree, {path: FUNCTION.format(name), "package.json": '{"private": true}', "nuxt.config.ts": ""})
    assert again[name] == (certainty, reason)


OF_ROUTERS = [
    ("@remix-run/react", "app/routes/cart.$id.tsx", "loader"),
    ("@react-router/dev", "app/root.tsx", "shouldRevalidate"),
    ("astro", "src/pages/api/items.ts", "GET"),
]


@pytest.mark.parametrize(("package", "path", "name"), OF_ROUTERS)
def test_route_files_live_where_the_package_uses_their_router(tree, package, path, name):
    manifest = '{"private": true, "dependencies": {"PACKAGE": "1"}}'
    certainty, reason = judged(
        tree, {path: FUNCTION.format(name), "package.json": manifest.replace("PACKAGE", package)}
    )[name]
    assert (certainty, name in reason) == ("possible", True)
    if name != "loader":  # which is a hook of many tools
        again = judged(tree, {path: FUNCTION.format(name), "package.json": manifest.replace("PACKAGE", "other")})
        assert again[name][0] == "likely"


def test_the_same_names_elsewhere_are_dead(tree):
    private = {"package.json": '{"private": true}'}
    for path, name in (
        ("lib/route.ts", "GET"),
        ("app/api/items/route.ts", "helper"),
        ("src/lib/page.ts", "load"),
        ("composables/useCart.ts", "useCart"),
        ("server/api/items.ts", "serve"),
    ):
        assert judged(tree, {path: FUNCTION.format(name), **private})[name][0] == "likely", path
        (tree / path).unlink()


def test_actions_of_a_page_live_as_a_whole(tree):
    text = "export const actions = {\n  remove: async () => 1,\n  default: async () => 2,\n};\n"
    found = judged(tree, {"src/routes/+page.server.ts": text})
    assert found == {
        "actions.default": ("possible", "SvelteKit calls actions.default of a page"),
        "actions.remove": ("possible", "SvelteKit calls actions.remove of a page"),
    }


PYTHON = "def {0}():\n    return helper()\n\n\ndef helper():\n    return 1\n"
NAMED = [
    ("pyproject.toml", '[tool.poetry.scripts]\nshop = "shop.cli:start"\n'),
    ("deploy/pyproject.toml", '[project.entry-points."shop.plugins"]\nmore = "shop.cli:start"\n'),
    ("setup.cfg", "[options.entry_points]\nconsole_scripts =\n    shop = shop.cli:start\n"),
    ("setup.py", 'setup(entry_points={"console_scripts": ["shop=shop.cli:start"]})\n'),
    ("Procfile", "web: gunicorn shop.cli:start --workers 2\n"),
    ("docker-compose.yml", "command: uvicorn --factory shop.cli:start\n"),
    ("Dockerfile", 'CMD ["uvicorn", "shop.cli:start"]\n'),
    ("bin/serve.sh", "exec hypercorn 'shop.cli:start()'\n"),
]


@pytest.mark.parametrize(("path", "text"), NAMED)
def test_what_configuration_names_is_run(tree, path, text):
    found = judged(tree, {"src/shop/cli.py": PYTHON.format("start"), path: text})
    assert found["start"] == ("possible", f"{path} names shop.cli:start")
    assert "helper" not in found


def test_a_class_or_method_that_configuration_names_is_run(tree):
    text = "class Server:\n    def serve(self):\n        return 1\n"
    found = judged(tree, {"shop/cli.py": text, "Procfile": "web: run shop.cli:Server.serve\n"})
    assert found == {
        "Server": ("possible", "Procfile names shop.cli:Server"),
        "Server.serve": ("possible", "Procfile names shop.cli:Server.serve"),
    }


def test_another_module_of_that_name_is_not_named(tree):
    found = judged(tree, {"shop/other.py": PYTHON.format("start"), "Procfile": "web: gunicorn shop.cli:start\n"})
    assert found["start"][1].startswith("nothing is known to use it")


def test_a_factory_of_an_application_lives_with_what_it_uses(tree):
    assert judged(tree, {"shop/app.py": PYTHON.format("create_app")}) == {
        "create_app": ("possible", "servers look for a factory of that name")
    }


SERVED = """\
import uvicorn
from unittest import mock

HOOKS = ["shop.middleware.Logging", 'shop.middleware.nothing']
WHERE = "see shop.middleware:in_a_sentence"
mock.patch("shop.middleware.patched")

if __name__ == "__main__":
    uvicorn.run("shop.asgi:app", port=80)
    run(f"{NAME}.made_up", 'asgi:other')
"""


def test_a_string_of_source_that_is_nothing_but_a_name_keeps_it_alive(tmp_path):
    names = ("nothing_at_all", "in_a_sentence", "patched")
    files = {
        "shop/__init__.py": "",
        "shop/asgi.py": "def app():\n    return needed()\n\n\ndef needed():\n    return 1\n",
        "shop/middleware.py": "class Logging:\n    pass\n\n\n"
        + "".join(f"def {each}():\n    return 1\n" for each in names),
        "run.py": SERVED,
        "tests/test_it.py": 'SEEN = "shop.middleware.nothing_at_all"\n',
    }
    found = judged(tmp_path, files)
    assert found["app"][1] == "run.py names shop.asgi:app"
    assert found["Logging"][1] == "run.py names shop.middleware:Logging"
    assert "needed" not in found
    for each in names:
        assert "names" not in found[each][1]
