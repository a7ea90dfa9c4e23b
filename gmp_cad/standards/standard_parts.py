"""Parts that are bought by designation: fasteners of the standards, elements of fixtures."""

from __future__ import annotations

from gmp_cad.standards import fasteners, fixture_elements
from gmp_cad.standards.fasteners import Fastener


def parse_designation(text: str) -> Fastener:
    """Return the part that a designation names: ``ISO 4762 - M6x20 - 8.8``, ``GMP PAP - 16x12``.

    Raises NotationError for what cannot be read, OutsideTableError for what no table lists.
    """
    if text.strip().startswith(fixture_elements.PREFIX):
        return fixture_elements.parse_element(text)
    return fasteners.parse_designation(text)
