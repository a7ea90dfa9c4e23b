"""A difference as the comment on a pull request: a table, then each part in a fold, with pictures.

It holds what a comment may hold: what does not fit is left out part by part, told, and stands in
the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from gmp_cad.documents.comparison.difference import Difference
from gmp_cad.documents.comparison.difference_context import difference_context
from gmp_cad.documents.comparison.markdown import address, code, escaped, heading, row
from gmp_cad.language import Message, translate

MARK = "<!-- gmp-cad difference -->"
# A comment has at most 65,536 characters on GitHub (a million on GitLab); a table of verdicts may
# stand in the same one.
LONGEST = 50_000
_ROWS = 40  # of a table
_NOTES = 12
_OPEN = 2  # parts whose folds are open from the start
_NAME = 80  # characters
_WIDTH_PX = 250
_PAGE_WIDTH_PX = 600
_CLOSE_UPS = 2  # of a page
_PAGES = 6  # pictures of pages of a part; the others are named
_SIGNS = {"PASS": "✓", "SKIP": "–", "WARN": "!", "FAIL": "✗", "ERROR": "✗"}
_REST = Message("The rest does not fit into a comment: see the report.")
_WHOLE = Message("The whole report, with the 3D views")
Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Where the files of the report can be read: the prefix of its pictures, the page itself.

    ``pictures``: "" where they stand beside the comment's own file, None where nobody can see
    them: then there are none. ``report``: "" where only its name is told.
    """

    pictures: str | None = ""
    report: str = ""


def difference_markdown(
    difference: Difference, lang: str, published: Published | None = None, longest: int = LONGEST
) -> str:
    """Return the comment; its first line is a mark by which it is found again and replaced."""
    writer = _Writer(lang=lang, published=published or Published())
    told = difference_context(difference, lang)
    subjects = [*told["parts"], *told["assemblies"]]
    text = "\n".join((MARK, *writer.head(told))) + "\n"
    room = longest - len(writer.last(len(subjects) + 1))
    left_out = 0
    blocks = [[writer.project(told)]] + [
        [writer.subject(one, full=full, opened=rank < _OPEN) for full in (True, False)]
        for rank, one in enumerate(subjects)
    ]
    for block in blocks:
        sizes = ["".join(f"{line}\n" for line in lines) for lines in block]
        fitting = next((size for size in sizes if len(text) + len(size) <= room), None)
        left_out += fitting is None
        text += fitting or ""
    last = writer.last(left_out)
    return text[: longest - len(last)] + last


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    lang: str
    published: Published

    def t(self, text: str) -> str:
        return translate(text, self.lang)

    def head(self, told: Context) -> Iterator[str]:
        sides = " → ".join(
            f"**{escaped(told[side]['title'])}**"
            + (f" ({escaped(subject)})" if (subject := told[side]["subject"]) else "")
            for side in ("before", "after")
        )
        yield from (f"### {self.t('What differs')}", "", sides, "")
        for side in ("before", "after"):
            for problem in told[side]["problems"][:_NOTES]:
                yield f"> ✗ {escaped(told[side]['title'])}: {escaped(problem)}"
                yield ""
        if told["nothing"]:
            yield from (f"✓ {self.t('Nothing differs.')}", "")
        else:
            yield from (
                " · ".join(f"{c['label']} : {c['count']}" for c in map(_plain, told["counts"])),
                "",
            )
        if told["rows"]:
            yield from self._summary(told["rows"])
        if told["same"]:
            yield from (f"{self.t('Unchanged:')} {escaped(told['same'])}", "")
        for note in told["notes"][:_NOTES]:
            yield f"- {escaped(note)}"
        if told["notes"]:
            yield ""

    def project(self, told: Context) -> Iterator[str]:
        """Yield what differs of the project as a whole."""
        if told["files"] or told["verdicts"]:
            lines = chain(self._files(told["files"]), self._verdicts(told["verdicts"]))
            yield from self._fold(self.t("Files of the project"), lines)

    def _summary(self, rows: Sequence[Context]) -> Iterator[str]:
        columns = ("Subject", "State", "Material", "Mass", "Verdicts", "Pages")
        yield from heading(*map(self.t, columns))
        for one in rows[:_ROWS]:
            verdicts = " ".join(
                f"{sign} {count}" for sign, count in (("✗", one["worse"]), ("✓", one["better"])) if count
            )  # fmt: skip
            yield row(
                f"**{escaped(one['name'], _NAME)}**", f"{one['sign']} {one['label']}", escaped(one["volume"]),
                escaped(one["mass"]), verdicts, one["pages"],
            )  # fmt: skip
        yield from (*self._cut(len(rows)), "")

    def subject(self, one: Context, *, full: bool, opened: bool = False) -> Iterator[str]:
        """Yield a part or an assembly as a fold; not ``full``: its pictures and verdicts only."""
        title = f"<b>{escaped(one['name'], _NAME)}</b>"
        if one["title"]:
            title += f" — {escaped(one['title'], _NAME)}"
        title += f" : {one['sign']} {one['label']}"
        yield from self._fold(title, self._told(one, full=full), opened=opened)

    def _told(self, one: Context, *, full: bool) -> Iterator[str]:
        for seen in one.get("views", ()):
            yield from self._pictures(seen)
        if one.get("material"):
            material = one["material"]
            told = [
                f"{self.t('Material added')} {material['added']}",
                f"{self.t('Material removed')} {material['removed']}",
            ]
            yield from (escaped(f"{' · '.join(told)} — {material['exact']}"), "")
        elif one.get("no_material"):
            yield from (escaped(one["no_material"]), "")
        yield from self._verdicts(one["verdicts"])
        if not full:
            yield from (f"_{_REST.say(self.lang)}_", "")
            return
        yield from self._files(one["files"])
        yield from self._geometry(one.get("geometry", ()))
        for title, key in (
            ("Items", "entries"),
            ("Fits", "fits"),
            ("Contacts and interference", "pairs"),
        ):
            yield from self._sides(self.t(title), one.get(key, ()))
        yield from self._documents(one["documents"])

    def _pictures(self, seen: Context) -> Iterator[str]:
        if self.published.pictures is None:
            return
        yield from (f"**{escaped(seen['title'])}**", "")
        yield from heading(*(escaped(one["label"]) for one in seen["shown"]))
        yield row(*(self._picture(one["src"], one["alt"], _WIDTH_PX) for one in seen["shown"]))
        yield ""

    def _picture(self, path: str, alt: str, width: int) -> str:
        place = address(self.published.pictures or "", path)
        return f'<a href="{place}"><img src="{place}" alt="{escaped(alt)}" width="{width}"></a>'

    def _files(self, files: Sequence[Context]) -> Iterator[str]:
        for file in files:
            told = f", {escaped(file['counted'])}" if file["counted"] else ""
            yield from (f"{code(file['file'])} {file['label']}{told}", "")
            if file["lines"]:
                yield from heading(*map(self.t, ("Line", "Before", "After")))
                for line in file["lines"][:_ROWS]:
                    yield row(code(line["path"]), code(line["before"]), code(line["after"]))
                yield from (*self._cut(len(file["lines"])), "")

    def _geometry(self, values: Sequence[Context]) -> Iterator[str]:
        told = [value for value in values if not value["follows"]] or values
        if told:
            yield from heading(*map(self.t, ("Property", "Before", "After", "Difference")))
            for value in told[:_ROWS]:
                cells = (value[key] for key in ("label", "before", "after", "apart"))
                yield row(*map(escaped, cells))
            yield from (*self._cut(len(told)), "")

    def _sides(self, title: str, rows: Sequence[Context]) -> Iterator[str]:
        if rows:
            yield from heading(title, self.t("Before"), self.t("After"))
            for one in rows[:_ROWS]:
                yield row(*(escaped(one[key]) for key in ("name", "before", "after")))
            yield from (*self._cut(len(rows)), "")

    def _verdicts(self, rows: Sequence[Context]) -> Iterator[str]:
        if rows:
            yield from heading(*map(self.t, ("Before", "After", "Subject, check", "Message")))
            for one in rows[:_ROWS]:
                told = escaped(one["message"]) + (
                    f" → {escaped(one['hint'])}" if one["hint"] else ""
                )
                subject = f"{escaped(one['subject'])} {code(one['check'])}"
                yield row(_verdict(one["before"]), _verdict(one["after"]), subject, told)
            yield from (*self._cut(len(rows)), "")

    def _documents(self, documents: Sequence[Context]) -> Iterator[str]:
        shown = 0
        for document in documents:
            for page in document["pages"]:
                regions = Message("regions marked: {count}", count=len(page["regions"]))
                said = [page["title"], page["size"], page["note"]]
                said += [regions.say(self.lang)] if page["regions"] else []
                told = ", ".join(escaped(text) for text in said if text)
                yield from (f"{code(document['file'])} {page['sign']} {page['label']}, {told}", "")
                if page["shown"] and shown < _PAGES and self.published.pictures is not None:
                    first = page["shown"][0]
                    yield from (self._picture(first["src"], first["alt"], _PAGE_WIDTH_PX), "")
                    yield from self._close_ups(page["regions"])
                    shown += 1

    def _close_ups(self, regions: Sequence[Context]) -> Iterator[str]:
        close = [one for one in regions if one["before"] and one["after"]][:_CLOSE_UPS]
        if close:
            yield from heading("", self.t("Before"), self.t("After"))
            for one in close:
                pictures = (
                    self._picture(one[state], one["where"], _WIDTH_PX)
                    for state in ("before", "after")
                )
                yield row(one["number"], *pictures)
            yield ""

    def _fold(self, title: str, lines: Iterator[str], *, opened: bool = False) -> Iterator[str]:
        begun = "<details open>" if opened else "<details>"
        yield from (f"{begun}<summary>{title}</summary>", "", *lines, "</details>", "")

    def _cut(self, count: int) -> Iterator[str]:
        if count > _ROWS:
            yield row(Message("and {count} more", count=count - _ROWS).say(self.lang))

    def last(self, left_out: int) -> str:
        """Return the end of the comment: what is not in it, and where everything is."""
        said = ""
        if left_out:
            message = Message("Left out, since a comment is bounded: {count}", count=left_out)
            said = f"\n{message.say(self.lang)}\n"
        if self.published.report:
            place = address(self.published.report)
            return f'{said}\n<a href="{place}">{_WHOLE.say(self.lang)}</a>\n'
        return f"{said}\n{_WHOLE.say(self.lang)} : {code('index.html')}\n"


def _plain(count: Context) -> dict[str, str]:
    return {key: escaped(count[key]) for key in ("label", "count")}


def _verdict(one: Context) -> str:
    return f"{_SIGNS.get(one['status'], '')} {escaped(one['label'])}".strip()
