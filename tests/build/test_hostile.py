"""A project of hostile texts: every document comes, every text arrives as text, nothing tells where."""

from __future__ import annotations

import base64
import csv
import getpass
import gzip
import io
import platform
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import ezdxf
import openpyxl
import pikepdf
import pytest
from lxml import etree

from gmp_cad.build.project_build import Build, Settings, build
from gmp_cad.finding import Status
from tests.build import hostile_project

pytestmark = pytest.mark.slow
_PACKED = re.compile(rb"[A-Za-z0-9+/]{200,}={0,2}")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Build]:
    root = hostile_project.write(tmp_path_factory.mktemp("telltale_zq7") / "telltale_project")
    return root, build(root, Settings(jobs=2))


@pytest.fixture(scope="module")
def output(built: tuple[Path, Build]) -> Path:
    return built[0] / "output"


def files(output: Path, ending: str) -> list[Path]:
    found = sorted(output.rglob(f"*{ending}"))
    assert found
    return found


def test_every_document_comes(built: tuple[Path, Build], output: Path) -> None:
    """Only what the project leaves out fails; no task does."""
    _, result = built
    assert [f for f in result.findings if f.status is Status.ERROR] == []
    assert [name for name, r in result.results.items() if not r.ok] == []
    wanted = {
        "dossier.pdf", "index.html", "garde.docx", "site/cale.html", "parts/cale/drawing.pdf",
        "parts/cale/gamme.pdf", "parts/cale/gamme.docx", "parts/cale/phases/contrat-10.pdf",
        "parts/cale/phases/contrat-10.docx", "parts/cale/fiche_controle.xlsx",
        "parts/cale/fiche_outils.xlsx", "product/bom.xlsx", "product/drawing.pdf",
    }  # fmt: skip
    assert {name for name in wanted if not (output / name).is_file()} == set()


def test_signs_that_would_be_boxes_are_told(built: tuple[Path, Build]) -> None:
    told = {(f.where.file, f.where.line) for f in built[1].findings
            if f.check == "documents.signs" and f.where}  # fmt: skip
    wanted = {
        (file, number)
        for file in (
            "parts/product.toml",
            "parts/cale/spec.toml",
            "parts/cale/process.toml",
            "workshop.toml",
        )
        for number, line in enumerate((built[0] / file).read_text("utf-8").split("\n"), 1)
        if re.search("[台🔧]", line)
    }
    assert wanted
    assert told == wanted


class Page(HTMLParser):
    """What a page would do by itself: handlers, addresses outside, elements that a text made."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what runs or loads by itself."""
        for name, value in attrs:
            if name.startswith("on"):
                self.found.append(f"{tag} {name}")
            if name in ("href", "src", "action") and re.match(
                r"\s*(javascript|vbscript|https?|//|x$)", value or "", re.IGNORECASE
            ):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        """Note a script that a text made."""
        if self.cdata_elem == "script" and data.startswith("alert("):
            self.found.append(data)


def test_no_page_does_what_a_text_says(output: Path) -> None:
    whole = ""
    for path in files(output, ".html"):
        text = path.read_text("utf-8")
        page = Page()
        page.feed(text)
        assert page.found == [], path.name
        whole += text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;é" in whole
    assert "{{ 7*7 }} {% raw %}" in whole
    assert "49 " not in re.findall(r"<h1[^>]*>([^<]*)", whole)


def test_the_drawings_are_plain_svg(output: Path) -> None:
    for path in files(output, ".svg"):
        names = {
            etree.QName(e).localname for e in etree.parse(path).iter() if e.tag is not etree.Comment
        }
        assert not names & {"script", "image", "a", "foreignObject", "img"}, path.name


def test_the_sheets_hold_texts_no_formulas_or_links_of_theirs(output: Path) -> None:
    texts: set[str] = set()
    for path in files(output, ".xlsx"):
        with zipfile.ZipFile(path) as packed:
            links = [n for n in packed.namelist()
                     if n.endswith(".rels") and b'TargetMode="External"' in packed.read(n)]  # fmt: skip
        assert links == [], path.name
        for sheet in openpyxl.load_workbook(path):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.data_type == "f":
                    assert not re.search(r"cmd|calc|SUM\(1\+1|Sheet'!A1", str(cell.value)), (
                        path.name
                    )
                elif isinstance(cell.value, str):
                    texts.add(cell.value)
    joined = "\n".join(texts)
    for attack in (
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script><b>é",
        "http://hostile.invalid/x",
    ):
        assert attack in joined


def test_no_cell_of_a_csv_starts_a_formula(output: Path) -> None:
    for path in files(output, ".csv"):
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
        assert len({len(row) for row in rows}) == 1, path.name
        for cell in (cell for row in rows for cell in row):
            number = re.fullmatch(r"[-+]?[0-9  ]+(,[0-9]+)?", cell)
            assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (
                path.name,
                cell,
            )


def test_the_word_documents_hold_no_field_or_link_of_theirs(output: Path) -> None:
    whole = ""
    for path in files(output, ".docx"):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                if name.endswith(".rels"):
                    assert b'TargetMode="External"' not in packed.read(name), path.name
                elif name.endswith(".xml"):
                    root = etree.fromstring(packed.read(name))
                    whole += "".join(root.itertext()) + "\n"
    assert "<script>alert(1)</script><b>é" in whole
    assert "{{ 7*7 }} {% raw %}" in whole
    assert "#panic() $x$ *a* _b_" in whole


def test_the_drawings_in_dxf_are_whole(output: Path) -> None:
    """A text with line ends and group codes stays a text: another reader finds all sections."""
    for path in files(output, ".dxf"):
        drawing = ezdxf.readfile(path)
        assert drawing.audit().errors == [], path.name
        assert all(re.fullmatch(r"\w[\w -]*", layer.dxf.name) for layer in drawing.layers), (
            path.name
        )
        assert len(drawing.modelspace()) > 20, path.name
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
        assert lines[-2:] == ["0", "EOF"]
        assert [lines[i - 1] for i, line in enumerate(lines) if line == "EOF"] == ["0"], path.name


def test_the_step_files_are_whole(output: Path) -> None:
    """Outside of strings a file has the three sections of ISO 10303-21 and nothing else."""
    for path in files(output, ".step"):
        text = path.read_bytes().decode("ascii")
        outside = re.sub(r"'(?:[^']|'')*'", "''", text)
        assert outside.count("ENDSEC;") == 2, path.name
        assert outside.count("END-ISO-10303-21;") == 1, path.name
        assert outside.rstrip().endswith("END-ISO-10303-21;"), path.name
        assert "'" not in outside.replace("''", ""), path.name


def test_no_pdf_runs_or_opens_anything(output: Path) -> None:
    for path in files(output, ".pdf"):
        with pikepdf.open(path) as file:
            for found in (o for o in file.objects if isinstance(o, pikepdf.Dictionary)):
                assert not {"/JS", "/URI", "/Launch"} & set(found.keys()), path.name
    with pikepdf.open(output / "dossier.pdf") as dossier:
        assert "<script>alert(1)</script><b>é" in str(dossier.docinfo["/Title"])


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext of poppler is not installed"
)
def test_no_word_leaves_its_page(output: Path) -> None:
    for path in files(output, ".pdf"):
        command = ["pdftotext", "-bbox", str(path), "-"]
        said = subprocess.run(command, capture_output=True, check=True).stdout
        pages = list(etree.fromstring(said, etree.XMLParser(recover=True)).iter("{*}page"))
        assert pages, path.name
        for page in pages:
            wide, high = float(page.get("width")), float(page.get("height"))
            for word in page.iter("{*}word"):
                x0, y0, x1, y1 = (float(word.get(k)) for k in ("xMin", "yMin", "xMax", "yMax"))
                inside = x0 > -1 and y0 > -1 and x1 < wide + 1 and y1 < high + 1
                assert inside, (path.name, word.text)


def unpacked(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield what a published file holds, and all that is packed in it."""
    yield data
    if depth > 4:
        return
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from unpacked(packed.read(name), depth + 1)
    elif data.startswith(b"\x1f\x8b"):
        yield from unpacked(gzip.decompress(data), depth + 1)
    elif data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as file:
            for found in file.objects:
                yield (
                    found.read_raw_bytes()
                    if _coded(found)
                    else (found.read_bytes() if isinstance(found, pikepdf.Stream) else b"")
                )
                yield found.unparse()
    else:
        for packed_text in _PACKED.findall(data):
            try:
                inner = base64.b64decode(packed_text[: len(packed_text) // 4 * 4])
            except ValueError:
                continue
            if inner.startswith((b"\x1f\x8b", b"PK\x03\x04")):
                yield from unpacked(inner, depth + 1)


def _coded(found: pikepdf.Object) -> bool:
    return isinstance(found, pikepdf.Stream) and found.get("/Filter") == pikepdf.Name.DCTDecode


@pytest.mark.parametrize(
    ("file", "held"),
    [
        ("product/bom.xlsx", b"<cols>"), ("garde.docx", b"w:document"), ("dossier.pdf", b" Tf"),
        ("parts/cale/cale.3mf", b"<triangle "), ("site/viewer.js", b"getNodePath("),
    ],
)  # fmt: skip
def test_the_search_sees_what_is_packed(output: Path, file: str, held: bytes) -> None:
    data = (output / file).read_bytes()
    assert held not in data
    assert any(held in inner for inner in unpacked(data))


def test_no_published_byte_tells_the_machine(built: tuple[Path, Build], output: Path) -> None:
    root, _ = built
    telltales = [b"telltale_", str(root.parent.parent).encode(), b"site-packages"]
    telltales += [str(Path(__file__).parents[2]).encode(), str(Path.home()).encode() + b"/."]
    telltales += [n.encode() for n in (getpass.getuser(), platform.node()) if len(n) > 5]
    paths = [p for p in sorted(output.rglob("*")) if p.is_file() and p.name != ".gmp-cad.json"]
    assert len(paths) > 40
    for path in paths:
        for data in unpacked(path.read_bytes()):
            assert [t for t in telltales if t in data] == [], path.relative_to(output)
