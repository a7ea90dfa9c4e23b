"""``--cache DIR`` or ``GMP_CAD_CACHE``: the store that commands share."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from gmp_cad.engine.cache.cache_place import asked_cache


def cache_of(options: argparse.Namespace) -> Path | None:
    """Return the shared store that the command or the environment names; None: for none."""
    return asked_cache(options.cache, os.environ)
