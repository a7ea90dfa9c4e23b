"""A small project whose every free text is an attack, too long, or of another script."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"

SHORT = (
    "<script>alert(1)</script><b>é", '"><img src=x onerror=alert(2)>', "{{ 7*7 }} {% raw %} {# c #} {%tr x %}",
    "#panic() $x$ *a* _b_ @c <d> \\u{0} ] } ) ; // /* #[z] `q` ~ --", "=cmd|' /C calc'!A0", "+1+cmd|'x'!A1",
    "@SUM(1+1)", "-2+3", "http://hostile.invalid/x", "javascript:alert(3)", "internal:'Sheet'!A1",
    "]]> </title></style></textarea>--><!-- &amp; &#60;", "سندان الحفر ABC", "מלחציים 12",
    "🔧 atelier 👩\u200d🏭", "台虎钳 ねじ", "e\u0301a\u0323\u0302 Z\u0335a\u0315l\u0336",
    "a\u200bb\u200dc\u00add\u2060e", "C:\\x\\..\\y %n {0} ${HOME} $(id) '); ENDSEC; END-ISO-10303-21;",
)  # fmt: skip
LONG = ("W" * 400, "très long " * 190, "ligne 1\n  0\nENDSEC\n  0\nEOF\n\tligne 3\n=1+1\n@x")

PRODUCT = """
[product]
number = "PR-00"
title = @
quantity = 10
mass_budget = "≤ 1 kg"
note = @@
[project]
owner = @
department = @@
author = @@
checker = @@
revision = @
affair = @@
rate = @@
date = "2026-01-15"
[inspection]
major = { reaction = @@ }
minor = { reaction = @@ }
critical = { reaction = @@ }
[[item]]
ref = 1
part = "cale"
note = @@
[[item]]
ref = 2
name = "vis"
standard = "ISO 4762 - M6x30 - 8.8"
quantity = 2
note = @@
"""
PLAN = """
revision = @
drawing_revision = "A"
author = @@
checker = @@
date = "2026-01-15"
[stock]
form = "plate"
size = [80, 50, 23]
offset = [0, 0, 1.5]
note = @@
[[phase]]
number = 10
title = @
machine = "MX"
workholding = @@
program = @@
coolant = @@
note = @@
safety = @@
hyperstatic = @@
spindle = "+Z"
x_axis = "+X"
origin = ["left", "front", "base"]
[[phase.operation]]
kind = "face_milling"
makes = ["top"]
tool = "FSX"
title = @@
note = @@
[[phase.dimension]]
name = "Cf101"
size = "20 ±0,05"
between = ["base", "top"]
[[phase]]
number = 20
title = @
note = @@
[[precedence]]
before = "top"
after = "bore"
kind = "T"
reason = @@
"""
WORKSHOP = """
[[tool]]
id = "FSX"
title = @
kind = "face_mill"
diameter_mm = 63
teeth = 5
cutting_length_mm = 10
holder = @
iso_code = @
note = @@
[[machine]]
id = "MX"
title = @
kind = "milling"
axes = 3
n_max_rpm = 6000
power_kw = 10
control = @
note = @@
[[gauge]]
id = "GX"
title = @
kind = @
range_mm = [0, 200]
resolution_mm = 0.001
uncertainty_mm = 0.003
note = @@
"""


def _written(template: str, short: itertools.cycle[str], notes: itertools.cycle[str]) -> str:
    """Put attacks where a template has ``@`` (one line) and ``@@`` (any text)."""
    pieces = template.replace("@@", "\x01").replace("@", "\x00")
    filled = (
        json.dumps(next(short if c == "\x00" else notes), ensure_ascii=False) if c < "\x02" else c
        for c in pieces
    )
    return "".join(filled)


def write(root: Path) -> Path:
    """Write the project."""
    short, notes = itertools.cycle(SHORT), itertools.cycle([*LONG, *SHORT])
    shutil.copytree(STARTER, root, ignore=shutil.ignore_patterns("__pycache__"))
    spec = (root / "parts/cale/spec.toml").read_text("utf-8")
    spec = spec.replace('title = "Cale"', "title = @\nauthor = @@\nnote = @@")
    spec = spec.replace('note = "centrage"', "note = @@, reaction = @@")
    for size in ("80 ±0,1", "20 ±0,05", "30 ±0,1"):
        spec = spec.replace(f'size = "{size}"', f'size = "{size}", note = @@, reaction = @@')
    files = {
        "parts/product.toml": PRODUCT, "parts/cale/spec.toml": spec,
        "parts/cale/process.toml": PLAN, "workshop.toml": WORKSHOP,
    }  # fmt: skip
    for file, template in files.items():
        (root / file).write_text(_written(template, short, notes), "utf-8")
    return root
