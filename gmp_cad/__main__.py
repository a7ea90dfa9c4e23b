"""``python -m gmp_cad``."""

import sys

from gmp_cad.cli.main import main

sys.exit(main())
