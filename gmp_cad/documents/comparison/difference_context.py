"""A difference as finished texts: what its page and its comment for a pull request both show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from gmp_cad.documents.comparison.difference import (
    AssemblyChange,
    Change,
    Difference,
    FileChange,
    LineChange,
    Material,
    PageChange,
    PageRegion,
    PartChange,
    PhaseChange,
    Piece,
    Side,
    ValueChange,
    VerdictChange,
)
from gmp_cad.documents.comparison.difference_words import (
    CHANGES,
    SIGNS,
    certainty,
    mass_change,
    path_label,
    side_title,
    signed,
    trend,
    turned_green,
    turned_red,
    value_texts,
    volume_text,
)
from gmp_cad.documents.printing.figures import DASH, point_text
from gmp_cad.documents.site.scene_slot import INSTALL
from gmp_cad.documents.verdicts import status_label
from gmp_cad.finding import Status
from gmp_cad.language import Message, english, number, translate

Subject = PartChange | AssemblyChange
Context = dict[str, Any]

_COUNTED = english({
    "changed": "{count:Part changed|Parts changed}", "added": "{count:New part|New parts}",
    "removed": "{count:Deleted part|Deleted parts}",
    "red": "{count:Verdict turned red|Verdicts turned red}",
    "green": "{count:Verdict turned green|Verdicts turned green}",
    "pages": "{count:Page that differs|Pages that differ}",
})  # fmt: skip
_ALWAYS = frozenset({"changed", "red"})
_PIECES = 12  # of what came and went, the largest ones; the others are counted
_VIEWS = english({"overall": "Overall view", "close-up": "Close-up"})
_SHOWS = english({
    "before": "Before", "after": "After", "both": "What differs: added in green, removed in red",
})  # fmt: skip
_ALTS: Mapping[str, str] = english({
    "before": "{name} before", "after": "{name} after",
    "both": "{name}: material added in green, removed in red",
})  # fmt: skip


def difference_context(difference: Difference, lang: str) -> Context:
    """Return everything that is told of a difference; empty lists where there is nothing."""
    told = [_part(part, lang) for part in difference.parts if _differs(part)]
    assemblies = [_assembly(one, lang) for one in difference.assemblies if _differs(one)]
    subjects: tuple[Subject, ...] = (*difference.parts, *difference.assemblies)
    same = [one for one in subjects if not _differs(one)]
    return {
        "before": _side(difference.before, lang),
        "after": _side(difference.after, lang),
        "nothing": difference.is_none,
        "counts": list(_counts(difference, lang)),
        "files": [_file(file, lang) for file in difference.files],
        "verdicts": [_verdict(v, lang) for v in difference.verdicts],
        "rows": [_row(one, lang) for one in subjects if _differs(one)],
        "parts": told,
        "assemblies": assemblies,
        "same": ", ".join(one.name for one in same),
        "notes": list(difference.notes),
    }


def _differs(one: Subject) -> bool:
    return bool(one.status != "same" or one.verdicts or one.pages)


def _side(side: Side, lang: str) -> Context:
    return {
        "title": side_title(side, lang), "subject": side.subject, "problems": list(side.problems),
    }  # fmt: skip


def _counts(difference: Difference, lang: str) -> Iterator[Context]:
    """Yield what changed at a glance: how much of what, and whether it is good or bad news."""
    subjects: tuple[Subject, ...] = (*difference.parts, *difference.assemblies)
    verdicts = [*difference.verdicts, *(v for one in subjects for v in one.verdicts)]
    red, green = sum(map(turned_red, verdicts)), sum(map(turned_green, verdicts))
    pages = sum(len(one.pages) for one in subjects)
    statuses = [part.status for part in difference.parts]
    counted: tuple[tuple[str, int, Status], ...] = (
        ("changed", statuses.count("changed"), Status.SKIP),
        ("added", statuses.count("added"), Status.SKIP),
        ("removed", statuses.count("removed"), Status.WARN),
        ("red", red, Status.FAIL if red else Status.PASS),
        ("green", green, Status.PASS),
        ("pages", pages, Status.SKIP),
    )
    for what, count, status in counted:
        if count or what in _ALWAYS:
            label = Message(_COUNTED[what], count=count).say(lang)
            yield {"label": label, "count": str(count), "status": status.name}
    for one in difference.assemblies:
        if one.mass_before_kg is not None and one.mass_kg is not None:
            grams = 1000 * (one.mass_kg - one.mass_before_kg)
            if one.name == "product" and grams:
                label = Message("Mass, {name} (g)", name=one.title or one.name).say(lang)
                yield {"label": label, "count": signed(grams, lang), "status": "SKIP"}


def _row(one: Subject, lang: str) -> Context:
    """Return the line of the summary on a part or an assembly."""
    worse, better = (str(sum(trend(v) == way for v in one.verdicts)) for way in ("worse", "better"))
    return {
        **_named(one, lang),
        "lines": str(sum(_line_count(file) for file in one.files)),
        "mass": mass_change(one.mass_before_kg, one.mass_kg, lang),
        "volume": _volume(getattr(one, "material", None), lang),
        "worse": "" if worse == "0" else worse,
        "better": "" if better == "0" else better,
        "pages": str(len(one.pages)),
    }


def _named(one: Subject, lang: str) -> Context:
    """Return how it is called; what is the same but for its pages or verdicts counts as changed."""
    kind = "part" if isinstance(one, PartChange) else "assembly"
    status: Change = "changed" if one.status == "same" else one.status
    return {
        "anchor": f"{kind}-{one.name}", "name": one.name, "title": one.title, "status": status,
        "sign": SIGNS[status], "label": translate(CHANGES[status], lang),
    }  # fmt: skip


def _head(one: Subject, lang: str) -> Context:
    """Return what the sections on parts and on assemblies both have."""
    return {
        **_named(one, lang),
        "mass": mass_change(one.mass_before_kg, one.mass_kg, lang),
        "files": [_file(file, lang) for file in one.files],
        "verdicts": [_verdict(v, lang) for v in one.verdicts],
        "documents": list(_documents(one.pages, lang)),
    }


def _line_count(file: FileChange) -> int:
    return len(file.lines) or file.lines_added + file.lines_removed


def _volume(material: Material | None, lang: str) -> str:
    if material is None:
        return ""
    pieces = [
        f"{sign}{volume_text(volume, lang)}"
        for sign, volume in (("+", material.added_mm3), ("−", material.removed_mm3))
        if volume
    ]
    return " / ".join(pieces)


def _part(part: PartChange, lang: str) -> Context:
    return {
        **_head(part, lang),
        "was": part.was,
        "views": list(_views(part, lang)),
        "scene": {
            "key": part.name, "title": part.title or part.name, "root": "", "picture": "", "alt": "",
            "scene": part.scene or "", "install": INSTALL, "at_once": False,
        },
        "has_scene": part.scene is not None,
        "material": None if part.material is None else _material(part.material, lang),
        "no_material": part.no_material,
        "no_baseline": part.no_baseline,
        "geometry": [_value(v, lang) for v in sorted(part.geometry, key=lambda v: v.follows)],
        "phases": [_phase(phase, lang) for phase in part.phases],
    }  # fmt: skip


def _assembly(one: AssemblyChange, lang: str) -> Context:
    return {
        **_head(one, lang),
        "entries": [
            {"name": item.name, "before": item.before or DASH, "after": item.after or DASH}
            for item in one.items
        ],
        "pairs": [
            {
                "name": f"{pair.a} — {pair.b}",
                "before": _contact(pair.before, pair.depth_before_mm, lang),
                "after": _contact(pair.after, pair.depth_mm, lang),
            }
            for pair in one.pairs
        ],
        "fits": [
            {
                "name": f"{fit.hole} — {fit.shaft}",
                "before": fit.before or DASH,
                "after": fit.after or DASH,
            }
            for fit in one.fits
        ],
    }


def _contact(words: str | None, depth_mm: float | None, lang: str) -> str:
    if words is None:
        return DASH
    return words if depth_mm is None else f"{words} ({number(depth_mm, lang)} mm)"


def _file(file: FileChange, lang: str) -> Context:
    counted = ""
    if not file.lines:
        counted = Message(
            "lines: +{added} −{removed}", added=file.lines_added, removed=file.lines_removed
        ).say(lang)
    return {
        "file": file.file, "label": translate(CHANGES[file.status], lang),
        "lines": [_line(line) for line in file.lines], "counted": counted,
    }  # fmt: skip


def _line(line: LineChange) -> Context:
    return {"path": line.path, "before": line.before or DASH, "after": line.after or DASH}


def _views(part: PartChange, lang: str) -> Iterator[Context]:
    """Yield the pictures camera by camera: what differs first, then before and after."""
    name = part.title or part.name
    for view, group in groupby(part.pictures, key=lambda picture: picture.view):
        found = {picture.shows: picture.file for picture in group}
        yield {
            "title": translate(_VIEWS.get(view, view), lang),
            "shown": [
                {
                    "shows": shows, "src": found[shows], "label": translate(_SHOWS[shows], lang),
                    "alt": Message(_ALTS[shows], name=name).say(lang),
                }
                for shows in ("both", "before", "after")
                if shows in found
            ],
        }  # fmt: skip


def _material(material: Material, lang: str) -> Context:
    pieces = [
        *(("added", piece) for piece in material.added),
        *(("removed", piece) for piece in material.removed),
    ]
    pieces.sort(key=lambda entry: -entry[1].volume_mm3)
    before, after, apart = value_texts(material.before_mm3, material.after_mm3, "mm³", lang)
    return {
        "added": volume_text(material.added_mm3, lang),
        "removed": volume_text(material.removed_mm3, lang),
        "volume": f"{before} → {after} ({apart})" if before != after else after,
        "exact": certainty(material, lang),
        "pieces": [_piece(way, piece, lang) for way, piece in pieces[:_PIECES]],
        "more": _more(len(pieces) - _PIECES, lang),
    }


def _piece(way: str, piece: Piece, lang: str) -> Context:
    box = piece.box_mm
    size = " × ".join(number(float(f"{box[k + 3] - box[k]:.4g}"), lang) for k in range(3))
    label = translate("Material added" if way == "added" else "Material removed", lang)
    return {
        "way": way, "sign": "+" if way == "added" else "−", "label": label, "size": size,
        "volume": volume_text(piece.volume_mm3, lang), "centre": point_text(piece.centre_mm, lang),
    }  # fmt: skip


def _more(count: int, lang: str) -> str:
    return Message("smaller ones, not listed: {count}", count=count).say(lang) if count > 0 else ""


def _value(value: ValueChange, lang: str) -> Context:
    before, after, apart = value_texts(value.before, value.after, value.unit, lang)
    return {
        "path": value.path, "label": path_label(value.path, lang), "before": before, "after": after,
        "apart": apart, "follows": value.follows,
    }  # fmt: skip


def _phase(phase: PhaseChange, lang: str) -> Context:
    return {
        "phase": phase.phase, "title": phase.title,
        "label": translate(CHANGES[phase.status], lang), "before": list(phase.operations_before),
        "after": list(phase.operations),
    }  # fmt: skip


def _verdict(change: VerdictChange, lang: str) -> Context:
    return {
        "subject": change.subject, "check": change.check, "message": change.message,
        "hint": change.hint, "trend": trend(change), "before": _sign(change.before, lang),
        "after": _sign(change.after, lang),
    }  # fmt: skip


def _sign(verdict: str | None, lang: str) -> Context:
    if verdict is None:
        return {"status": "", "label": DASH}
    return {"status": verdict, "label": status_label(Status[verdict], lang)}


def _documents(pages: Sequence[PageChange], lang: str) -> Iterator[Context]:
    for file, group in groupby(pages, key=lambda page: page.file):
        yield {"file": file, "pages": [_page(page, lang) for page in group]}


def _page(page: PageChange, lang: str) -> Context:
    return {
        "title": _page_title(page, lang), "status": page.status, "sign": SIGNS[page.status],
        "label": translate(CHANGES[page.status], lang), "note": page.note,
        "size": _sizes(page, lang),
        "shown": [
            {
                "shows": shows, "src": src, "label": translate(_PAGE_SHOWS[shows], lang),
                "alt": f"{page.file}, {_page_title(page, lang)} — {translate(_PAGE_SHOWS[shows], lang)}",
            }
            for shows, src in (("both", page.marked), ("before", page.before), ("after", page.after))
            if src
        ],
        "regions": [_region(region, rank, lang) for rank, region in enumerate(page.regions, start=1)],
    }  # fmt: skip


_PAGE_SHOWS = english({
    "before": "Before", "after": "After", "both": "What differs",
})  # fmt: skip


def _page_title(page: PageChange, lang: str) -> str:
    if page.page_before not in (None, page.page):
        return Message("page {page} (was page {was})", page=page.page, was=page.page_before).say(
            lang
        )
    return Message("page {page}", page=page.page).say(lang)


def _sizes(page: PageChange, lang: str) -> str:
    """Return that the format of a page is another one, "" where it is not."""
    before, after = page.size_before_mm, page.size_mm
    if before is None or after is None or before == after:
        return ""
    one, other = (" × ".join(number(side, lang) for side in size) for size in (before, after))
    return Message("format {before} mm before, {after} mm after", before=one, after=other).say(lang)


def _region(region: PageRegion, rank: int, lang: str) -> Context:
    left, top, width, height = (number(value, lang) for value in region.box_mm)
    where = Message("{left} mm from the left, {top} mm from the top", left=left, top=top).say(lang)
    if region.zone:
        where = f"{Message('zone {zone}', zone=region.zone).say(lang)}, {where}"
    what = {
        (True, True): "changed", (True, False): "gone", (False, True): "come",
        (False, False): "other colour",
    }[region.removed, region.added]  # fmt: skip
    return {
        "number": str(rank), "where": where, "size": f"{width} × {height} mm",
        "what": translate(_INK[what], lang), "before": region.before or "", "after": region.after or "",
    }  # fmt: skip


_INK = english({
    "changed": "changed", "gone": "gone", "come": "come", "other colour": "other colour",
})  # fmt: skip
