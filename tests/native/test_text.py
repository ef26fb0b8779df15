"""What is compiled of `omny.extract` gives what the Python beside it gives, for whatever texts and scopes there are."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from omny import native
from omny.extract import digest, marks, passed, redaction, said, scopes, segments, text, wording
from omny.extract.token_forms import FORMS, OTHERS
from omny.model import chains as plain_chains
from omny.model.texts import AtomText, pack_texts
from tests.support.made_up_tokens import MADE_UP
from tests.support.native_forms import plain_module

pytestmark = pytest.mark.skipif(not native.available(), reason=f"no native core: {native.unavailable_reason()}")

plain_digest = plain_module("omny.extract.digest")
plain_marks = plain_module("omny.extract.marks")
plain_passed = plain_module("omny.extract.passed")
plain_redaction = plain_module("omny.extract.redaction")
plain_said = plain_module("omny.extract.said")
plain_scopes = plain_module("omny.extract.scopes")
plain_wording = plain_module("omny.extract.wording")
plain_text = plain_module("omny.extract.text")


def pieces(*words: bytes) -> st.SearchStrategy[bytes]:
    """Texts of which the words are a great part."""
    return st.lists(st.sampled_from(words) | st.binary(max_size=3), max_size=25).map(b"".join)


LITERALS = pieces(
    b'"', b"'", b"`", b'"""', b"'''", b"\\", b"\n", b" ", b"\t", b"\x0b", b"a", b"b9", b"$", b"\xff", b"\\\n", b"="
)
PROBED_PARTS = [part.encode() for form in (*FORMS, *OTHERS) for part in (form.fixed, form.fixed2) if part]
SECRETIVE = pieces(
    *PROBED_PARTS,
    b"0" * 8,
    b"f" * 22,
    b"Z" * 40,
    b"-" * 6,
    *(
        b"AKIA",
        b"ASIA",
        b"AIza",
        b"GOCSPX",
        b"PRIVATE KEY",
        b"eyJ",
        b"ghp_",
        b"gho",
        b"github_pat_",
        b"glpat-",
        b"xoxb-",
    ),
    *(
        b"sk_live",
        b"rk_t",
        b"sk-",
        b"hf_",
        b"npm_",
        b"pypi-A",
        b"://",
        b"user",
        b":",
        b"@",
        b"/",
        b"{",
        b"$",
        b" ",
        b"x" * 60,
    ),
    *(
        b"pass",
        b"PassW",
        b"phrase",
        b"pwd",
        b"SECRET",
        b"Token",
        b"credential",
        b"api",
        b"_",
        b"KEY",
        b"key",
        b"Access",
    ),
    *(b"private", b"auth", b"signing", b"encryption", b"\n", b"sk_", b"rk", b"://:a@", b"y" * 101, b"z" * 200),
)
TEXTS = pieces(b"\n", b" ", b"\t", b"\r\n", b"\x0c", b"\x0b", b"\x1c", b"\xc2\x85", b"code", b"# c", b"\n\n", b"\0")


def test_these_modules_are_of_two_forms():
    assert type(digest.token_hash) is not type(plain_digest.token_hash)
    assert scopes.Scope is not plain_scopes.Scope
    assert segments.read_values is not plain_chains.read_values
    assert text.CodeLines is not plain_text.CodeLines


@pytest.mark.parametrize("service", MADE_UP)
def test_a_made_up_token_and_parts_of_it_are_alike(service):
    token = MADE_UP[service].encode()
    parts = [token[:end] for end in range(1, len(token), 3)] + [token[at:] for at in range(1, len(token), 5)]
    for content in (token, b"a" + token, b"_" + token, b"'" + token, *parts):
        assert redaction.may_hold_token(content) == plain_redaction.may_hold_token(content), content


@given(LITERALS)
@example(b"")
@example(b'"""a\\')
@example(b"'''a''''b'")
@example(b'"a\\\nb" "c\n" `\n`')
def test_the_hash_of_tokens_is_alike(source):
    assert digest.token_hash(source) == plain_digest.token_hash(source)


@given(SECRETIVE)
@example(b"://" + b"a" * 100 + b":" + b"b" * 200 + b"@")
@example(b"://" + b"a" * 101 + b":b@")
@example(b"://a:" + b"b" * 201 + b"@")
@example(b"https://://a:b@")
@example(b"api__key api_ key apikey")
@example(b"AKI")
@example(b"GH\x10\x13")
def test_what_may_be_a_secret_is_alike(source):
    assert redaction.may_hold_token(source) == plain_redaction.may_hold_token(source)
    assert redaction.may_name_secret(source) == plain_redaction.may_name_secret(source)
    assert redaction.may_name_literal(source) == plain_redaction.may_name_literal(source)


@given(st.lists(st.binary(min_size=2, max_size=4) | st.sampled_from([b"ab", b"abab", b".get("]), max_size=9), st.data())
@example([], None)
def test_many_texts_are_found_alike(texts, data):
    parts = st.lists(st.sampled_from([*texts, b"a", b"b"]) | st.binary(max_size=2), max_size=20)
    source = b"".join(data.draw(parts)) if data is not None else b""
    ours, plain = marks.Marks(texts), plain_marks.Marks(texts)
    assert ours.places(source) == plain.places(source)
    assert ours.find_held(source) == plain.find_held(source)
    assert ours.are_in(source) == plain.are_in(source)


@given(st.text(st.sampled_from("aBcDE_9 .é…ßΩ"), max_size=60) | st.text(max_size=20))
@example("getHTTPUser_2 " + "a" * 41 + " " + "Ab" * 20)
def test_words_of_a_text_are_alike(text):
    assert said.split_words(text) == plain_said.split_words(text)


@given(st.lists(st.tuples(*[st.lists(st.sampled_from(["a", "bc", "ñ", "d" * 40]), max_size=4).map(tuple)] * 2)))
def test_texts_are_unpacked_alike(each):
    packed = pack_texts([AtomText(*parts) for parts in each])
    assert said.unpack_texts(packed) == plain_said.unpack_texts(packed) == [AtomText(*parts) for parts in each]


@pytest.mark.parametrize("packed", [b"\1\0\0\0a\1", b"\1\0\0\0a\1\0\1\0", b"\1\0\0\0a\0\0\1\0\7\0", b"\1\0\0\0\xff"])
def test_damaged_texts_are_an_error_and_no_crash(packed):
    for form in (said, plain_said):
        with pytest.raises((ValueError, IndexError)):
            form.unpack_texts(packed)


@given(LITERALS)
@example(b"'" + b"a" * 300 + b"' x '" + b"a" * 200 + b"'")
@example(b'f("' + b"a" * 201 + b'")')
def test_long_literals_are_left_out_alike(code):
    code = code.replace(b"a", b"a" * 150)
    assert wording.without_long_literals(code) == plain_wording.without_long_literals(code)


def test_a_text_of_one_byte_is_none_to_search_for():
    for form in (marks.Marks, plain_marks.Marks):
        with pytest.raises(ValueError, match="one byte"):
            form([b"ab", b"c"])


@given(TEXTS, st.data())
@example(b"", None)
@example(b"\n", None)
def test_lines_of_code_are_alike(source, data):
    places = st.integers(0, len(source))
    spans: list[tuple[int, int]] = []
    found: list[tuple[int, int, int]] = []
    if data is not None:
        chosen = sorted(data.draw(st.lists(places, max_size=8)))
        spans = list(zip(chosen[::2], chosen[1::2], strict=False))
        numbers = st.integers(0, 2**32 - 1)
        found = sorted(data.draw(st.lists(st.tuples(places, numbers, numbers), max_size=8)))
    ours, plain = text.CodeLines(source, spans), plain_text.CodeLines(source, spans)
    assert ours.count == plain.count
    rows = range(-1, source.count(b"\n") + 4)
    assert [ours.row(at) for at in range(len(source) + 1)] == [plain.row(at) for at in range(len(source) + 1)]
    assert [ours.code(a, b) for a in rows for b in rows] == [plain.code(a, b) for a in rows for b in rows]
    assert ours.pack(found) == plain.pack(found)


@pytest.mark.parametrize("span", [(-1, 2), (0, 9), (3, 2), (5, 7)])
def test_a_comment_outside_of_the_source_is_an_error_and_no_crash(span):
    with pytest.raises(ValueError, match="outside"):
        text.CodeLines(b"a\nb # c"[:5], [span])


def test_a_reference_outside_of_the_source_is_an_error_and_no_crash():
    for offset in (7, 8, 1000, 2**32 - 1):
        with pytest.raises(ValueError, match="outside"):
            text.CodeLines(b"a\nb\nc", []).pack([(offset, 0, 0)])


CAMEL = st.text(st.sampled_from("aabAB9_ .éÉ\u0130ß中"), max_size=20)


@given(st.lists(CAMEL, max_size=3))
def test_words_of_names_are_alike(names):
    assert text.camel_words(*names) == plain_text.camel_words(*names)


CODE = pieces(
    b"ab", b"a", b".", b"(", b")", b",", b" ", b"=", b"\n", b"in ", b"of ", b"?", b"_", b"$", b"x" * 40, b"\t"
)


@given(CODE, st.integers(1, 9), st.integers(0, 80))
@example(b" self.b =\n ab\n", 1, 40)
@example(b"(ab)", 1, 9)
def test_uses_of_a_parameter_are_found_alike(source, start, length):
    for words in ((b"in ", b"of "), ()):
        asked = (source or b" ", b"ab", min(start, len(source)), start + length, words)
        assert passed.is_used(*asked) == plain_passed.is_used(*asked)


SPELLED = st.text(st.sampled_from("ab9_ ;|%=,()25'é٣²\n"), max_size=30)


@given(st.lists(SPELLED, max_size=5))
@example(["a=", "=a", "9a=b", "a=b=c", "%20", "%2520", "a%zz", "%C3%A9", "%"])
def test_arguments_in_chains_are_spelled_and_read_alike(several):
    assert segments.spell_values(several) == plain_chains.spell_values(several)
    for segment in (plain_chains.spell_values(several) or ";(", ";(" + ";".join(several)):
        assert segments.read_values(segment) == plain_chains.read_values(segment)
        assert segments.read_values(segment) == plain_chains.read_values(segment)
    assert segments.write_several(several) == plain_chains.write_several(several)
    assert segments.write_type([("a", several), ("()", [])]) == plain_chains.write_type([("a", several), ("()", [])])
    for typed in (several, [f"{each} ()" for each in several], ["?" for _ in several]):
        assert segments.spell_arguments(typed) == plain_chains.spell_arguments(typed)
        segment = plain_chains.spell_arguments(typed) or ";" + ";".join(typed)
        assert segments.read_arguments(segment) == plain_chains.read_arguments(segment)
    for chain in (" ".join(several), " ;(".join(several), *several):
        assert segments.drop_values(chain) == plain_chains.drop_values(chain)
        assert segments.drop_arguments(chain) == plain_chains.drop_arguments(chain)


PARTS = st.sampled_from(["a", "b", "()", "[]", "[*]", "?"])
HEADS = st.sampled_from(["a", "b", "c", "@f", "^m", "?", "*a", "%b", "**c", "*%a", "%", "*?", "*@f", "self()"])
CHAINS = st.builds(lambda head, rest: " ".join([head, *rest]), HEADS, st.lists(PARTS, max_size=4)).filter(
    lambda chain: chain.lstrip("*%") not in ("", " ") and not chain.lstrip("*%").startswith(" ")
)


@given(CHAINS, st.lists(PARTS, max_size=4).map(" ".join))
def test_chains_are_joined_alike(head, rest):
    assert scopes.join(head, rest) == plain_scopes.join(head, rest)


SCOPES = st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.booleans()), max_size=4)  # parent, opaque, hoists
BINDINGS = st.lists(  # scope, name, chain, scope of its value or none for a finished chain
    st.tuples(st.integers(0, 4), st.sampled_from(["a", "b", "c", ""]), CHAINS, st.none() | st.integers(0, 4)),
    max_size=20,
)


@given(SCOPES, BINDINGS, st.lists(st.tuples(st.integers(0, 4), CHAINS), min_size=1, max_size=6), st.integers(0, 3))
def test_chains_are_expanded_alike(described, bindings, asked, redirected):
    answers = []
    for module in (scopes, plain_scopes):
        tree = module.ScopeTree(100)
        for parent, opaque, hoists in described:
            around = tree.scopes[min(parent, len(tree.scopes) - 1)]
            tree.scopes.append(module.Scope(around, 50, 0, "", opaque=opaque, hoists=hoists))
        last = len(tree.scopes) - 1
        tree.scopes[last].redirects["c"] = tree.scopes[min(redirected, last)]
        for scope, name, chain, of in bindings:
            value = chain if of is None else module.Value(chain, tree.scopes[min(of, last)])
            tree.scopes[min(scope, last)].bind(name, value, *([value] if of is None else []))
        answers.append(
            [
                *(tree.expand(tree.scopes[min(scope, last)], chain) for scope, chain in asked),
                *(tree.expand(tree.scopes[min(scope, last)], chain, 2) for scope, chain in asked),
                [[tree.scopes.index(around) for around in scope.ancestors()] for scope in tree.scopes],
                [
                    tree.scopes.index(scope.hoisting_scope())
                    for scope in tree.scopes
                    if scope.parent is None or scope.hoists
                ],
                [(found := scope.find("a")) and tree.scopes.index(found) for scope in tree.scopes],
                [sorted((name, len(values)) for name, values in scope.names.items()) for scope in tree.scopes],
            ]
        )
        tree.clear()
        assert not any(scope.names or scope.redirects for scope in tree.scopes)
    assert answers[0] == answers[1]


NAMED = pieces(
    b"get",
    b"HTTP",
    b"User",
    b"_",
    b"2",
    b"\xc3\xa4",
    b" ",
    b".",
    b'"',
    b"'",
    b"`",
    b"\\",
    b"\n",
    b"x" * 9,
    b"the",
    b"aGVsbG8gd29ybGQhIQ",
    b"A",
)


@given(st.lists(st.tuples(NAMED, NAMED), max_size=4).map(lambda parts: [*parts, *parts]))
@example([(b"'" + b"long " * 50 + b"' a", b"it's"), (b'"short" b', b"")] * 2)
@example([(b"", b" ".join(b"w%c%c%c" % (97 + i // 676, 97 + i // 26 % 26, 97 + i % 26) for i in range(2_500)))] * 2)
def test_words_are_packed_alike(parts: list[tuple[bytes, bytes]]) -> None:
    ours = wording.pack_words(parts)
    assert ours == plain_wording.pack_words(parts)
