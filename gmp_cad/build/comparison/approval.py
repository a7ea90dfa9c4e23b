"""Accepting the geometry of parts: what each would be accepted with, and the files written.

Nothing but ``gmp-cad approve`` writes a baseline. All parts that were asked for are accepted, or
none: a part whose check fails, or whose model does, stops the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from gmp_cad.build.comparison import accepted
from gmp_cad.build.comparison.side_build import BuiltSide, Means, built, means_for
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.project_build import VERDICT_KINDS
from gmp_cad.build.project_graph import part_places
from gmp_cad.build.settings import Settings
from gmp_cad.build.stranger import apart
from gmp_cad.documents.part.baseline import baseline_text, fingerprint_of
from gmp_cad.engine.announced import Listener
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.engine.files.regular_file import regular
from gmp_cad.engine.healing import healed
from gmp_cad.errors import InvalidInputError, UsageError, suggestion
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.evidence.geometry_change import GeometryChange, geometry_changes
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.baseline import MAX_BYTES, parse_baseline
from gmp_cad.spec.layout import BASELINE
from gmp_cad.spec.project import load_project

State = Literal["first", "changed", "kernel", "unreadable", "same", "failed"]
_OWN = "baseline."  # the checks that tell what is to be accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What one part would be accepted with.

    ``state``: nothing was accepted before (``first``), something else was (``changed``), the same
    by another kernel (``kernel``), a file that cannot be read (``unreadable``), the same
    (``same``: the file stays as it is); or there is no geometry to accept (``failed``).
    ``refusals``: what of its check fails. ``brep``: the solid; ``text``: what the file is to hold.
    """

    part: str
    file: str
    state: State
    before: Fingerprint | None = None
    found: Fingerprint | None = None
    changes: tuple[GeometryChange, ...] = ()
    refusals: tuple[Finding, ...] = ()
    brep: bytes = b""
    text: str = ""

    @property
    def is_new(self) -> bool:
        """Whether its file is to be written."""
        return self.state not in ("same", "failed")


def approvals(
    root: Path, parts: Sequence[str], settings: Settings, listener: Listener
) -> tuple[Approval, ...]:
    """Build the parts, with their verdicts, and return what each would be accepted with.

    ``parts``: their keys; none means all, those of the fixtures too. Nothing is written. Raises
    :class:`~gmp_cad.errors.UsageError` for what is no part,
    :class:`~gmp_cad.errors.InvalidInputError` when a file of the project other than a baseline is
    invalid.
    """
    settings = replace(apart(root, settings), accepting=True, verdicts_only=True)
    places = _places(root, parts, settings)
    settings = replace(settings, subjects=tuple(places))
    with means_for(root, settings, listener) as means:

        def found() -> tuple[Approval, ...]:
            side = built(root, settings, VERDICT_KINDS, means)
            if side.problems:
                raise InvalidInputError(side.problems)
            return tuple(_approval(root, p, side, means, settings.lang) for p in places.values())

        return healed(means.store, found)


def write(root: Path, accepted_parts: Iterable[Approval], kept: Path | None) -> None:
    """Write the baselines, and keep the solids for ``gmp-cad diff``.

    ``kept``: where the project keeps its history (none: in the project).
    """
    for one in accepted_parts:
        write_atomically(root / one.file, one.text.encode())
        accepted.keep(root, kept, one.text, one.brep)


def _places(root: Path, parts: Sequence[str], settings: Settings) -> Mapping[str, PartPlace]:
    project = load_project(root, strange=settings.sandbox, baselines=False)
    known = {place.key: place for place in part_places(project)}
    for name in parts:
        if name not in known:
            raise _unknown(name, known)
    return {name: known[name] for name in (dict.fromkeys(parts) if parts else known)}


def _unknown(name: str, known: Mapping[str, PartPlace]) -> UsageError:
    own = [key for key in known if key.startswith(f"{name}.")]
    if own or name == "product":
        return UsageError(
            Message(
                "{name!r} is no part: the geometry of parts is accepted, one by one", name=name
            ),
            Message("name its parts: {names}", names=" ".join(own or known)),
        )
    return UsageError(
        Message("no part is called {name!r}", name=name),
        suggestion(name, known) or Message("known: {names}", names=", ".join(known)),
    )


def _approval(
    root: Path, place: PartPlace, side: BuiltSide, means: Means, lang: str
) -> Approval:  # fmt: skip
    key, file = place.key, f"{place.folder}/{BASELINE}"
    refusals = tuple(f for f in side.findings if _refuses(f, key))
    found = side.fingerprint(key, means.store)
    solid = side.output(f"model:{key}", "brep")
    if found is None or solid is None:
        return Approval(part=key, file=file, state="failed", refusals=refusals)
    state, before = _accepted(root, file)
    changes = () if before is None else geometry_changes(before, found)
    if before is not None and not changes:
        state = "same" if before.kernel == found.kernel else "kernel"
    return Approval(
        part=key, file=file, state=state, before=before, found=found, changes=changes,
        refusals=refusals, brep=means.store.get(solid), text=baseline_text(found, key, lang),
    )  # fmt: skip


def _refuses(finding: Finding, part: str) -> bool:
    own = finding.subject == part or finding.subject.startswith((f"{part}.", f"{part}@"))
    return own and finding.status >= Status.FAIL and not finding.check.startswith(_OWN)


def _accepted(root: Path, file: str) -> tuple[State, Fingerprint | None]:
    """Return what was accepted before; a file that cannot be read is to be replaced."""
    path = root / file
    if not path.exists() and not path.is_symlink():
        return "first", None
    content = regular(str(path), MAX_BYTES)
    try:
        text = (content.data if content else b"").decode("utf-8-sig").replace("\r\n", "\n")
        return "changed", fingerprint_of(parse_baseline(text, file))
    except (UnicodeDecodeError, InvalidInputError):
        return "unreadable", None
