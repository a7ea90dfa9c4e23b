"""A project built on workers that see neither it nor the store: the same bytes, one worker killed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gmp_cad.build.project_build import Settings, build
from gmp_cad.engine.cache.cache_place import CACHE
from gmp_cad.engine.cache.store import Store
from gmp_cad.errors import ExitCode
from tests.build.test_dask_workers import ended, started_scheduler, started_worker

dask_workers = pytest.importorskip("gmp_cad.engine.cluster.dask_workers")
distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.soak
STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"


def hiding(folder: Path) -> list[str]:
    """Return what starts a process for which ``folder`` is empty; nothing where that cannot be."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return []
    shell = f'mount -t tmpfs none "{folder}" && exec "$@"'
    prefix = ["unshare", "--map-root-user", "--mount", "--", "sh", "-c", shell, "sh"]
    tried = subprocess.run([*prefix, "true"], check=False, capture_output=True)
    return prefix if tried.returncode == 0 else []


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_cluster_without_a_shared_disk_gives_the_bytes_of_this_machine(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    here, there = hidden / "here" / "cale", hidden / "there" / "cale"
    for folder in (here, there):
        shutil.copytree(STARTER, folder)
    near = build(here, Settings(subjects=("cale",), jobs=2))
    prefix = hiding(hidden)
    scheduler, address = started_scheduler(tmp_path)
    workers = [started_worker(address, tmp_path / f"w{n}", prefix) for n in range(2)]
    heard: list[str] = []

    def kill_one(event: str, _what: object) -> None:
        """Kill a worker in the middle: tasks have ended, others run."""
        heard.append(event)
        if event == "ran" and heard.count("ran") == 6:
            ended(workers[0])

    try:
        with dask_workers.DaskWorkers(Store(there / CACHE), address) as cluster:
            with distributed.Client(address, set_as_default=False) as client:
                client.wait_for_workers(2, timeout=60)
                seen = client.run(
                    lambda folder: [p.name for p in Path(folder).iterdir()], str(hidden)
                )
            assert all(names == [] for names in seen.values()) or not prefix
            far = build(there, Settings(subjects=("cale",)), kill_one, cluster)
    finally:
        ended(scheduler, *workers)
    assert heard.count("ran") > 20
    assert far.exit_code == near.exit_code == ExitCode.OK
    assert sorted(map(repr, far.findings)) == sorted(map(repr, near.findings))
    assert len(contents(there / "output")) > 10
    assert contents(there / "output") == contents(here / "output")
    # a second build on this machine finds all of it in the store
    again = build(there, Settings(subjects=("cale",), jobs=1))
    assert not again.kernel_started
