"""What of adopted parts is there, what is written, and under which names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gmp_cad.build.adoption.adopted_text import Adopted, model_text, spec_text
from gmp_cad.build.adoption.adoption_targets import Target
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.spec.layout import MODEL, PARTS, SPEC, entries, proposed
from gmp_cad.spec.product import WORKPIECE
from gmp_cad.spec.text import is_name

_UNNAMED = "part"


def part_name(text: str) -> str:
    """Return the nearest name of a part: a-z, 0-9 and _, at most 60, first a letter."""
    found = proposed(text[:55])
    return found or proposed(f"p_{text[:50]}") or _UNNAMED


@dataclass(slots=True)
class Names:
    """Names of parts as they are given: a script whose name others have too has its folder's before it."""

    targets: Sequence[Target]
    taken: set[str]

    def unique(self, name: str, target: Target) -> str:
        """Return a free name; it is taken from now on."""
        folder = Path(target.file).parent.name
        stems = [Path(t.file).stem for t in {t.file: t for t in self.targets}.values()]
        if stems.count(Path(target.file).stem) > 1 and folder:
            name = part_name(f"{folder}_{name}")
        return self._reserved(name)

    def of_leaf(self, called: str, product: str) -> str:
        """Return a free name for a part of a product: its own, else with the product's before it."""
        name = proposed(called[:55])
        if not name or name in self.taken or name == WORKPIECE:
            name = part_name(f"{product}_{called}")
        return self._reserved(name)

    def _reserved(self, name: str) -> str:
        found, count = name, 1
        while found in self.taken or not is_name(found):
            count += 1
            found = f"{name}_{count}"
        self.taken.add(found)
        return found


def known_parts(root: Path) -> dict[str, str]:
    """Return the models of the parts that are there, "" where one has none."""
    found = {}
    for path in entries(root / PARTS):
        if path.is_dir():
            model = path / MODEL
            found[path.name] = model.read_text("utf-8", "replace") if model.is_file() else ""
    return found


def already(part: Adopted, known: Mapping[str, str], lang: str) -> str:
    """Return the part that has this very model, "" if none has."""
    return next(
        (n for n, text in known.items() if text == model_text(part, f"{PARTS}/{n}", lang)), ""
    )


def write(root: Path, part: Adopted, lang: str) -> None:
    """Write the model and the specification of a part."""
    folder = f"{PARTS}/{part.name}"
    write_atomically(root / folder / MODEL, model_text(part, folder, lang).encode())
    write_atomically(root / folder / SPEC, spec_text(part, lang).encode())
