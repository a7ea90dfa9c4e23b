"""``python -m gmp_cad``."""

import sys

from gmp_cad.cli.entry import run

sys.exit(run())
