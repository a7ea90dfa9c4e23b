"""The site that opens from disk: what each of its pages has around its content, and how it is written.

``index.html`` is the overview; the other pages stand in ``site/``, each made alone, so that a
change of one part writes its own page anew and no other.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from markupsafe import Markup

from gmp_cad.documents import verdicts
from gmp_cad.documents.printing.figures import date_text, or_dash
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.templating import template
from gmp_cad.drawing import lettering
from gmp_cad.drawing.font.build import font_bytes
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message, english, translate

FOLDER = "site"
INDEX = "index.html"
PRODUCT, CHECKS = f"{FOLDER}/product.html", f"{FOLDER}/checks.html"
STYLE, SCRIPT = f"{FOLDER}/site.css", f"{FOLDER}/site.js"
VERDICTS, SEARCH = f"{FOLDER}/verdicts.js", f"{FOLDER}/search.js"
_TAKEN = frozenset({"product", "checks"})
# What a page may load: the folder it stands in, and what it holds itself. Never a network.
_POLICY = (
    "default-src 'none'; script-src 'self' file: blob:{hashes}; style-src 'self' file: 'unsafe-inline';"
    " img-src 'self' file: data: blob:; font-src 'self' file: data:; base-uri 'none'; form-action 'none'"
)
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# What the script says: English, told to it by each page in the page's language.
_WORDS = english({
    "results": "{n} results", "one": "1 result", "none": "Nothing found.", "shown": "{n} of {all} shown",
    "dark": "Dark theme", "light": "Light theme", "loading": "Loading…",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A part or a fixture that has a page."""

    kind: Literal["part", "fixture"]
    name: str
    number: str
    title: str

    @property
    def page(self) -> str:
        """The page's path, relative to ``output/``."""
        fixture = self.kind == "fixture"
        stem = f"{self.kind}-{self.name}" if fixture or self.name in _TAKEN else self.name
        return f"{FOLDER}/{stem}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What all pages say of the project. ``product``: whether there is one; ``date`` is ISO."""

    number: str
    title: str
    revision: str
    owner: str
    author: str
    date: str
    entries: tuple[Entry, ...]
    product: bool
    lang: str

    def entry(self, kind: str, name: str) -> Entry | None:
        """Return the part or fixture of this folder."""
        return next((e for e in self.entries if (e.kind, e.name) == (kind, name)), None)

    def page_of(self, kind: str, name: str) -> str:
        """Return the page of a part or fixture relative to ``output/``, "" if it has none."""
        found = self.entry(kind, name)
        return found.page if found else ""


def root_of(page: str) -> str:
    """Return the way from a page's folder to ``output/``."""
    return "../" * page.count("/")


def href(path: str, page: str) -> str:
    """Return a link from ``page`` to a file or page under ``output/``, "" for none."""
    if not path:
        return ""
    target, sign, anchor = path.partition("#")
    return root_of(page) + quote(target) + sign + quote(anchor)


def frame(site: Site, page: str, title: str) -> dict[str, Any]:
    """Return what stands around the content of a page: names, ways through the site, its words."""
    name = f"{site.number} {site.title}".strip()
    return {
        "title": title,
        "name": name,
        "owner": site.owner,
        "author": or_dash(site.author),
        "date": or_dash(date_text(site.date, site.lang)),
        "revision": site.revision,
        "root": root_of(page),
        "home": page == INDEX,
        "product": href(PRODUCT, page) if site.product else "",
        "product_here": page == PRODUCT,
        "checks": href(CHECKS, page),
        "checks_here": page == CHECKS,
        "parts": [_link(e, page) for e in site.entries if e.kind == "part"],
        "fixtures": [_link(e, page) for e in site.entries if e.kind == "fixture"],
        "words": {key: translate(word, site.lang) for key, word in _WORDS.items()},
    }


def _link(entry: Entry, page: str) -> dict[str, Any]:
    return {
        "id": entry.name, "number": entry.number, "title": entry.title,
        "href": href(entry.page, page), "here": entry.page == page,
    }  # fmt: skip


def page_html(
    templates: Mapping[str, str], name: str, context: Mapping[str, Any], lang: str
) -> bytes:
    """Return a page as bytes, its security policy naming the scripts that stand in it.

    ``context`` holds ``site`` (of :func:`frame`). Raises :class:`template.TemplateError`.
    """
    marked = "__policy__"
    text = template.render(templates, name, {**context, "policy": marked}, lang)
    hashes = "".join(f" '{_hash(script)}'" for script in _INLINE_SCRIPT.findall(text))
    return text.replace(marked, _POLICY.format(hashes=hashes), 1).encode()


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def style_sheet(templates: Mapping[str, str]) -> bytes:
    """Return ``site.css`` with the whole font of the drawings in it: pages need not carry it."""
    data = base64.b64encode(font_bytes()).decode("ascii")
    face = f'@font-face{{font-family:"{lettering.FONT}";src:url(data:font/ttf;base64,{data})}}\n'
    return (face + templates["site.css"]).encode()


def verdict(findings: Sequence[Finding], lang: str) -> dict[str, str]:
    """Return the worst verdict of some findings; not judged without any.

    Where some were not judged and all others pass, both are said.
    """
    worst = verdicts.worst(findings)
    status = Status.SKIP if worst is None else worst
    skipped = sum(f.status is Status.SKIP for f in findings)
    if status is Status.SKIP and skipped < len(findings):
        passed = verdicts.status_label(Status.PASS, lang)
        said = Message("{passed}, {count} not judged", passed=passed, count=skipped)
        return {"status": Status.PASS.name, "label": said.say(lang)}
    return {"status": status.name, "label": verdicts.status_label(status, lang)}


def by_root(findings: Sequence[Finding], root: str) -> tuple[Finding, ...]:
    """Return the findings on a part, a fixture or the product, and on what belongs to it."""
    return tuple(f for f in findings if verdicts.subject_root(f.subject) == root)


def inline(picture: Picture | None) -> dict[str, Any] | None:
    """Return a drawing to stand in a page: our own writer escaped its texts."""
    if picture is None:
        return None
    return {"svg": Markup(picture.inline), "alt": picture.alt}  # noqa: S704 - written by drawing/


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], lang: str) -> dict[str, Any]:
    """Return a table: ``columns`` are English titles; cells are finished texts."""
    return {"columns": [translate(c, lang) for c in columns], "rows": [list(r) for r in rows]}


def contents(
    sections: Sequence[tuple[str, str]], held: Mapping[str, object], lang: str
) -> list[dict[str, str]]:
    """Return the ways to the sections of a page: English title, anchor.

    ``held``: what an anchor's section shows, where it may be nothing; then it has no way either.
    """
    return [
        {"anchor": anchor, "label": translate(title, lang)}
        for title, anchor in sections
        if held.get(anchor, True)
    ]
