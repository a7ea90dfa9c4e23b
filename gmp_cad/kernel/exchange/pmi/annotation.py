"""What the STEP file of a part says beside its shape: every line of its specification."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.evidence import PartGeometry, PmiOmission
from gmp_cad.kernel.exchange.pmi.dimensions import dimension_items
from gmp_cad.kernel.exchange.pmi.items import Annotations
from gmp_cad.kernel.exchange.pmi.properties import note_items, texture_items
from gmp_cad.kernel.exchange.pmi.tolerances import datum_items, tolerance_items
from gmp_cad.kernel.exchange.pmi.view import view_of
from gmp_cad.spec.part import PartSpec


def pmi_of(spec: PartSpec, geometry: PartGeometry) -> Annotations:
    """Return the PMI of a part, and each line, or part of one, that cannot be carried.

    ``geometry``: the named features of the B-rep that is written.
    """
    found = (
        *datum_items(spec, geometry),
        *dimension_items(spec, geometry),
        *tolerance_items(spec, geometry),
        *texture_items(spec, geometry),
        *note_items(spec),
        view_of(geometry),
    )
    return Annotations(
        items=tuple(item for item in found if not isinstance(item, PmiOmission)),
        omissions=tuple(item for item in found if isinstance(item, PmiOmission)),
        names=tuple(_names(geometry)),
    )


def _names(geometry: PartGeometry) -> Iterator[tuple[int, str]]:
    """Yield the faces that a name alone, and not a selector, denotes."""
    for name, features in geometry.features.items():
        faces = [face for feature in features for face in feature.faces]
        if len(faces) == 1 and name.isidentifier():
            yield faces[0], name
