"""A drawing as SVG: one file that needs nothing else, for a light and a dark page, without script.

Every text comes from somebody's source: it is made plain and escaped, and stands in text nodes only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from omny.base.plain import cells, plain
from omny.model.edges import EdgeType, How
from omny.query.basis import TYPED_OR_ONE
from omny.render.layout import FONT_CELL_PX, FONT_PX, SMALL_CELL_PX, SMALL_PX, Box, Drawing, FrameBox, Rect, Wire

_HEAD_PX = 46  # above the drawing: title, and what it shows
_LEGEND_PX = 74
_SIDE_PX = 16
_TITLE_CELL_PX = 8.5
_CORNER_PX = 9.0
_TYPES = {
    # type of an edge: (class, what it says)
    EdgeType.CALL: ("call", "calls"),
    EdgeType.CALLBACK: ("callback", "passes by name"),
    EdgeType.DECORATOR: ("decorator", "is decorated by"),
    EdgeType.INHERIT: ("inherit", "inherits from"),
    EdgeType.IMPLICIT: ("implicit", "calls implicitly"),
    EdgeType.DISPATCH: ("dispatch", "may dispatch to"),
    EdgeType.ROUTE: ("route", "is handled by"),
}
_INFERRED = ("call inferred", "call", TYPED_OR_ONE)
_KINDS = {
    # colour of a box: what it says
    "function": "function",
    "method": "method",
    "class": "class",
    "interface": "interface",
    "enum": "enum",
    "value": "constant, variable",
    "module": "module, file",
}
_KIND_OF = {
    "arrow": "function",
    "macro": "function",
    "route": "function",
    "type": "class",
    "constant": "value",
    "variable": "value",
    "file": "module",
    "folder": "module",
}
_ALWAYS = frozenset(("call", "callback", "decorator", "inherit", "function", "method", "class", "module"))
"""The colours that the legend of every drawing has; it has another one only for a drawing with it."""

FONTS = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', 'Noto Sans Mono', 'Courier New', monospace"
"""Fixed-width fonts of all systems, by name: a renderer need not know which one `monospace` is."""

_COLOURS = {
    "page": ("#ffffff", "#0d1117"),
    "text": ("#1f2328", "#f0f6fc"),
    "dim": ("#59636e", "#9198a1"),
    "frame": ("#f6f8fa", "#151b23"),
    "border": ("#d1d9e0", "#3d444d"),
    "function": ("#ddf4ff", "#12324d"),
    "method": ("#e9f5ec", "#16371f"),
    "class": ("#fff3d6", "#3f2e0b"),
    "interface": ("#fbefb2", "#4a420f"),
    "enum": ("#ffe7dc", "#4a2417"),
    "value": ("#eceff2", "#272d34"),
    "module": ("#f1eaff", "#2d2150"),
    "box": ("#8c959f", "#656c76"),
    "call": ("#57606a", "#9198a1"),
    "callback": ("#0969da", "#58a6ff"),
    "decorator": ("#8250df", "#bc8cff"),
    "inherit": ("#bc4c00", "#f0883e"),
    "implicit": ("#6e7781", "#848d97"),
    "dispatch": ("#1a7f37", "#3fb950"),
    "route": ("#bf3989", "#f778ba"),
    "focus": ("#cf222e", "#ff7b72"),
}
"""By name on a light page, and on a dark one."""


def svg(drawing: Drawing, title: str, note: str) -> str:
    """The SVG document; `title` says what it is of, `note` what is and is not on it."""
    legend, legend_width = _legend(drawing)
    width = max(drawing.width, legend_width + 2 * _SIDE_PX, cells(title) * _TITLE_CELL_PX + 2 * _SIDE_PX)
    height = _HEAD_PX + drawing.height + _LEGEND_PX
    shift = (width - drawing.width) / 2
    return "\n".join(
        [
            _start_tag(width, height),
            f"<title>{_text(title)}</title>",
            f"<desc>{_text(note)}</desc>",
            f"<style>{_style()}</style>",
            f"<defs>{''.join(_markers())}</defs>",
            f'<rect class="page" width="{_px(width)}" height="{_px(height)}"/>',
            f'<text class="title" x="{_SIDE_PX}" y="22">{_text(title)}</text>',
            f'<text class="dim small" x="{_SIDE_PX}" y="39">{_text(note)}</text>',
            f'<g transform="translate({_px(shift)} {_HEAD_PX})">',
            *map(_frame, drawing.frames),
            *map(_stack, drawing.stacks),
            *map(_wire, drawing.wires),
            *map(_head, drawing.frames),
            *map(_box, drawing.boxes),
            "</g>",
            f'<g class="legend" transform="translate({_SIDE_PX} {_px(height - _LEGEND_PX + 18)})">',
            *legend,
            "</g>",
            "</svg>\n",
        ]
    )


def _start_tag(width: float, height: float) -> str:
    size = f'width="{_px(width)}" height="{_px(height)}" viewBox="0 0 {_px(width)} {_px(height)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-size="{FONT_PX}" font-family="{FONTS}">'


def _frame(frame: FrameBox) -> str:
    rect = frame.rect
    return f'<rect class="frame" {_place(rect.x, rect.y, rect.width, rect.height)} rx="6"/>'


def _head(frame: FrameBox) -> str:
    """The name of a frame, above the lines that lead through it."""
    rect = frame.rect
    return (
        f'<text class="dim small over" x="{_px(rect.x + 7)}" y="{_px(rect.y + 15)}" '
        f"{_length(frame.label, SMALL_CELL_PX)}><title>{_text(frame.group)}</title>{_text(frame.label)}</text>"
    )


def _stack(rect: Rect) -> str:
    return f'<rect class="stack" {_place(rect.x, rect.y, rect.width, rect.height)} rx="6"/>'


def _box(box: Box) -> str:
    node, rect = box.node, box.rect
    kind = _kind(node.type)
    focus = " focus" if node.depth == 0 and node.type not in ("file", "folder") else ""
    middle = rect.y + rect.height / 2
    left = rect.x + (14 if node.is_exported else 0)
    right = rect.x + rect.width - (14 if node.is_test else 0)
    told = [node.type, node.kind, "exported" if node.is_exported else "", "test" if node.is_test else ""]
    where = f"{node.group}:{node.line}" if node.line else ""
    place = f'x="{_px((left + right) / 2)}" y="{_px(middle + 4)}" text-anchor="middle"'
    parts = [
        f'<g class="node">{_tooltip((node.id, where, ", ".join(filter(None, told))))}',
        f'<rect class="box {kind}{focus}" {_place(rect.x, rect.y, rect.width, rect.height)} rx="5"/>',
        f"<text {place} {_length(box.label, FONT_CELL_PX)}>{_text(box.label)}</text>",
    ]
    if node.is_exported:
        parts.append(_export_mark(rect.x + 11, middle))
    if node.is_test:
        parts.append(_test(rect.x + rect.width - 12, middle))
    return "".join([*parts, "</g>"])


def _kind(type_: str) -> str:
    """The colour of a box, by the type of its atom."""
    return _KIND_OF.get(type_, type_)


def _export_mark(x: float, y: float) -> str:
    return f'<circle class="mark" cx="{_px(x)}" cy="{_px(y)}" r="3"/>'


def _test(x: float, y: float) -> str:
    return f'<path class="tick" d="M{_px(x - 4)} {_px(y)}l3 3.5l5 -7"/>'


def _wire(wire: Wire) -> str:
    first = wire.lines[0]
    name, says = _TYPES[EdgeType(first.type)]
    classes = " ".join(
        ["edge", name, *([first.how] if first.how != How.EXACT else []), *(["many"] if len(wire.lines) > 1 else [])]
    )
    told = [f"{line.source} {says} {line.target}{_times(line.sites)}" for line in wire.lines]
    how = TYPED_OR_ONE if first.how == How.INFERRED else first.how
    return f'<g>{_tooltip((*told, how))}<path class="{classes}" d="{_way(wire.points)}" marker-end="url(#{name})"/></g>'


def _times(number: int) -> str:
    return f", in {number} places" if number > 1 else ""


def _way(points: tuple[tuple[float, float], ...]) -> str:
    """A line along the points, its corners rounded."""
    parts = [f"M{_px(points[0][0])} {_px(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _towards(corner, before), _towards(corner, after)
        parts.append(f"L{_px(near[0])} {_px(near[1])}Q{_px(corner[0])} {_px(corner[1])} {_px(far[0])} {_px(far[1])}")
    return "".join([*parts, f"L{_px(points[-1][0])} {_px(points[-1][1])}"])


def _towards(corner: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = max((dx * dx + dy * dy) ** 0.5, 0.001)
    share = min(_CORNER_PX, length / 2) / length
    return corner[0] + dx * share, corner[1] + dy * share


def _legend(drawing: Drawing) -> tuple[list[str], float]:
    """What lines and boxes mean, in two rows; and how wide that is."""
    shown = {_TYPES[EdgeType(line.type)][0] for wire in drawing.wires for line in wire.lines}
    shown |= {_kind(box.node.type) for box in drawing.boxes} | _ALWAYS
    signs: list[tuple[float, int, str, str]] = []  # y of the text, width of the sign, the sign at 0, what it says
    for name, marker, says in [(name, name, says) for name, says in _TYPES.values() if name in shown] + [_INFERRED]:
        signs.append((12, 42, f'<path class="edge {name}" d="M0 8h32" marker-end="url(#{marker})"/>', says))
    for kind, says in (*(each for each in _KINDS.items() if each[0] in shown), ("function focus", "asked for")):
        signs.append((37, 31, f'<rect class="box {kind}" {_place(0, 26, 24, 14)} rx="3"/>', says))
    signs += [(37, 13, _export_mark(4, 33), "exported"), (37, 15, _test(4, 33), "test")]
    parts, ends = [], {12.0: 0.0, 37.0: 0.0}
    for y, width, sign, says in signs:
        x = ends[y]
        parts.append(f'<g transform="translate({_px(x)} 0)">{sign}{_small(width, y, says)}</g>')
        ends[y] = x + width + cells(says) * SMALL_CELL_PX + 20
    return parts, max(ends.values())


def _small(x: float, y: float, text: str) -> str:
    return f'<text class="dim small" x="{_px(x)}" y="{_px(y)}" {_length(text, SMALL_CELL_PX)}>{_text(text)}</text>'


def _markers() -> Iterator[str]:
    shapes = {
        "call": '<path class="head-call" d="M0 0L9 4.5L0 9z"/>',
        "callback": '<path class="edge callback" d="M1 1L8 4.5L1 8"/>',
        "decorator": '<path class="head-decorator" d="M0 4.5L4.5 1L9 4.5L4.5 8z"/>',
        "inherit": '<path class="head-inherit" d="M1 0.5L9 4.5L1 8.5z"/>',
        "implicit": '<path class="edge implicit" d="M1 1L8 4.5L1 8"/>',
        "dispatch": '<path class="head-dispatch" d="M1 0.5L9 4.5L1 8.5z"/>',
        "route": '<path class="edge route" d="M1 1L8 4.5L1 8"/>',
    }
    for name, shape in shapes.items():
        yield (
            f'<marker id="{name}" viewBox="0 0 10 9" refX="9" refY="4.5" markerWidth="10" markerHeight="9" '
            f'markerUnits="userSpaceOnUse" orient="auto">{shape}</marker>'
        )


def _style() -> str:
    return (
        "text{white-space:pre}.title{font-size:14px;font-weight:bold}"
        f".small{{font-size:{SMALL_PX}px}}.edge{{fill:none;stroke-width:1.3}}.inferred{{stroke-dasharray:5 4}}"
        ".held{stroke-dasharray:1 3}"
        ".frame,.box{stroke-width:1}.focus{stroke-width:2.5}.tick{fill:none;stroke-width:1.8}.inherit{stroke-width:1.7}.edge.many{stroke-width:2.6}"
        ".over{paint-order:stroke;stroke-width:4;stroke-linejoin:round}.stack{fill:none;stroke-dasharray:2 3}"
        f"{_colours(dark=False)}@media (prefers-color-scheme:dark){{{_colours(dark=True)}}}"
    )


def _colours(*, dark: bool) -> str:
    of = {name: pair[dark] for name, pair in _COLOURS.items()}
    rules = [
        f".page{{fill:{of['page']}}}text{{fill:{of['text']}}}.dim{{fill:{of['dim']}}}",
        f".frame{{fill:{of['frame']};stroke:{of['border']}}}.over{{stroke:{of['frame']}}}.box,.stack{{stroke:{of['box']}}}.focus{{stroke:{of['focus']}}}",
        f".mark{{fill:{of['text']}}}.tick{{stroke:{of['text']}}}",
        f".head-call{{fill:{of['call']}}}.head-decorator{{fill:{of['decorator']}}}",
        f".head-inherit{{fill:{of['page']};stroke:{of['inherit']}}}",
        f".head-dispatch{{fill:{of['page']};stroke:{of['dispatch']}}}",
    ]
    rules += [f".box.{kind}{{fill:{of[kind]}}}" for kind in _KINDS]
    rules += [f".edge.{name}{{stroke:{of[name]}}}" for name, _ in _TYPES.values()]
    return "".join(rules)


def _place(x: float, y: float, width: float, height: float) -> str:
    return f'x="{_px(x)}" y="{_px(y)}" width="{_px(width)}" height="{_px(height)}"'


def _length(label: str, cell: float) -> str:
    """The text has the computed length in any font."""
    return f'textLength="{_px(cells(label) * cell)}" lengthAdjust="spacingAndGlyphs"' if label else ""


def _px(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _text(text: str) -> str:
    return escape(plain(text), quote=True)


def _tooltip(lines: Iterable[str]) -> str:
    """What is shown of something when it is pointed at."""
    text = "\n".join(map(_text, filter(None, lines)))
    return f"<title>{text}</title>"
