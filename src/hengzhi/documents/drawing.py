"""Draws chart specifications as SVG and PNG; the same specification gives the same bytes."""

import json
import re
from functools import lru_cache
from html import escape
from pathlib import Path
from types import ModuleType

import vl_convert

FONTS = Path(__file__).parent / "fonts"
_VEGA_LITE = "6.1"
_NAMED = re.compile(r'\bid="([^"]+)"')
_ROOT = re.compile(r"<svg\b[^>]*>")


def to_svg(spec: dict, name: str = "chart") -> str:
    """Draw a chart as SVG whose identifiers all start with `name`, so that several can stand on one page.

    Screen readers hear one image with the title and description of the specification.
    """
    svg = _svg(json.dumps(spec, ensure_ascii=False, sort_keys=True))
    for position, found in enumerate(dict.fromkeys(_NAMED.findall(svg)), start=1):
        svg = re.sub(rf'(\bid="|url\(#|href="#){re.escape(found)}(?=["\)])', rf"\g<1>{name}-{position}", svg)
    svg = svg.replace("<g ", '<g aria-hidden="true" ', 1)  # the marks: the title and description speak for them
    return _ROOT.sub(lambda root: _spoken(root.group(), spec, name), svg, count=1)


def to_png(spec: dict, scale: float = 2) -> bytes:
    """Draw a chart as PNG, `scale` pixels for each pixel of the specification."""
    return _png(json.dumps(spec, ensure_ascii=False, sort_keys=True), scale)


def _spoken(root: str, spec: dict, name: str) -> str:
    title = "".join(spec["title"]["text"])
    root = f'{root[:-1]} role="img" aria-labelledby="{name}-title {name}-description">'
    words = (("title", title), ("desc", spec["description"]))
    ids = (f"{name}-title", f"{name}-description")
    return root + "".join(f'<{tag} id="{id_}">{escape(text)}</{tag}>' for (tag, text), id_ in zip(words, ids, strict=True))


@lru_cache(maxsize=128)
def _svg(spec: str) -> str:
    return _vega().vegalite_to_svg(spec, vl_version=_VEGA_LITE)


@lru_cache(maxsize=32)
def _png(spec: str, scale: float) -> bytes:
    return _vega().vegalite_to_png(spec, vl_version=_VEGA_LITE, scale=scale)


@lru_cache(maxsize=1)
def _vega() -> ModuleType:
    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
