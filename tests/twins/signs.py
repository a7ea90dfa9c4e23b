"""The wrong twin of the signs of texts."""

from __future__ import annotations

from gmp_cad.checks.signs import printed
from gmp_cad.spec.toml import Source

TWINS = {
    "documents.signs": lambda: printed(
        "plate", Source("parts/plate/spec.toml", '[part]\ntitle = "Étau 台虎钳"\n')
    ),
}
