"""On what a folder stands: a disk of this machine, one over the network, one that a service copies."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

_REMOTE = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "davfs", "fuse.sshfs", "sshfs", "afs",
    "ncpfs", "9p", "drvfs", "fuse.rclone", "vboxsf", "fuse.vmhgfs-fuse", "prl_fs", "ceph", "glusterfs",
})  # fmt: skip
_SERVICES = re.compile(
    r"(onedrive|dropbox|google ?drive|googledrive|icloud ?drive|nextcloud|owncloud|pcloud ?drive|kdrive|box sync|megasync)\b.*",
    re.IGNORECASE,
)
_CLOUD_FOLDERS = ("CloudStorage", "Mobile Documents")  # of macOS, below Library
_ESCAPE = re.compile(r"\\([0-7]{3})")
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveTypeW
_MOUNT_S = 5.0


def service_of(folder: Path, environment: Mapping[str, str]) -> str:
    """Return the service that copies a folder to other machines, "" where none is known to."""
    for name, value in environment.items():
        if name.upper().startswith("ONEDRIVE") and value and _is_below(folder, Path(value)):
            return "OneDrive"
    for part in folder.parts:
        if _SERVICES.fullmatch(part):
            return part
        if part in _CLOUD_FOLDERS:
            return "iCloud" if part == "Mobile Documents" else part
    return ""


def network_of(folder: Path, mounts: Iterable[tuple[str, str]] | None = None) -> str:
    """Return the kind of file system where a folder is reached over a network, "" elsewhere.

    ``mounts``: (folder, type) of the file systems; those of this machine unless given.
    """
    if os.name == "nt" and mounts is None:
        return _remote_on_windows(folder)
    known = list(_mounts() if mounts is None else mounts)
    over = [(m, t) for m, t in known if _is_below(folder, Path(m))]
    kind = max(over, key=lambda entry: len(Path(entry[0]).parts), default=("", ""))[1]
    return kind if kind in _REMOTE else ""


def _is_below(folder: Path, other: Path) -> bool:
    return folder == other or other in folder.parents


def _mounts() -> Iterable[tuple[str, str]]:
    if sys.platform.startswith("linux"):
        try:
            lines = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
        except OSError:
            return
        for line in lines:
            words = line.split(" ")
            if len(words) > 2:
                yield _ESCAPE.sub(lambda m: chr(int(m[1], 8)), words[1]), words[2]
    elif sys.platform == "darwin":
        try:
            done = subprocess.run(
                ["/sbin/mount"], capture_output=True, text=True, timeout=_MOUNT_S, check=False
            )
        except (OSError, subprocess.SubprocessError):
            return
        for found in re.finditer(r"^.* on (.+) \((\w+)", done.stdout, re.MULTILINE):
            yield found[1], found[2]


def _remote_on_windows(folder: Path) -> str:
    if folder.drive.startswith("\\\\"):
        return "UNC"
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        if ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\") == _REMOTE_DRIVE:
            return "SMB"
    return ""
