"""How long from a save to the new solid in the browser, as a share of a cold build.

    python benchmarks/watch.py [--write]       the starter project; with --write into watch.json
    python benchmarks/watch.py --project DIR --part semelle --line '"80 ±0,2"'

A dimension of a part is changed again and again, as an editor saves it, with a session that is at
rest; measured is the time until the page has drawn the new solid (headless Chromium, software
rendering), and what the session says of itself: until the solid could be loaded. Ratios, for
seconds are the machine's.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

GMP_CAD = [sys.executable, "-m", "gmp_cad"]
ARGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
SAVES = 7
PATIENCE_S = 300


def cold_build(root: Path, part: str) -> float:
    """Return the time of a build with an empty cache: of the part alone where one is named."""
    with tempfile.TemporaryDirectory() as cache:
        began = time.perf_counter()
        command = [*GMP_CAD, "--project", str(root), "build", "-q", "--cache", cache]
        subprocess.run([*command, *([part] if part else [])], check=False, capture_output=True)
        return time.perf_counter() - began


def session(root: Path, part: str, line: str) -> dict[str, list[float]]:
    """Return the times of each save: to the page, to the solid, to the end of what follows."""
    from playwright.sync_api import sync_playwright

    spec = root / "parts" / part / "spec.toml"
    text = spec.read_text("utf-8")
    if line not in text:
        raise SystemExit(f"{line} does not stand in {spec}")
    last = "judged"
    command = [*GMP_CAD, "--project", str(root), "show", part, "--no-open", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told: list[dict] = []
    url = json.loads(process.stdout.readline())["url"]
    threading.Thread(
        target=lambda: told.extend(map(json.loads, process.stdout)), daemon=True
    ).start()

    def wait(event: str, count: int) -> dict:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            found = [one for one in told if one["event"] == event]
            if len(found) >= count:
                return found[count - 1]
            time.sleep(0.005)
        raise SystemExit(f"no {event}")

    times: dict[str, list[float]] = {"page": [], "solid": [], "verdicts": []}
    try:
        with sync_playwright() as started:
            browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(url)
            page.wait_for_selector(".gmp3d[data-shape]", timeout=PATIENCE_S * 1000)
            wait(last, 1)
            time.sleep(1)
            number = line.strip('"').split()[0]
            for rank in range(1, SAVES + 1):
                shape = page.get_attribute(".gmp3d", "data-shape")
                new = line.replace(number, f"{float(number.replace(',', '.')) + rank / 8:g}")
                began = time.perf_counter()
                spec.write_text(text.replace(line, new), encoding="utf-8")
                page.wait_for_selector(
                    f'.gmp3d[data-shape]:not([data-shape="{shape}"])', timeout=PATIENCE_S * 1000
                )
                times["page"].append(time.perf_counter() - began)
                times["solid"].append(wait("shown", rank + 1)["seconds"])
                wait(last, rank + 1)
                times["verdicts"].append(time.perf_counter() - began)
                time.sleep(0.3)
            browser.close()
    finally:
        process.terminate()
        process.wait(20)
        spec.write_text(text, encoding="utf-8")
    return times


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--project", type=Path)
    asked.add_argument("--part", default="cale")
    asked.add_argument("--line", default='"20 ±0,05"')
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = options.project or Path(folder) / "p"
        if options.project is None:
            subprocess.run([*GMP_CAD, "new", str(root)], check=True, capture_output=True)
        cold = cold_build(root, options.part if options.project else "")
        times = session(root, options.part, options.line)
    medians = {name: statistics.median(found) for name, found in times.items()}
    worst = {name: max(found) for name, found in times.items()}
    result = {
        "what": "the starter project" if options.project is None else options.part,
        "saves": SAVES,
        "share_of_a_cold_build_median": {n: round(m / cold, 3) for n, m in medians.items()},
        "share_of_a_cold_build_worst": {n: round(m / cold, 3) for n, m in worst.items()},
        "saves_within_a_second": sum(t <= 1.0 for t in times["page"]),
    }
    print(json.dumps(result, indent=1))
    print(
        "cold build (s):",
        round(cold, 2),
        "medians (s):",
        {n: round(m, 2) for n, m in medians.items()},
    )
    if options.write:
        path = Path(__file__).with_suffix(".json")
        path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
