"""Functions that tell of a file or read one without an event: looked on while a script runs."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cadquery as cq
from cadquery.occ_impl import shapes
from OCP.BinTools import BinTools
from OCP.BRepTools import BRepTools
from OCP.DE import DE_Wrapper
from OCP.Font import Font_FontMgr
from OCP.IGESCAFControl import IGESCAFControl_Reader
from OCP.RWMesh import RWMesh_CafReader
from OCP.RWStl import RWStl
from OCP.STEPCAFControl import STEPCAFControl_Reader
from OCP.STEPControl import STEPControl_Reader
from OCP.StlAPI import StlAPI, StlAPI_Reader
from OCP.TDocStd import TDocStd_Application
from OCP.XSControl import XSControl_Reader

from gmp_cad.kernel.scripts.read_record import Reading, is_unnoticed, unnoticed

# OCCT opens these itself, unseen by Python
_READERS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (cq.importers, ("importShape", "importStep", "importDXF", "importBrep", "importBin")),
    (shapes.Shape, ("importBrep", "importBin")),
    (shapes.Compound, ("makeText",)),
    (cq.Assembly, ("importStep", "load")),
    (STEPControl_Reader, ("ReadFile",)),
    (XSControl_Reader, ("ReadFile",)),
    (STEPCAFControl_Reader, ("ReadFile", "Perform")),
    (IGESCAFControl_Reader, ("Perform",)),
    (RWMesh_CafReader, ("Perform",)),
    (BRepTools, ("Read_s",)),
    (BinTools, ("Read_s",)),
    (StlAPI, ("Read_s",)),
    (StlAPI_Reader, ("Read",)),
    (RWStl, ("ReadFile_s", "ReadBinary_s", "ReadAscii_s")),
    (TDocStd_Application, ("Open",)),
    (DE_Wrapper, ("Read",)),
)
# No event tells that they were asked. What they say of a file may be its size: its content counts.
_STATES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (os, ("stat", "access")),
    (os.path, ("exists", "lexists", "isfile", "isdir")),
)
_LINKS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (os, ("lstat", "readlink")),
    (os.path, ("islink",)),
)

Before = Callable[[tuple[Any, ...], dict[str, Any]], None]


@contextlib.contextmanager
def looking_on_readers(record: Reading) -> Iterator[None]:
    """Note what is asked of files and read from them until the block ends."""

    def note_files(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        for value in (*arguments, *keywords.values()):
            path = _path(value)
            with unnoticed():
                is_file = path is not None and Path(path).is_file()
            if is_file or (path is not None and Path(path).suffix):
                record.note("files", path)

    def note_state(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        record.note("files", _asked(arguments, keywords))

    def note_link(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        record.note_link(_asked(arguments, keywords))

    with contextlib.ExitStack() as stack:
        for table, before in ((_READERS, note_files), (_STATES, note_state), (_LINKS, note_link)):
            for owner, names in table:
                for name in names:
                    if name in vars(owner):
                        stack.enter_context(_looking_on(owner, name, before))
        stack.enter_context(_looking_on_fonts(record))
        yield


def _asked(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> object:
    return (
        arguments[0]
        if arguments
        else next((keywords[k] for k in ("path", "s") if k in keywords), None)
    )


def _path(value: object) -> str | None:
    """Return a path as text, also where it is a text of OCCT."""
    for spelled in ("ToCString", "ToExtString"):
        if hasattr(value, spelled):
            value = getattr(value, spelled)()
    return os.fspath(value) if isinstance(value, str | os.PathLike) and str(value) else None


@contextlib.contextmanager
def _looking_on(owner: Any, name: str, before: Before) -> Iterator[None]:
    original = vars(owner)[name]

    def look(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        if not is_unnoticed():
            before(arguments, keywords)

    def method(cls: type, *arguments: Any, **keywords: Any) -> Any:
        look(arguments, keywords)
        return original.__get__(None, cls)(*arguments, **keywords)

    def bound(self: Any, *arguments: Any, **keywords: Any) -> Any:
        look(arguments, keywords)
        return original.__get__(self, type(self))(*arguments, **keywords)

    def plain(*arguments: Any, **keywords: Any) -> Any:
        look(arguments, keywords)
        call = original.__func__ if isinstance(original, staticmethod) else original
        return call(*arguments, **keywords)

    if isinstance(original, classmethod):
        looked_on: Any = classmethod(method)
    elif isinstance(original, staticmethod):
        looked_on = staticmethod(plain)
    else:
        looked_on = bound if isinstance(owner, type) else plain
    setattr(owner, name, looked_on)
    try:
        yield
    finally:
        setattr(owner, name, original)


@contextlib.contextmanager
def _looking_on_fonts(record: Reading) -> Iterator[None]:
    """Note the file of each font that is found by its name: it is another on another machine."""
    original = vars(Font_FontMgr)["FindFont"]

    def found(self: Font_FontMgr, *arguments: Any) -> Any:
        font = original.__get__(self, Font_FontMgr)(*arguments)
        if font is not None:
            for aspect in (a for a in arguments if type(a).__name__ == "Font_FontAspect"):
                record.note("files", font.FontPath(aspect).ToCString())
        return font

    Font_FontMgr.FindFont = found
    try:
        yield
    finally:
        Font_FontMgr.FindFont = original
