"""A difference as a terminal shows it: the two states, then part by part what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gmp_cad.cli.sheet import Grid, Sheet
from gmp_cad.documents.comparison.difference import (
    AssemblyChange,
    Difference,
    FileChange,
    Material,
    PageChange,
    PartChange,
    PhaseChange,
    Piece,
    ValueChange,
    VerdictChange,
)
from gmp_cad.documents.comparison.difference_words import (
    CHANGES,
    certainty,
    mass_change,
    path_label,
    side_title,
    value_texts,
    volume_text,
)
from gmp_cad.documents.printing.figures import DASH, point_text
from gmp_cad.language import Message, translate

_ARROW = "→"
_MOST = 14  # rows of a kind; the report has all
_PIECES = 4
_BASELINE = "baseline.toml"
Row = tuple[str, str]


def difference_sheets(difference: Difference, lang: str) -> Iterator[Sheet]:
    """Yield the sheets; the last says what does not differ, and what was not compared."""
    yield _head(difference, lang)
    for one in difference.subjects:
        if one.status != "same" or one.verdicts or one.pages or _is_without_solids(one):
            yield _subject(one, lang)
    yield _tail(difference, lang)


def _is_without_solids(one: PartChange | AssemblyChange) -> bool:
    return isinstance(one, PartChange) and bool(one.no_material)


def _head(difference: Difference, lang: str) -> Sheet:
    title = Message("{before} {arrow} {after}", before=side_title(difference.before, lang),
                    arrow=_ARROW, after=side_title(difference.after, lang))  # fmt: skip
    blocks: list[Grid | str] = []
    for side in (difference.before, difference.after):
        if side.problems:
            blocks.append(Message("{state} is not whole:", state=side_title(side, lang)).say(lang))
            blocks += [f"! {problem}" for problem in side.problems]
    blocks += _grids(_files(difference.files, "", lang), _verdicts(difference.verdicts, lang))
    return Sheet(title=title.say(lang), blocks=tuple(blocks))


def _subject(one: PartChange | AssemblyChange, lang: str) -> Sheet:
    named = f"{one.name} — {one.title}" if one.title else one.name
    title = Message("{name}: {status}", name=named, status=Message(CHANGES[one.status])).say(lang)
    was = one.was if isinstance(one, PartChange) else ""
    if was:
        title += f" ({Message('was {name}', name=was).say(lang)})"
    rows = list(_files(one.files, one.name, lang))
    if isinstance(one, PartChange):
        rows += _part(one, lang)
    else:
        rows += _assembly(one, lang)
    if one.mass_before_kg is not None or one.mass_kg is not None:
        mass = mass_change(one.mass_before_kg, one.mass_kg, lang)
        rows += [(translate("Mass", lang), mass)] if _ARROW in mass else []
    rows += _pages(one.pages, lang)
    return Sheet(title=title, blocks=tuple(_grids(rows, _verdicts(one.verdicts, lang))))


def _grids(*tables: Iterable[Row]) -> Iterator[Grid]:
    """Yield the tables that have rows."""
    for rows in map(tuple, tables):
        if rows:
            yield Grid(rows=rows, left=True)


def _part(part: PartChange, lang: str) -> Iterator[Row]:
    causes = [value for value in part.geometry if not value.follows]
    yield from _shortened([_value(value, lang) for value in causes], lang)
    if part.material is not None:
        yield from _material(part.material, lang)
    if part.no_material:
        yield translate("Added, removed", lang), part.no_material
    yield from _shortened([_phase(phase, lang) for phase in part.phases], lang)


def _value(value: ValueChange, lang: str) -> Row:
    before, after, apart = value_texts(value.before, value.after, value.unit, lang)
    told = f"{before} {_ARROW} {after}"
    return path_label(value.path, lang), f"{told} ({apart})" if apart else told


def _material(material: Material, lang: str) -> Iterator[Row]:
    before, after, apart = value_texts(material.before_mm3, material.after_mm3, "mm³", lang)
    if before != after:
        yield translate("Volume", lang), f"{before} {_ARROW} {after} ({apart})"
    ways = (
        (translate("Material added", lang), material.added_mm3, material.added),
        (translate("Material removed", lang), material.removed_mm3, material.removed),
    )
    for label, volume, pieces in ways:
        if volume:
            yield label, f"{volume_text(volume, lang)}{_where(pieces, lang)}"
    yield translate("Volumes", lang), certainty(material, lang)


def _where(pieces: Sequence[Piece], lang: str) -> str:
    """Return where the pieces are: each with its volume where there are several."""
    shown = pieces[:_PIECES]
    if len(pieces) == 1:
        return (
            f", {Message('around {place}', place=point_text(pieces[0].centre_mm, lang)).say(lang)}"
        )
    told = [f"{volume_text(p.volume_mm3, lang)} {point_text(p.centre_mm, lang)}" for p in shown]
    more = [f"… {len(pieces) - len(shown)}"] if len(pieces) > len(shown) else []
    where = "; ".join([*told, *more])
    message = Message("{count} {count:piece|pieces}: {where}", count=len(pieces), where=where)
    return f", {message.say(lang)}"


def _assembly(one: AssemblyChange, lang: str) -> Iterator[Row]:
    rows = [(item.name, _both(item.before, item.after)) for item in one.items]
    rows += [(f"{fit.hole} / {fit.shaft}", _both(fit.before, fit.after)) for fit in one.fits]
    rows += [(f"{pair.a} – {pair.b}", _both(pair.before, pair.after)) for pair in one.pairs]
    yield from _shortened(rows, lang)


def _phase(phase: PhaseChange, lang: str) -> Row:
    label = Message("Phase {number}", number=phase.phase).say(lang)
    if phase.status != "changed":
        return label, f"{phase.title}: {translate(CHANGES[phase.status], lang)}"
    was, now = ("; ".join(texts) or DASH for texts in (phase.operations_before, phase.operations))
    return label, phase.title if was == now else f"{was} {_ARROW} {now}"


def _files(files: Iterable[FileChange], name: str, lang: str) -> Iterator[Row]:
    for file in files:
        shown = file.file.rpartition("/")[2] if name else file.file
        if file.status != "changed":
            yield shown, translate(CHANGES[file.status], lang)
        elif not file.lines or shown == _BASELINE:
            yield shown, _counted(file, lang)
        else:
            rows = [(line.path, _both(line.before, line.after)) for line in file.lines]
            yield from _shortened(rows, lang)


def _counted(file: FileChange, lang: str) -> str:
    if file.lines:
        return Message("{count} {count:line changed|lines changed}", count=len(file.lines)).say(
            lang
        )
    if not file.lines_added and not file.lines_removed:
        return translate(CHANGES[file.status], lang)
    return Message(
        "lines: +{added} −{removed}", added=file.lines_added, removed=file.lines_removed
    ).say(lang)


def _both(before: str | None, after: str | None) -> str:
    return f"{DASH if before is None else before} {_ARROW} {DASH if after is None else after}"


def _verdicts(changes: Iterable[VerdictChange], lang: str) -> Iterator[Row]:
    rows = [
        (
            f"{_status(change.before, lang)} {_ARROW} {_status(change.after, lang)}",
            f"{change.subject} {change.check}: {change.message}",
        )
        for change in changes
    ]
    yield from _shortened(rows, lang)


def _status(verdict: str | None, lang: str) -> str:
    return DASH if verdict is None else translate(verdict, lang)


def _pages(pages: Iterable[PageChange], lang: str) -> Iterator[Row]:
    by_file: dict[str, list[PageChange]] = {}
    for page in pages:
        by_file.setdefault(page.file, []).append(page)
    for file, found in by_file.items():
        told = [
            Message("page {page}", page=page.page).say(lang)
            + ("" if page.status == "changed" else f" ({translate(CHANGES[page.status], lang)})")
            for page in found
        ]
        yield file.rpartition("/")[2], ", ".join(told)


def _shortened(rows: Sequence[Row], lang: str) -> Iterator[Row]:
    yield from rows[:_MOST]
    if len(rows) > _MOST:
        yield (
            "…",
            Message("{count} more, all of them in the report", count=len(rows) - _MOST).say(lang),
        )


def _tail(difference: Difference, lang: str) -> Sheet:
    blocks: list[Grid | str] = []
    unjudged = [part.name for part in difference.parts if part.no_baseline]
    if unjudged:
        names = ", ".join(unjudged)
        blocks.append(
            Message("Without a baseline: {names}; gmp-cad approve accepts what is there", names=names)
            .say(lang)
        )  # fmt: skip
    if difference.parts and len(unjudged) < len(difference.parts):
        same = [
            one.name
            for one in difference.subjects
            if one.status == "same"
            and not one.verdicts
            and not one.pages
            and one.name not in unjudged
        ]
        if same:
            blocks.append(Message("Unchanged: {names}", names=", ".join(same)).say(lang))
    blocks += difference.notes
    if difference.is_none and (difference.before.problems or difference.after.problems):
        title = Message("Not everything could be compared.")
    elif unjudged and len(unjudged) == len(difference.parts):
        title = Message("Nothing was compared: no part has a baseline.")
    else:
        title = Message("No difference." if difference.is_none else "Differences found.")
    return Sheet(title=title.say(lang), blocks=tuple(blocks))
