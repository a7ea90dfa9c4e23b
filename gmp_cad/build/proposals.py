"""The Cf that the simulation proposes, put into a phase that gives none."""

from __future__ import annotations

import json

from gmp_cad.language import Message
from gmp_cad.spec.operation import ManufacturedDimension
from gmp_cad.spec.process import Phase
from gmp_cad.spec.toml import Source, validate


def with_proposals(phase: Phase, proposed: bytes, lang: str) -> Phase:
    """Return a phase with the Cf that the task ``simulation`` proposed for it, and a note that says so."""
    entries = json.loads(proposed).get(str(phase.number), [])
    if phase.dimensions or not entries:
        return phase
    found = tuple(
        validate({k: v for k, v in entry.items() if v}, Source("process.toml", ""),
                 ManufacturedDimension)
        for entry in entries
    )  # fmt: skip
    said = Message("Cf from the simulation: {names}", names=", ".join(cf.name for cf in found))
    note = " ; ".join(filter(None, (phase.note, said.say(lang))))
    return phase.model_copy(update={"dimensions": found, "note": note})
