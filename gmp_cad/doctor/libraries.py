"""Libraries of a Linux system that the kernel needs and pip cannot bring, and what brings each."""

from __future__ import annotations

import ctypes
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping

REQUIRED = ("libGL.so.1", "libX11.so.6")
# Program that installs → its command, and the package that holds each library.
_INSTALLERS: Mapping[str, str] = {
    "apt-get": "sudo apt-get install -y",
    "dnf": "sudo dnf install -y",
    "pacman": "sudo pacman -S --noconfirm",
    "zypper": "sudo zypper install -y",
}
_PACKAGES: Mapping[str, tuple[str, str, str, str]] = {
    "libGL.so.1": ("libgl1", "mesa-libGL", "libglvnd", "Mesa-libGL1"),
    "libEGL.so.1": ("libegl1", "mesa-libEGL", "libglvnd", "Mesa-libEGL1"),
    "libX11.so.6": ("libx11-6", "libX11", "libx11", "libX11-6"),
    "libXrender.so.1": ("libxrender1", "libXrender", "libxrender", "libXrender1"),
    "libXext.so.6": ("libxext6", "libXext", "libxext", "libXext6"),
    "libXi.so.6": ("libxi6", "libXi", "libxi", "libXi6"),
    "libSM.so.6": ("libsm6", "libSM", "libsm", "libSM6"),
    "libICE.so.6": ("libice6", "libICE", "libice", "libICE6"),
    "libxcb.so.1": ("libxcb1", "libxcb", "libxcb", "libxcb1"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig", "fontconfig", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype", "freetype2", "libfreetype6"),
    "libexpat.so.1": ("libexpat1", "expat", "expat", "libexpat1"),
    "libgomp.so.1": ("libgomp1", "libgomp", "gcc-libs", "libgomp1"),
    "libstdc++.so.6": ("libstdc++6", "libstdc++", "gcc-libs", "libstdc++6"),
    "libz.so.1": ("zlib1g", "zlib", "zlib", "libz1"),
}


def missing(load: Callable[[str], object] | None = None) -> Iterator[str]:
    """Yield the libraries that the kernel needs and that cannot be loaded here."""
    if sys.platform.startswith("linux"):
        for name in REQUIRED:
            try:
                (load or ctypes.CDLL)(name)
            except OSError:
                yield name


def installs(name: str, which: Callable[[str], str | None] = shutil.which) -> str:
    """Return the command that brings a library; "" where it is not known which package holds it.

    Where no known program installs packages, the first (Debian, Ubuntu) is told with that of Fedora.
    """
    packages = _PACKAGES.get(name)
    if packages is None:
        return ""
    commands = [f"{run} {held}" for run, held in zip(_INSTALLERS.values(), packages, strict=True)]
    for program, command in zip(_INSTALLERS, commands, strict=True):
        if which(program):
            return command
    return f"{commands[0]}   (Fedora: {commands[1]})"
