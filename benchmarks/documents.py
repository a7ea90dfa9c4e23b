"""The same pages by Typst (ours), WeasyPrint and LaTeX: ratios in one run, never absolute times.

``python benchmarks/documents.py`` prints, for the phase contracts of the example (same texts, same
sketches, each on its A4 landscape page):

- dossier: CPU time of one file of ``PAGES`` pages, over that of ours; peak memory; size;
- batch: CPU time of ``BATCH`` files of one page each in one process (LaTeX: a process a file, of
  which ``LATEX_FILES`` are made and scaled up), over that of ours;
- fonts: CPU time of our batch when every file reads the fonts anew, over that of ours.

Each figure is the median of interleaved runs in fresh processes, start-up included. WeasyPrint
(``pip install weasyprint``) and ``xelatex`` are left out where they are absent. LaTeX is given its
sketches as PDF, made beforehand and not counted: it does not read SVG. It is run once: page numbers
n/N would need a second run.
"""

from __future__ import annotations

import html
import importlib.util
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PART = "semelle"
PAGES, BATCH, LATEX_FILES, RUNS = 60, 200, 5, 3
# The others keep no room for the table: their sketch is smaller, so that a page stays a page.
SHRUNK = 0.7
ENGINES = ("typst", "weasyprint", "latex")
# Our own page template, over and over in one file.
OURS = """#import "gmp.typ": *
#show: document-style.with((
  title: "Contrats", author: "", lang: "fr", date: (year: 2026, month: 1, day: 1),
))
#let page-footer = none
#let contract-level = 1
{% for contract in all %}
{% include "contrat_page.typ.j2" %}
{% endfor %}
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gmp-bench-") as folder:
        data = Path(folder)
        prepare(data)
        engines = [engine for engine in ENGINES if available(engine)]
        found = {
            "dossier": compared([f"dossier-{engine}" for engine in engines], data),
            "batch": compared([f"batch-{engine}" for engine in engines], data),
            "fonts": compared(["batch-typst", "batch-fresh_fonts"], data),
        }
        print(json.dumps(found, indent=1))


def available(engine: str) -> bool:
    """Tell whether an engine is on the machine."""
    if engine == "latex":
        return shutil.which("xelatex") is not None
    return importlib.util.find_spec(engine) is not None


def compared(names: list[str], data: Path) -> dict[str, dict[str, float]]:
    """Return CPU ratio to the first, peak memory (MiB) and size (KiB) of each, by its name."""
    seconds: dict[str, list[float]] = {name: [] for name in names}
    last: dict[str, dict[str, float]] = {}
    for _ in range(RUNS):
        for name in names:
            command = [sys.executable, __file__, name, str(data)]
            done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
            last[name] = json.loads(done.stdout.splitlines()[-1])
            seconds[name].append(last[name].pop("seconds"))
    first = statistics.median(seconds[names[0]])
    return {
        name: {"ratio": round(statistics.median(seconds[name]) / first, 2), **last[name]}
        for name in names
    }


def prepare(data: Path) -> None:
    """Build a part of the example; keep the contexts of its contracts, sketches as SVG and PDF."""
    from gmp_cad.build.project_build import Settings, build
    from gmp_cad.documents.printing import pdf
    from gmp_cad.engine.cache.cache_place import CACHE
    from gmp_cad.engine.cache.store import Store

    project = data / "project"
    for name in ("parts", "fixtures_design", "docs_templates"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    results = build(project, Settings(subjects=(PART,))).results
    store, contexts = Store(project / CACHE), []
    for task_id, result in sorted(results.items()):
        if task_id.startswith(f"contract:{PART}:"):
            context = json.loads(store.get(result.outcome.outputs["context"]))
            if context["paper"] != "a4":
                continue
            svg = store.get(result.outcome.outputs["svg"]).decode()
            name = f"{len(contexts)}.svg"
            context["sketch"]["file"] = name
            (data / name).write_text(svg, "utf-8")
            sheet = f'#set document(title: "s", date: datetime(year: 2000, month: 1, day: 1))\n#page(width: auto, height: auto, margin: 0mm, image("s.svg", width: {context["sketch"]["width"]}mm, alt: "s"))'
            (data / f"{len(contexts)}.pdf").write_bytes(pdf.pdf(sheet, {"s.svg": svg}, "", "s"))
            contexts.append(context)
    (data / "contexts.json").write_text(json.dumps(contexts), "utf-8")


def pages(data: Path, count: int) -> list[dict]:
    """Return so many contexts, the part's own over and over with other phase numbers."""
    contexts = json.loads((data / "contexts.json").read_text("utf-8"))
    return [
        {**context, "title": f"{context['title']} ({i})"}
        for i, context in enumerate((contexts * count)[:count])
    ]


def typst_file(contexts: list[dict], data: Path) -> bytes:
    """Return the contracts as one PDF by our own templates."""
    from gmp_cad.documents.printing import pdf
    from gmp_cad.documents.templating import template

    templates = {**template.load(ROOT), "bench.typ.j2": OURS}
    source = template.render(templates, "bench.typ.j2", {"all": contexts}, "fr")
    names = {context["sketch"]["file"] for context in contexts}
    files = {name: (data / name).read_text("utf-8") for name in names}
    return pdf.pdf(source, {"gmp.typ": templates["gmp.typ"], **files}, "", "bench.typ.j2")


def weasyprint_file(contexts: list[dict], data: Path) -> bytes:
    """Return the same pages by HTML and CSS, tagged PDF/A as ours."""
    import weasyprint

    body = "".join(html_page(context) for context in contexts)
    text = f"<html lang=fr><head><title>Contrats</title><style>{_css()}</style></head><body>{body}"
    page = weasyprint.HTML(string=text, base_url=data.as_uri() + "/")
    made = page.write_pdf(pdf_variant="pdf/a-2a", pdf_tags=True)
    assert made is not None
    return made


def _css() -> str:
    from gmp_cad.drawing.font.fallback import font_folder

    faces = "".join(
        f"@font-face{{font-family:DejaVu;font-weight:{weight};src:url({(font_folder() / file).as_uri()})}}"
        for weight, file in (("400", "DejaVuSans.ttf"), ("700", "DejaVuSans-Bold.ttf"))
    )
    return faces + (
        "@page{size:A4 landscape;margin:8mm}body{font:6.4pt DejaVu;margin:0}section{break-after:page}"
        "table{border-collapse:collapse;width:100%;table-layout:fixed}td,th{border:.4pt solid #000;"
        "padding:.8mm .7mm;overflow-wrap:anywhere}h1{font-size:15pt;margin:0}.f td{font-weight:700;font-size:8pt}"
        ".f span{display:block;font-size:5pt;font-weight:400;color:#555}img{display:block;margin:2mm auto}"
    )


def html_page(context: dict) -> str:
    """Return one contract: heading, two rows of fields, sketch, table of operations."""
    esc = html.escape
    fields = "".join(
        "<table class=f><tr>"
        + "".join(f"<td><span>{esc(c['label'])}</span>{esc(c['value'])}</td>" for c in row)
        + "</tr></table>"
        for row in context["fields"]
    )
    columns = "".join(f"<col style='width:{width}mm'>" for width in context["widths"])
    header = "".join(f"<th>{esc(c)}</th>" for c in context["columns"])
    rows = "".join(
        "<tr>" + "".join(f"<td>{esc(cell)}</td>" for cell in row) + "</tr>"
        for row in [*context["rows"], *context["continued"]]
    )
    sketch = context["sketch"]
    return (
        f"<section><h1>{esc(context['title'])}</h1>{fields}"
        f"<img src='{sketch['file']}' style='width:{SHRUNK * sketch['width']:.1f}mm' alt='{esc(sketch['alt'])}'>"
        f"<table>{columns}<thead><tr>{header}</tr></thead>{rows}</table>"
        f"<p>{esc(context['header']['notes'])} {esc(context['totals']['line'])}</p></section>"
    )


def latex_file(contexts: list[dict], data: Path) -> bytes:
    """Return the same pages by XeLaTeX, run once."""
    with tempfile.TemporaryDirectory(dir=data) as folder:
        (Path(folder) / "c.tex").write_text(latex_source(contexts, data), "utf-8")
        command = ["xelatex", "-interaction=batchmode", "-halt-on-error", "c.tex"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        return (Path(folder) / "c.pdf").read_bytes()


def latex_source(contexts: list[dict], data: Path) -> str:
    """Return the LaTeX text of the pages, in the same font and sizes."""
    from gmp_cad.drawing.font.fallback import font_folder

    head = (
        "\\documentclass{article}\n\\usepackage[a4paper,landscape,margin=8mm]{geometry}\n"
        "\\usepackage{fontspec,graphicx,longtable,array}\n"
        f"\\setmainfont{{DejaVuSans.ttf}}[Path={font_folder()}/,BoldFont=DejaVuSans-Bold.ttf]\n"
        "\\setlength\\tabcolsep{.7mm}\\setlength\\parindent{0pt}\\pagestyle{empty}\n\\begin{document}\n"
    )
    return (
        head + "\n\\newpage\n".join(_latex_page(c, data) for c in contexts) + "\n\\end{document}\n"
    )


_SPECIAL = {c: f"\\{c}" for c in "#$%&_{}"} | {
    "\\": "\\textbackslash{}",
    "~": "\\~{}",
    "^": "\\^{}",
}


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(c, c) for c in text.replace("\n", " "))


def _latex_page(context: dict, data: Path) -> str:
    fields = "".join(
        "\\begin{tabular}{|" + "l|" * len(row) + "}\\hline "
        + " & ".join(f"\\tiny {_tex(c['label'])} \\scriptsize\\bfseries {_tex(c['value'])}" for c in row)
        + "\\\\\\hline\\end{tabular}\\par\n"
        for row in context["fields"]
    )  # fmt: skip
    columns = "".join(f"|p{{{width - 1.4:.2f}mm}}" for width in context["widths"]) + "|"
    header = " & ".join(f"\\bfseries {_tex(c)}" for c in context["columns"])
    rows = "".join(
        " & ".join(_tex(cell) for cell in row) + " \\\\\\hline\n"
        for row in [*context["rows"], *context["continued"]]
    )
    sketch = (data / context["sketch"]["file"]).with_suffix(".pdf")
    return (
        f"{{\\Large\\bfseries {_tex(context['title'])}}}\\par\n{fields}"
        f"\\begin{{center}}\\includegraphics[width={SHRUNK * context['sketch']['width']:.1f}mm]{{{sketch}}}\\end{{center}}\n"
        f"\\fontsize{{6.4}}{{8}}\\selectfont\\begin{{longtable}}{{{columns}}}\\hline {header} \\\\\\hline\\endhead\n"
        f"{rows}\\end{{longtable}}\n{_tex(context['header']['notes'])} {_tex(context['totals']['line'])}"
    )


def run(name: str, data: Path) -> dict[str, float]:
    """Make one thing of :func:`main` in this process; return CPU seconds, peak MiB, size KiB."""
    kind, _, engine = name.partition("-")
    make = {"weasyprint": weasyprint_file, "latex": latex_file}.get(engine, typst_file)
    if kind == "dossier":
        size = len(make(pages(data, PAGES), data))
        return measured(size, 1.0)
    from gmp_cad.documents.printing import pdf

    made = LATEX_FILES if engine == "latex" else BATCH
    size = 0
    for context in pages(data, made):
        if engine == "fresh_fonts":
            pdf.fonts.cache_clear()  # as a process a document would
        size += len(make([context], data))
    return measured(size, BATCH / made)


def measured(size: int, scale: float) -> dict[str, float]:
    """Return what this process and its children used; ``scale`` for a part made of the whole."""
    own = os.times()
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    seconds = own.user + own.system + own.children_user + own.children_system
    return {
        "seconds": seconds * scale,
        "peak_mib": round(peak / 1024),
        "kib": round(size * scale / 1024),
    }


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(run(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
