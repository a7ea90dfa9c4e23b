"""The dossier de fabrication: one PDF of the whole project, its chapters in the trade's order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from gmp_cad.documents import verdicts
from gmp_cad.documents.dossier.chapters import DossierInput
from gmp_cad.documents.dossier.composition import STATE_NAMES, Piece, composition
from gmp_cad.documents.dossier.dossier_contents import Chapter, Entry, Group, contents
from gmp_cad.documents.dossier.dossier_register import register
from gmp_cad.documents.dossier.dossier_tables import coverage_of, placed_picture
from gmp_cad.documents.printing import pdf
from gmp_cad.documents.printing.figures import date_parts, date_text, or_dash
from gmp_cad.documents.templating import template
from gmp_cad.drawing.shaded.size import PICTURE_MM
from gmp_cad.language import english, translate

_STATES = {"present": "PASS", "partial": "WARN", "missing": "FAIL", "none": "SKIP"}
_COVER, _COVER_PNG = "cover.svg", "cover.png"
_OF_GIT = "Commit of the sources"  # no line where there is none


def dossier_context(dossier: DossierInput, lang: str) -> dict[str, Any]:
    """Return everything that the template shows; pictures by the names of :func:`picture_files`."""
    chapters = contents(dossier, lang)
    return {
        "title": f"{dossier.number} {dossier.title}".strip(),
        "author": dossier.project.author,
        "date": date_parts(dossier.project.date),
        "owner": dossier.project.owner,
        "department": dossier.project.department,
        "folio": f"{dossier.number} — {dossier.revision}",
        "cover": cover_context(dossier, lang),
        "register": register(dossier, chapters, lang),
        "composition": [_piece(piece, lang) for piece in composition(dossier, lang)],
        "chapters": [_chapter(chapter, dossier, lang) for chapter in chapters],
        "coverage": [
            {"heading": f"{part.spec.part.number} {part.spec.part.title}", **table}
            for part in dossier.chapters
            if (table := coverage_of(part, lang)) is not None
        ],
        "counts": list(verdicts.counts(dossier.findings, lang)),
        "checks": list(verdicts.by_subject(dossier.findings, lang)),
        "attachments": [
            {"file": _attached(i), "name": a.name, "media_type": a.media_type, "said": a.said}
            for i, a in enumerate(dossier.attachments)
        ],
    }  # fmt: skip


def cover_context(dossier: DossierInput, lang: str) -> dict[str, Any]:
    """Return what the cover shows: of the product and of who made the file, no verdict."""
    project = dossier.project
    lines = english((
        ("Number", dossier.number), ("Revision", dossier.revision), ("Affair", project.affair),
        ("Written by", project.author), ("Checked by", project.checker),
        ("Date", date_text(project.date, lang)),
        ("Commit of the sources", dossier.commit),
    ))  # fmt: skip
    return {
        "title": dossier.title,
        "number": dossier.number,
        "owner": project.owner,
        "department": project.department,
        "lines": [
            {"label": translate(k, lang), "value": or_dash(v)}
            for k, v in lines
            if v or k != _OF_GIT
        ],
        "picture": placed_picture(dossier.picture, _COVER) if dossier.shaded is None else {
            "file": _COVER_PNG, "width": PICTURE_MM[0], "height": PICTURE_MM[1],
            "alt": translate("shaded isometric view", lang),
        },
    }  # fmt: skip


def _piece(piece: Piece, lang: str) -> dict[str, str]:
    return {
        "number": piece.number, "title": piece.title, "status": _STATES[piece.state],
        "label": translate(STATE_NAMES[piece.state], lang), "detail": piece.detail,
        "remedy": piece.remedy,
    }  # fmt: skip


def _chapter(chapter: Chapter, dossier: DossierInput, lang: str) -> dict[str, Any]:
    return {
        "heading": f"{chapter.number} {chapter.title}",
        "opens": len(chapter.groups) != 1 or any(piece.remedy for piece in chapter.pieces),
        "pieces": [_piece(piece, lang) for piece in chapter.pieces],
        "groups": [_group(group, dossier, lang) for group in chapter.groups],
    }


def _group(group: Group, dossier: DossierInput, lang: str) -> dict[str, Any]:
    return {
        "heading": group.heading,
        "entries": [_entry(entry, group, dossier, lang) for entry in group.entries],
    }


def _entry(entry: Entry, group: Group, dossier: DossierInput, lang: str) -> dict[str, Any]:
    imprint, project = entry.imprint, dossier.project
    signed = " — ".join(filter(None, (imprint.number, imprint.revision)))
    kind, _, _ = entry.document.title.partition(" — ")
    foot = (signed, kind, imprint.author, date_text(imprint.date, lang))
    return {
        "label": entry.label,
        "short": short_title(entry.document.title, group.said),
        "number": or_dash(imprint.number),
        "revision": or_dash(imprint.revision),
        "date": or_dash(date_text(imprint.date, lang)),
        "foot": "   ·   ".join(filter(None, foot)),
        "signed": {
            "owner": project.owner, "department": project.department, "number": or_dash(signed),
            "author": or_dash(imprint.author), "date": or_dash(date_text(imprint.date, lang)),
        },
        "document": entry.document.shown,
    }  # fmt: skip


def short_title(title: str, subject: str) -> str:
    """Return the title of a document without its subject, under whose heading it stands."""
    words = [word for word in title.split(" — ") if not word.startswith(subject)]
    return " — ".join(words) or title


def picture_files(dossier: DossierInput, lang: str) -> dict[str, str | bytes]:
    """Return every picture and attachment of the dossier by its file name in the compilation."""
    files: dict[str, str | bytes] = {}
    if dossier.shaded is not None:
        files[_COVER_PNG] = dossier.shaded
    elif dossier.picture:
        files[_COVER] = dossier.picture.svg
    for chapter in contents(dossier, lang):
        for group in chapter.groups:
            for entry in group.entries:
                files |= entry.document.pictures
    return files | {_attached(i): a.content for i, a in enumerate(dossier.attachments)}


def _attached(index: int) -> str:
    return f"attached-{index}"


def dossier_pdf(dossier: DossierInput, templates: Mapping[str, str], lang: str) -> bytes:
    """Return the dossier as PDF; ``templates`` are those of :func:`template.load`.

    PDF/A-2a, or PDF/A-3a where it carries files.
    """
    source = template.render(templates, "dossier.typ.j2", dossier_context(dossier, lang), lang)
    files = {**template.typst_files(templates), **picture_files(dossier, lang)}
    standard: Literal["a-2a", "a-3a"] = "a-3a" if dossier.attachments else "a-2a"
    keywords = (dossier.project.affair, f"{dossier.number} — {dossier.revision}", dossier.commit)
    return pdf.pdf(
        source, files, dossier.project.date, "dossier.typ.j2", standard, keywords=keywords
    )
