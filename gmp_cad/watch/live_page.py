"""The live page and its files: one page for all parts, filled in by its script."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from gmp_cad.documents.site.site import style_sheet
from gmp_cad.documents.templating.template_files import packaged_folder
from gmp_cad.documents.templating.typography import typeset
from gmp_cad.drawing.font.strokes import symbols
from gmp_cad.language import english, translate

_DATA = Path(__file__).parent / "data"
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' blob:; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
_TEXTS = english({
    "title": "Live view", "site": "Whole site", "parts": "Parts", "follow": "Follow the work",
    "follow_help": "This page shows the part that was saved last.",
    "skip": "Skip to the content", "contents": "Contents",
    "starting": "Starting…", "building": "Building…", "ready": "Up to date", "failed": "Failed",
    "lost": "gmp-cad watch has ended, or does not answer. The page comes back with it.",
    "lost_short": "Not connected",
    "errors": "Nothing is built until this is mended", "part_failed": "The model does not build",
    "old": "State before the error", "took": "Picture {seconds} s after the save",
    "dimensions": "Dimensions", "name": "Name", "required": "Required",
    "measured": "On the model", "changed": "Changed by the last save",
    "nothing_changed": "No verdict changed.", "was": "before:", "gone": "no longer judged",
    "new": "new", "open": "Verdicts to look at", "none_open": "No verdict fails.",
    "all_pass": "Every verdict passes.",
    "partial": "The other verdicts are on their way.", "view": "3D view",
    "no_picture": "No picture yet.", "drawing": "Drawing", "page": "Page of the part",
    "unknown": "There is no part of this name.", "alt": "Picture of the part",
    "to_live": "Show the live view",
})  # fmt: skip


@cache
def page(lang: str) -> bytes:
    """Return the live page."""
    texts = _texts(lang)
    text = (_DATA / "live.html").read_text("utf-8")
    for name in ("title", "site", "parts", "follow", "skip", "contents", "starting"):
        text = text.replace("{{" + name + "}}", texts[name])
    return text.replace("{{lang}}", lang).encode()


@cache
def _script(name: str, lang: str) -> bytes:
    texts = json.dumps(_texts(lang), ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
    consts = f"const TEXTS = {texts};\nconst DRAWN = /([{_signs()}]+)/u;\n"
    return f'"use strict";\n{consts}{(_DATA / name).read_text("utf-8")}'.encode()


def _signs() -> str:
    """Return the signs of drawings as a class of a regular expression of JavaScript holds them."""
    return "".join(f"\\u{{{ord(sign):x}}}" for sign in sorted(symbols()))


@cache
def _look(_lang: str) -> bytes:
    """Return the style of the site, and what the live page has besides."""
    site = (packaged_folder() / "site.css").read_text("utf-8")
    return style_sheet({"site.css": site}) + b"\n" + (_DATA / "live.css").read_bytes()


def _texts(lang: str) -> dict[str, str]:
    told = {key: typeset(translate(text, lang), lang) for key, text in _TEXTS.items()}
    return {**told, "colon": "\u202f:" if lang == "fr" else ":"}


FILES: Mapping[str, Callable[[str], bytes]] = {
    "live.js": lambda lang: _script("live.js", lang),
    "reload.js": lambda lang: _script("reload.js", lang),
    "live.css": _look,
}
