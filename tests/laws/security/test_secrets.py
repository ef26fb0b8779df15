"""Promise S5: no secret is stored, neither of files that hold them by their name nor of source where one stands.

Every token here is made up, and put together here, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omny.base.paths import Root
from omny.cli import run
from omny.extract.redaction import REDACTED, may_hold_token, redact, without_secrets, without_tokens
from omny.extract.text import DEFAULT_CHARS
from omny.languages import detect_language, own_languages
from omny.model.texts import texts_by_name
from omny.storage.port.repository import AtomRepository
from omny.watch.ignore.rules import IgnoreRules
from tests.support.helpers import assert_equals_fresh, dumped, index_tree, write_tree
from tests.support.ignored import is_ignored
from tests.support.made_up_tokens import MADE_UP
from tests.support.tokens import KEY, LOGIN, RANDOM, TOKENS

_PYTHON = '''"""Uses {0}."""
__all__ = ["{0}"]
@decorated("{0}", key="{0}")
class Client(Base, token="{0}"):
    """As {0} does."""
    def send(self, url="{0}", *, header: Literal["{0}"] = "x {0}") -> "{0}":
        """Sends {0}."""
        return self.tokens["{0}"](lambda one="{0}": one)
'''
_SCRIPT = """import one from "https://{0}@host/one.js";
export * from "./{0}";
const two = require("{0}");
/** Knows {0}. */
export function send(url = "{0}", {{ key = "{0}" }} = {{}}) {{ return two["{0}"](url); }}
export const table = {{ "{0}": function () {{}}, ["{0}"]() {{}} }};
class Client extends mixed("{0}") {{ "{0}"() {{}} }}
table["{0}"]();
exports["{0}"] = send;
"""
_TYPES = _SCRIPT + """
@decorated("{0}")
export class Typed {{ send(url: "{0}", other: import("https://{0}@host").Name): "{0}" {{ return this["{0}"](); }} }}
"""  # fmt: skip
_PACKAGE = '{{"name": "one", "main": "{0}.js", "exports": {{"./{0}": "{0}"}}, "workspaces": ["{0}"]}}'
_COMPILER = '{{"extends": "{0}", "compilerOptions": {{"baseUrl": "{0}", "paths": {{"{0}": ["{0}"]}}}}}}'
_GO = """// Package shop knows {0}.
package shop
import other "{0}"
// Send sends {0}.
func Send(url string /* {0} */) string {{ key := "{0}"; return table["{0}"](other.Do("{0}"), key) }}
var table = map[string]func(string, string) string{{"{0}": nil}}
"""
_JAVA = """package shop; // {0}
/** Knows {0}. */
@Named("{0}") class Client {{
  String key = "{0}";
  /** Sends {0}. */
  String send(@Named("{0}") String url) {{ return new Client("{0}").send("{0}").get("{0}"); }}
}}
"""
_KOTLIN = """package shop // {0}
/** Knows {0}. */
@Named("{0}") class Client(val url: String = "{0}") {{
  val key = "{0}"
  /** Sends {0}. */
  fun send(url: String = "{0}") = Client("{0}").send("{0}").let {{ it.get("{0}") }}
}}
"""
_CSHARP = """using System; // {0}
/// <summary>Knows {0}.</summary>
[Named("{0}")] class Client {{
  const string Key = "{0}";
  string Send(string url = "{0}") {{ return new Client("{0}").Send("{0}"); }}
}}
"""
_RUST = """//! Knows {0}.
/// Sends {0}.
#[path = "{0}"]
pub fn send(url: &str) -> String {{ println!("{0}", call("{0}")); other::do_it("{0}").get("{0}") }}
const KEY: &str = "{0}";
"""
_PHP = """<?php // {0}
/** Knows {0}. */
class Client {{
  const KEY = "{0}";
  public $key = "{0}";
  function send($url = "{0}") {{ return array_map("{0}", [self::class, "{0}"])["{0}"]->get("{0}"); }}
}}
"""
_RUBY = """# Knows {0}.
require "{0}"
class Client
  KEY = "{0}"
  # Sends {0}.
  def send(url = "{0}") = table["{0}"].call(:go, "{0}")
end
"""
_SWIFT = """// Knows {0}.
@_spi({0}) import Other
/// Sends {0}.
@Named("{0}") public final class Client {{
  let key = "{0}"
  func send(url: String = "{0}") -> Client {{ return Client("{0}").send(url: "{0}").get {{ "{0}" }} }}
}}
"""
_SCALA = """package shop
/** Knows {0}. */
class Client(val key: String = "{0}") {{
  def send(url: String = "{0}") = table("{0}").call(s"{0}", "{0}")
}}
"""
_LUA = """-- Knows {0}.
local other = require("{0}")
local M = {{ key = "{0}", ["{0}"] = function() end }}
function M.send(url) return M["{0}"](other.go("{0}")) end
return M
"""
_SHELL = """# Knows {0}.
source "./{0}"
KEY="{0}"
send() {{ other "{0}" "$(go "{0}")" <<< "{0}"; }}
trap "{0}" EXIT
"""
_PLAIN_SCRIPT = """/** Knows {0}. */
import {{ x }} from "./{0}";
export const key = "{0}", table = {{ "{0}": function () {{}} }};
export function send(url = "{0}") {{ table["{0}"](other["{0}"](1)); }}
"""
_NOTEBOOK = """{{"cells": [{{"cell_type": "code", "source": [
  "# Knows {0}.\\n", "import other\\n", "key = '{0}'\\n", "def send(url='{0}'): other.go('{0}')\\n"
]}}]}}
"""
_C = """// Knows {0}.
#include "{0}"
#define KEY "{0}"
#define ASK(n) go("{0}", n)
static const char *key = "{0}";
struct client {{ int send; }};
int send(void) {{ return ASK("{0}") + go("{0}"); }}
"""
_CPP = """// Knows {0}.
#include "{0}"
namespace shop {{
class Client {{
  std::string key = "{0}";
  void send(const char *url = "{0}") {{ go("{0}").call<3>("{0}"); }}
}};
}}
TEST_CASE("{0}") {{ Client("{0}"); }}
"""
SOURCES = {
    "a.py": _PYTHON,
    "a.js": _SCRIPT,
    "a.ts": _TYPES,
    "a.tsx": _TYPES,
    "a.go": _GO,
    "a.java": _JAVA,
    "a.kt": _KOTLIN,
    "a.c": _C,
    "a.cpp": _CPP,
    "a.h": _C,
    "a.cs": _CSHARP,
    "a.rs": _RUST,
    "a.php": _PHP,
    "a.rb": _RUBY,
    "a.swift": _SWIFT,
    "Package.swift": 'import PackageDescription\nlet p = Package(targets: [.target(name: "{0}", path: "{0}")])\n',
    "a.lua": _LUA,
    "a.scala": _SCALA,
    "a.sh": _SHELL,
    "a.vue": f"<script>{_PLAIN_SCRIPT}</script><template><p @click=\"send('{{0}}')\">{{0}}</p></template>",
    "a.svelte": f"<script>{_PLAIN_SCRIPT}</script><p title={{{{send('{{0}}')}}}}>{{0}}</p>",
    "a.astro": f"---\n{_PLAIN_SCRIPT}---\n<p title={{{{send('{{0}}')}}}}>{{0}}</p>",
    "a.html": f"<script type=module>{_PLAIN_SCRIPT}</script><p onclick=\"send('{{0}}')\">{{0}}</p>",
    "a.html.erb": f"<p>{{0}}</p><%\n{_RUBY}%><%= go('{{0}}') # Knows {{0}} %>",
    "a.ejs": "<% include {0} %><%- send('{0}', `{0}`) // Knows {0} %><script>const a = (b = '{0}') => b</script>",
    "a.ipynb": _NOTEBOOK,
    "run": f"#!/bin/sh\n{_SHELL}",
    "go.mod": "module {0}\n\nreplace example.com/{0} => ./{0}\n",
    "Cargo.toml": '[package]\nname = "{0}"\n\n[dependencies]\nother = {{ path = "{0}", package = "{0}" }}\n',
    "compile_commands.json": '[{{"directory": "/t", "command": "cc -I{0} -DKEY={0}", "file": "{0}.c"}}]',
    "a.csproj": '<Project><ItemGroup><Using Include="{0}" Static="true" /></ItemGroup></Project>',
    "composer.json": '{{"autoload": {{"psr-4": {{"Shop": "{0}"}}}}}}',
    "pom.xml": "<project><groupId>{0}</groupId><artifactId>a</artifactId><build><sourceDirectory>{0}</sourceDirectory>",
    "build.gradle": "dependencies {{ implementation project(':{0}') }}\nsourceSets.main.java.srcDirs = ['{0}']\n",
    "Gemfile": 'source "https://{0}@gems.example"\n',
    "package.json": _PACKAGE,
    "tsconfig.json": _COMPILER,
}

OF_NAMES = (
    "Gemfile",
    "a.csproj",
    "compile_commands.json",
)  # files of which only names are stored: most tokens are none


def stored(path: str, source: str) -> bytes:
    """All that is stored of a file."""
    language = detect_language(path)
    assert language is not None
    return msgspec.msgpack.encode(language.analyse(path, source.encode()))


@pytest.mark.parametrize("path", SOURCES)
@pytest.mark.parametrize("kind", TOKENS)
def test_s5_no_token_is_in_what_is_stored(path: str, kind: str) -> None:
    token = TOKENS[kind]
    told = stored(path, SOURCES[path].format(token))
    assert token.encode() not in told
    # Nor most of it, where a text was cut off or taken to pieces.
    assert all(token[at : at + 12].encode() not in told for at in range(4, len(token) - 12))
    assert REDACTED.encode() in told or path in OF_NAMES


@pytest.mark.parametrize("service", MADE_UP)
def test_s5_a_token_of_each_published_form_is_taken_out_wherever_it_stands(service: str) -> None:
    token = MADE_UP[service]
    assert may_hold_token(f"x = '{token}'".encode())
    for path, source in SOURCES.items():
        told = stored(path, source.format(token))
        random_part = max(re.split(r"[^A-Za-z0-9]", token), key=len)
        assert random_part.encode() not in told, path
        assert token.encode() not in told, path


def test_s5_nothing_is_left_of_a_token_but_its_public_part() -> None:
    left = {
        service: re.sub(rf"{REDACTED}_[0-9a-f]{{8}}", "", without_tokens(token)) for service, token in MADE_UP.items()
    }
    public = {"Authress": "the id of a client", "Flutterwave": "-X"}
    assert {service: rest for service, rest in left.items() if rest and service not in public} == {}


def test_s5_every_language_is_looked_through() -> None:
    """A new one needs its source above."""
    assert {language.name for path in SOURCES if (language := detect_language(path))} == {
        each.name for each in own_languages()
    }


@pytest.mark.parametrize("at", range(DEFAULT_CHARS + 8))
def test_s5_a_token_that_is_cut_off_is_none_that_is_missed(at: int) -> None:
    token = TOKENS["github"]
    told = stored("a.py", f'def send(url="{"-" * at}{token}", more="{"x" * DEFAULT_CHARS}"): pass\n')
    assert b"Zk3Tq9Lx" not in told


def test_s5_private_keys_and_logins_in_urls_are_taken_out() -> None:
    told = stored("a.py", f'def one(key="{KEY}", dsn="{LOGIN}"): pass\n')
    assert b"MIIEowIBAAKCAQEA" not in told
    assert RANDOM[:9].encode() not in told
    assert b"postgres://user:REDACTED@db/name" in told


@pytest.mark.parametrize(
    ("path", "source", "secret"),
    [
        ("a.py", 'def f(password="{}"): pass', "hunter2"),
        ("a.py", "def f(*, db_password: str | None = '{}'): pass", "Tr0ub4dor&3"),
        ("a.py", 'def f(aws_secret_access_key=b"{}"): pass', RANDOM),
        ("a.py", "@login(user='me', api_key='{}')\ndef f(): pass", "a1b2c3d4e5"),
        ("a.py", 'class A(Base, secret="{}"): pass', "q9w8e7r6"),
        ("a.py", 'def f():\n    """Use password="{}" here."""', "q9w8e7r6"),
        ("a.js", "function f(apiKey = `{}`) {{}}", "q9w8e7r6"),
        ("a.js", "function f({{ accessToken = '{}' }}) {{}}", "q9w8e7r6"),
        ("a.ts", "class A {{ @Auth({{ token: '{}' }}) f(clientSecret: string = \"{}\") {{}} }}", "q9w8e7r6"),
    ],
)
def test_s5_what_a_name_says_is_a_secret_is_taken_out(path: str, source: str, secret: str) -> None:
    told = stored(path, source.replace("{}", secret).replace("{{", "{").replace("}}", "}"))
    assert secret.encode() not in told
    assert REDACTED.encode() in told


@pytest.mark.parametrize(
    "source",
    [
        'def f(password="password", token="csrfmiddlewaretoken"): pass',
        'def f(password="", secret=None, key="name", encoding="utf-8"): pass',
        'def f(token_url="https://host/token", password="{{ password }}", secret="${SECRET}"): pass',
        'def f(digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c"): pass',
        "def npm_install(sk_test_mode, hf_hub): task_live_update(), mask_live_things()",
        'def f(css="sk-fading-circle sk-cube"): pass',
        'def f(password="111111", url="http://host:8080/@name"): pass',
    ],
)
def test_s5_what_is_no_secret_stays(source: str) -> None:
    assert REDACTED.encode() not in stored("a.py", source)


def test_s5_two_secrets_stay_two_names(tree: Path, repository: AtomRepository) -> None:
    one, two = TOKENS["github"], TOKENS["github"][:-3] + "abc"
    text = f'export const t = {{ "{one}": function () {{}}, "{two}": function () {{}} }};\nt["{one}"]();\n'
    index_tree(write_tree(tree, {"a.js": text}), repository)
    ids = sorted(stored.atom.id for stored in repository.atoms())
    assert ids[:2] == ["a.js::<module>", "a.js::t"]
    assert len(ids) == 4
    assert all(REDACTED in id_ for id_ in ids[2:])
    assert_equals_fresh(tree, repository)
    write_tree(tree, {"a.js": text.replace(one, two + "d")})
    index_tree(tree, repository)
    assert_equals_fresh(tree, repository)
    assert b"Zk3Tq9" not in dumped(repository)


_TEXTS = st.text(st.sampled_from("abcXYZ019_-.:/@ '\"`\n=(){}[],…é") | st.characters(codec="utf-8"), max_size=60)


@given(_TEXTS, st.sampled_from(sorted(TOKENS.values())), _TEXTS)
def test_s5_no_surroundings_hide_a_token(before: str, token: str, after: str) -> None:
    """But a letter or digit right before it: then it is another word."""
    text = f"{before} {token}{after}"
    assert token not in without_tokens(text)


@given(_TEXTS)
def test_s5_taking_out_twice_is_taking_out_once(text: str) -> None:
    once = without_secrets(text)
    assert without_secrets(once) == once


@given(
    st.lists(
        st.sampled_from([*TOKENS.values(), KEY, LOGIN, "password='q9w8e7r6'", "x", '"', "'", " ", "\n"]), max_size=12
    )
)
def test_s5_what_the_file_does_not_show_needs_no_second_look(parts: list[str]) -> None:
    """The one search of a file's bytes misses nothing that a look at each text would find."""
    source = "".join(parts)
    language = detect_language("a.py")
    assert language is not None
    facts, surface = language.analyse("a.py", f"def f(a={source!r}):\n    '''{source!r}'''\n".encode())
    again = redact(b"PRIVATE KEY", facts, surface)
    assert again == (facts, surface)


@pytest.mark.parametrize(
    "text",
    [
        "A" * 100_000, "eyJ" * 30_000, "eyJaaaaaaaaa." * 8_000, "-----BEGIN PRIVATE KEY" * 4_000, "://a:" * 20_000,
        "sk-" * 33_000, "password=" * 11_000, "password: " * 10_000, "ghp_" * 25_000, "password='" + "a" * 99_000,
        "x" * 50_000 + "@" * 50_000, "password:" + " " * 99_000, "AKIA" * 25_000, "github_pat_" * 9_000,
        "xoxb-" * 20_000, "://" + "a" * 99_000,
    ],
)  # fmt: skip
def test_s5_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    without_secrets(text)
    assert time.process_time() - started < 1.0, "a hundred thousand characters take some milliseconds"


# ── names ──


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        (".env", True), (".env.js", True), (".env.production.ts", True), (".ENV.js", True), ("id_rsa", True),
        ("server.pem", True), ("key.p12", True), (".npmrc", True), (".netrc", True), ("credentials.json", True),
        ("client_secret_12.json", True), ("id_rsa.py", True),
        ("env.js", False), ("secrets.py", False), ("credentials.py", False), ("token.ts", False),
        ("package.json", False),
        ("id_rsa_parser.py", False), ("environment.ts", False),
    ],
)  # fmt: skip
def test_s5_files_that_hold_secrets_by_their_name_are_left_out(tree: Path, name: str, is_secret: bool) -> None:
    write_tree(tree, {name: "", ".omnyignore": f"!{name}\n!*\n"})
    rules = IgnoreRules(Root.of(tree))
    assert is_ignored(rules, name, False) is is_secret
    assert is_ignored(rules, f"pkg/{name}", False) is is_secret


def test_s5_such_files_are_told_with_the_rule(tree: Path, repository: AtomRepository) -> None:
    write_tree(
        tree,
        {
            ".env.js": "export const key = () => 1;\n",
            ".aws/a.py": "def f(): pass\n",
            "a.js": "export const f = () => 1;\n",
        },
    )
    index_tree(tree, repository)
    told = {row.path: row.explanation for row in repository.excluded_files()}
    assert told == {".env.js": "its name says that it holds secrets: .env.*"}
    assert [stored.atom.file_path for stored in repository.atoms() if stored.atom.file_path != "a.js"] == []


def test_s5_the_reason_of_a_failed_analysis_holds_no_secret(
    tree: Path, repository: AtomRepository, monkeypatch
) -> None:
    language = detect_language("a.py")

    def fails(path: str, source: bytes) -> None:
        raise ValueError(source.decode())

    monkeypatch.setattr(type(language), "analyse", staticmethod(fails))
    write_tree(tree, {"a.py": f'token = "{TOKENS["github"]}"\n'})
    index_tree(tree, repository)
    [row] = repository.skipped_files()
    assert row.explanation == f'analysis failed (ValueError: token = "{without_tokens(TOKENS["github"])}"\n)'


def test_s5_source_is_shown_without_its_secrets_unless_they_are_asked_for(tmp_path, capsys):
    token = MADE_UP["SendGrid"]
    write_tree(tmp_path, {"a.py": f'def send():\n    key = "{token}"\n    return "Bearer {token}", key\n'})
    assert run(["index", str(tmp_path)]) == 0
    capsys.readouterr()
    assert run(["show", "send", "--source", "--root", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert token not in said
    assert "2 secrets removed; --secrets shows the text with them" in said
    assert run(["show", "send", "--secrets", "--root", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert said.count(token) == 2
    assert "removed" not in said


@pytest.mark.parametrize(
    ("value", "is_secret"),
    [
        ("kJhGfDsApoIuYtReWqZxCvBn", True),
        ("AVeryLongCamelCaseClassName", False),
        ("some.dotted.path.to.a.setting", False),
        ("getUserByIdentificationNumber", False),
        ("averylongwordinsmallletters", False),
        ("hT9vLq2mZx7", True),
    ],
)
def test_s5_values_beside_a_name_that_says_secret_are_judged_by_their_letters(value: str, is_secret: bool) -> None:
    told = stored("a.py", f'def f(client_secret="{value}"): pass\n')
    assert (value.encode() not in told) == is_secret


WORDED = {
    "body": "def f():\n    go({0}, x)\n",
    "literal": 'def f():\n    go("{0}")\n',
    "comment": "def f():\n    # see {0}\n    pass\n",
    "comment above": "# see {0}\ndef f():\n    pass\n",
    "doc": 'def f():\n    """Sends.\n\n    Uses {0} for it.\n    """\n',
    "class": 'class A:\n    key = "{0}"\n',
    "module": 'key = "{0}"\n',
}


@pytest.mark.parametrize("place", WORDED)
def test_s5_no_word_of_a_token_is_what_an_atom_is_ranked_by(place: str) -> None:
    language = detect_language("a.py")
    assert language is not None
    for kind, token in {**TOKENS, **MADE_UP}.items():
        found = language.analyse("a.py", WORDED[place].format(token).encode())[0].texts
        public = re.sub(rf"{REDACTED}(_[0-9a-f]{{8}})?", " ", without_secrets(WORDED[place].format(token)))
        assert found == language.analyse("a.py", public.encode())[0].texts, kind


def test_s5_a_private_key_gives_no_word_in_a_comment_or_a_literal() -> None:
    language = detect_language("a.py")
    assert language is not None
    commented = "\n".join(f"    # {line}" for line in KEY.splitlines())
    for source in (f"def f():\n{commented}\n    pass\n", f'def f():\n    go("""{KEY}""")\n'):
        said = texts_by_name(msgspec.msgpack.encode(language.analyse("a.py", source.encode())[0]))["f"].body
        assert {word for word in said if len(word) > 4} <= {"begin", "private"}
