"""What of the system serves gmp_cad: its libraries, the fonts of documents, programs that it runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

from gmp_cad.doctor.libraries import REQUIRED, installs, missing
from gmp_cad.doctor.packages import pip
from gmp_cad.doctor.symptom import Level, Symptom
from gmp_cad.language import Message

LIBRARIES, FONTS, TOOLS = "libraries", "fonts", "tools"
_GIT_S = 10.0


def look() -> Iterator[Symptom]:
    """Yield what is found of libraries, fonts and programs."""
    yield from _libraries()
    yield from _fonts()
    yield _git()
    yield _sandbox()


def _libraries() -> Iterator[Symptom]:
    if not sys.platform.startswith("linux"):
        return
    wanting = list(missing())
    for name in wanting:
        yield Symptom(
            area=LIBRARIES, name=name, level=Level.PROBLEM,
            told=Message("the system library {name} is missing: the geometry kernel needs it", name=name),
            remedy=Message("install it"), command=installs(name),
        )  # fmt: skip
    if not wanting:
        yield Symptom(area=LIBRARIES, name="shared_objects", level=Level.OK,
                      told=Message("{names} can be loaded", names=", ".join(REQUIRED)))  # fmt: skip


def _fonts() -> Iterator[Symptom]:
    """Yield whether the fonts of documents are there, and whether Typst finds them."""
    again = pip("install", "--force-reinstall", "--no-deps", "matplotlib")
    try:
        from gmp_cad.drawing.font.fallback import font_folder  # noqa: PLC0415 - it may be missing

        file = font_folder() / "DejaVuSans.ttf"
    except (ImportError, AssertionError):
        return  # what is missing is told of the packages
    if not file.is_file():
        yield Symptom(area=FONTS, name="dejavu", level=Level.PROBLEM,
                      told=Message("the font DejaVu Sans is not where matplotlib brings it: {file}",
                                   file=str(file)),
                      remedy=Message("install matplotlib again"), command=again)  # fmt: skip
        return
    try:
        import typst  # noqa: PLC0415 - it may be missing

        found = typst.Fonts(include_system_fonts=False, font_paths=[str(file.parent)])
        families = set(found.families())
    except (ImportError, AttributeError):
        families = {"DejaVu Sans"}
    if "DejaVu Sans" in families:
        yield Symptom(area=FONTS, name="dejavu", level=Level.OK,
                      told=Message("DejaVu Sans, the font of the documents, is found by Typst"))  # fmt: skip
    else:
        yield Symptom(area=FONTS, name="dejavu", level=Level.PROBLEM,
                      told=Message("Typst does not find DejaVu Sans in {folder}", folder=str(file.parent)),
                      remedy=Message("install matplotlib again"), command=again)  # fmt: skip


def _git() -> Symptom:
    """Return whether git answers: documents show the commit, ``gmp-cad diff`` compares with one."""
    path = shutil.which("git")
    purpose = Message("the commit on documents, gmp-cad diff REVISION")
    said = ""
    if path is not None:
        try:
            done = subprocess.run(  # noqa: S603 - fixed words
                [path, "--version"], capture_output=True, text=True, timeout=_GIT_S, check=True
            )
            said = done.stdout.strip()
        except (OSError, subprocess.SubprocessError):
            said = ""
    if said:
        told = Message("{program}: {purpose}", program=said, purpose=purpose)
        return Symptom(area=TOOLS, name="git", level=Level.OK, told=told)
    return Symptom(area=TOOLS, name="git", level=Level.WARNING,
                   told=Message("no git: {purpose} are not to be had", purpose=purpose),
                   remedy=Message("install it: https://git-scm.com"), command=_git_command())  # fmt: skip


def _git_command() -> str:
    if sys.platform == "win32":
        return "winget install --id Git.Git"
    if sys.platform == "darwin":
        return "xcode-select --install"
    return "sudo apt-get install -y git   (Fedora: sudo dnf install git)"


def _sandbox() -> Symptom:
    """Return how scripts of strangers can be confined here; nobody needs it for his own."""
    purpose = Message("batch, and --sandbox, for projects of strangers")
    if sys.platform != "linux":
        told = Message(
            "no sandbox ({purpose}): it needs Linux, a container or WSL 2", purpose=purpose
        )
        return Symptom(area=TOOLS, name="sandbox", level=Level.OK, told=told)
    from gmp_cad.engine.processes.sandbox import available  # noqa: PLC0415 - Linux only

    found = available()
    if found is None:
        return Symptom(
            area=TOOLS, name="sandbox", level=Level.WARNING,
            told=Message("no sandbox ({purpose}): no bubblewrap that runs, no Landlock", purpose=purpose),
            command="sudo apt-get install -y bubblewrap   (Fedora: sudo dnf install bubblewrap)",
        )  # fmt: skip
    told = Message("sandbox by {mechanism}: {purpose}", mechanism=found, purpose=purpose)
    return Symptom(area=TOOLS, name="sandbox", level=Level.OK, told=told)
