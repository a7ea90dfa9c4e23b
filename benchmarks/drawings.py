"""How good the drawings are, judged by code: the scores of the example's and the published parts.

``python benchmarks/drawings.py`` prints them beside those that are kept in ``drawings.json``;
``--keep`` keeps the new ones. Times are ratios in one run: CPU of the drawing over that of its views
and cuts in the kernel.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).with_name("drawings.json")
_FIGURES = ("sheet", "overlaps", "crossings", "missing", "doubled", "unplaced", "total")


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from tests.whole_parts import FOLDERS

    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    found = {}
    print(
        f"{'part':16}" + "".join(f"{figure:>11}" for figure in _FIGURES) + "      kept  time ratio"
    )
    for name in FOLDERS:
        found[name], ratio = figures(name)
        before = kept.get(name, {}).get("total", "-")
        row = "".join(f"{found[name][figure]!s:>11}" for figure in _FIGURES)
        print(f"{name:16}{row}{before!s:>10}{ratio:12.2f}")
    if "--keep" in sys.argv:
        KEPT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def figures(name: str) -> tuple[dict[str, str | int | float], float]:
    """Return the figures of a part's drawing, and the CPU time ratio."""
    from tests.drawn_parts import drawn_part

    part = drawn_part(name)
    score, sheet = part.score, part.drawn.drawing
    return {
        "sheet": f"{sheet.width:.0f}x{sheet.height:.0f}",
        "overlaps": score.overlaps, "crossings": score.crossings,
        "missing": len(score.missing), "doubled": len(score.doubled),
        "unplaced": len(part.drawn.unplaced), "total": score.total,
    }, part.drawing_s / part.kernel_s  # fmt: skip


if __name__ == "__main__":
    main()
