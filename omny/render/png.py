"""An SVG as PNG, by resvg: light, with the fixed-width font of the system that comes nearest."""

from __future__ import annotations

import re

from omny import install_command
from omny.base.errors import UnsupportedError
from omny.render.svg import FONTS

_ZOOM = 2.0
"""Pixels of the picture for one of the SVG: text stays sharp on a dense screen."""

_MAX_PIXELS = 24_000_000
"""Of one picture, which is 100 MB while it is drawn; a larger one is drawn at a smaller zoom."""

_PROBE = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9" font-family="{FONTS}">{{}}</text></svg>'
)

_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')


def png(svg: str) -> bytes:
    """The picture of an SVG that `omny/render/svg.py` has made. Raises UnsupportedError where the library for that is
    missing."""
    try:
        import resvg_py
    except ImportError:
        hint = f"{install_command('pictures')}, or ask for svg"
        raise UnsupportedError("draw", "the library resvg-py is not installed", hint=hint) from None
    if resvg_py.svg_to_bytes(svg_string=_PROBE.format("x")) == resvg_py.svg_to_bytes(svg_string=_PROBE.format("")):
        hint = "install one, as fonts-dejavu-core, or ask for svg"
        raise UnsupportedError("draw", "there is no fixed-width font, so a picture would have no text", hint=hint)
    size = _SIZE.match(svg)
    width, height = (float(each) for each in size.groups()) if size else (1.0, 1.0)
    zoom = min(_ZOOM, (_MAX_PIXELS / (width * height)) ** 0.5)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=round(width * zoom)))
