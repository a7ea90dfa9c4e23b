"""Parts that are bought by designation: fasteners of the standards, elements of fixtures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gmp_cad.standards import fasteners, fixture_elements
from gmp_cad.standards.fasteners import Fastener
from gmp_cad.standards.materials import Material, database
from gmp_cad.standards.table import records

_ASSUMED = "C45"  # the density of a carbon steel, that of nearly all that is bought


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtMaterial:
    """What a bought part is weighed as, and the standard that defines its grade, "" for none.

    ``assumed``: its grade says nothing that is known, and it is taken for steel.
    """

    material: Material
    standard: str
    assumed: bool = False


def parse_designation(text: str) -> Fastener:
    """Return the part that a designation names: ``ISO 4762 - M6x20 - 8.8``, ``GMP PAP - 16x12``.

    Raises NotationError for what cannot be read, OutsideTableError for what no table lists.
    """
    if text.strip().startswith(fixture_elements.PREFIX):
        return fixture_elements.parse_element(text)
    return fasteners.parse_designation(text)


def material_of(part: Fastener) -> BoughtMaterial:
    """Return the material of a bought part by its grade: a class (8.8, A4-70, 200 HV) or a material.

    A coating after it does not count ("8.8 zn").
    """
    known = database()
    grade = part.grade.strip()
    for row in records("grades.csv"):
        if re.fullmatch(rf"(?:{row['grade']})(?:[ ,;].*)?", grade, re.IGNORECASE | re.DOTALL):
            return BoughtMaterial(material=known.find(row["material"]), standard=row["standard"])
    words = grade.split()
    for count in range(len(words), 0, -1):
        named = known.get(" ".join(words[:count]).rstrip(",;"))
        if named is not None:
            return BoughtMaterial(material=named, standard=named.standard)
    return BoughtMaterial(material=known.find(_ASSUMED), standard="", assumed=True)
