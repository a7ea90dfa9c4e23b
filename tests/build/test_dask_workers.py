"""Tasks on a Dask cluster end as they do on this machine, whatever becomes of its workers."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.cluster import cluster
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.processes import sandbox
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Task, Trace
from gmp_cad.errors import ExitCode, UsageError

dask_workers = pytest.importorskip("gmp_cad.engine.cluster.dask_workers")
distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.soak
BODIES = "tests.build.bodies"


def task(
    body: str, *, trace: Trace | None = None, timeout_s: float = 60.0, **params: object
) -> Task:
    return Task(
        id=f"{body}:x", body=f"{BODIES}:{body}", params=params, family="documents", trace=trace,
        timeout_s=timeout_s,
    )  # fmt: skip


def local_cluster(folder: Path, **options: object) -> distributed.LocalCluster:
    return distributed.LocalCluster(
        **{"n_workers": 2, "threads_per_worker": 2, **options}, dashboard_address=":0",
        local_directory=str(folder), silence_logs=60,
    )  # fmt: skip


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[distributed.LocalCluster]:
    with local_cluster(tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture
def workers(two: distributed.LocalCluster, tmp_path: Path) -> Iterator[dask_workers.DaskWorkers]:
    with dask_workers.DaskWorkers(Store(tmp_path / "store"), two.scheduler_address) as made:
        yield made


def told(outcome: Outcome) -> tuple[object, ...]:
    return (
        outcome.kind,
        outcome.outputs,
        outcome.facts,
        outcome.message,
        outcome.hint,
        outcome.where,
    )


def test_every_end_of_a_task_is_the_same_as_on_this_machine(
    workers: dask_workers.DaskWorkers, tmp_path: Path
) -> None:
    tasks = [
        task("double", start=4), task("abort"), task("exit_quietly"), task("refuse"),
        task("hang", timeout_s=0.4), task("raise_bug"),
    ]  # fmt: skip
    assert workers.jobs == 4
    far = [workers.submit(one, {}) for one in tasks]
    with Workers(Store(tmp_path / "here"), 2) as local:
        near = [local.submit(one, {}).result() for one in tasks]
    assert [told(f.result()) for f in far] == [told(o) for o in near]
    assert [o.kind for o in near] == ["done", "crash", "crash", "failed", "timeout", "bug"]
    assert far[0].result().usage.worker.startswith("tcp://")
    assert workers.started


def test_a_task_that_aborts_is_blamed_and_no_other(workers: dask_workers.DaskWorkers) -> None:
    futures = [
        workers.submit(task("abort" if n == 5 else "double", start=n), {}) for n in range(12)
    ]
    assert [f.result().kind for f in futures] == ["crash" if n == 5 else "done" for n in range(12)]


def test_an_object_is_sent_once_to_each_worker_and_lost_ones_again(
    workers: dask_workers.DaskWorkers, two: distributed.LocalCluster
) -> None:
    large = workers.parcels.store.put(b"1" * 1_000_000)
    kind = "length"
    for _ in range(8):
        outcome = workers.submit(task(kind), {"a": large}).result()
        assert workers.parcels.store.get(outcome.outputs["value"]) == b"1000000"
    sent = workers.parcels.traffic[kind].sent
    assert 1_000_000 < sent < 2_100_000
    for folder in scratch(two):  # one machine loses it, another holds it damaged
        for path in (folder / "store" / "objects" / large[:2]).glob("*"):
            path.chmod(0o600)
            path.write_bytes(b"2" * 1_000_000)
    outcome = workers.submit(task(kind), {"a": large}).result()
    assert workers.parcels.store.get(outcome.outputs["value"]) == b"1000000"
    assert workers.parcels.traffic[kind].sent > sent + 1_000_000


def scratch(made: distributed.LocalCluster) -> list[Path]:
    with distributed.Client(made.scheduler_address, set_as_default=False) as client:
        return [Path(w["local_directory"]) / "gmp-cad"
                for w in client.scheduler_info(n_workers=-1)["workers"].values()]  # fmt: skip


def test_a_script_finds_its_project_and_tells_of_it_as_if_it_were_here(
    workers: dask_workers.DaskWorkers, two: distributed.LocalCluster, tmp_path: Path
) -> None:
    root = tmp_path / "étau"
    (root / "parts").mkdir(parents=True)
    (root / "parts/a.txt").write_text("one")
    trace = Trace(values={"a": 1}, root=str(root))
    script = task("read_file", trace=trace, file="parts/a.txt")
    store = workers.parcels.store
    outcome = workers.submit(script, {}).result()
    assert store.get(outcome.outputs["value"]) == b"one1"
    assert list(outcome.facts["reads"]["files"]) == ["parts/a.txt"]
    (root / "parts/a.txt").write_text("two")
    assert store.get(workers.submit(script, {}).result().outputs["value"]) == b"two1"

    failed = workers.submit(task("refuse_where", trace=trace), {}).result()
    assert failed.message.say("en") == f"not in {root}"
    projects = [folder / "projects" for folder in scratch(two)]
    assert any(list(folder.glob("*/*/étau/parts/a.txt")) for folder in projects)
    workers.leave(str(root))
    assert not any(list(folder.glob("*/*/étau/parts/a.txt")) for folder in projects)


@pytest.mark.skipif(sandbox.available() is None, reason="nothing confines here")
def test_scripts_are_confined_there_too(two: distributed.LocalCluster, tmp_path: Path) -> None:
    """Confined, a script reads neither the module of these tests nor what lies beside its project."""
    root = tmp_path / "p"
    root.mkdir()
    (root / "own.txt").write_text("x")
    (tmp_path / "secret").write_text("x")
    script = task("peek", trace=Trace(root=str(root)), path=str(tmp_path / "secret"))
    for confined in (False, True):
        store = Store(tmp_path / f"store-{confined}")
        with dask_workers.DaskWorkers(store, two.scheduler_address, confined=confined) as workers:
            far = workers.submit(script, {}).result()
        with Workers(store, 1, confined=confined) as local:
            near = local.submit(script, {}).result()
        assert told(far) == told(near)
        assert (far.kind == "done") != confined


def test_a_worker_that_cannot_confine_is_refused(
    two: distributed.LocalCluster, tmp_path: Path
) -> None:
    """Never silently: what is asked to be confined does not run free."""
    with distributed.Client(two.scheduler_address, set_as_default=False) as client:
        client.run(_unable)
        try:
            with (
                pytest.raises(UsageError) as raised,
                dask_workers.DaskWorkers(Store(tmp_path), two.scheduler_address, confined=True),
            ):
                pass
        finally:
            client.run(_able)
    assert "tcp://" in raised.value.message.say("fr")


def _unable() -> None:
    from gmp_cad.engine.processes import sandbox

    sandbox.able, sandbox.available = sandbox.available, lambda: None


def _able() -> None:
    from gmp_cad.engine.processes import sandbox

    sandbox.available = sandbox.able


def test_what_this_machine_lost_is_missing_here(workers: dask_workers.DaskWorkers) -> None:
    assert workers.submit(task("double"), {"a": "0" * 64}).result().kind == "missing"


def test_leaving_by_ctrl_c_gives_up_what_waits(
    two: distributed.LocalCluster, tmp_path: Path
) -> None:
    with (  # noqa: PT012 - the block is what is tested
        pytest.raises(KeyboardInterrupt),
        dask_workers.DaskWorkers(Store(tmp_path / "store"), two.scheduler_address) as workers,
    ):
        futures = [workers.submit(task("nap", seconds=3.0, n=n), {}) for n in range(10)]
        time.sleep(0.3)
        stopped = time.monotonic()
        raise KeyboardInterrupt
    assert time.monotonic() - stopped < 3.0  # sooner than a nap ends; 0.1 s at rest
    for future in futures:
        with pytest.raises(CancelledError):
            future.result(1)


def refused(address: str, tmp_path: Path) -> UsageError | cluster.ClusterError:
    with (
        pytest.raises((UsageError, cluster.ClusterError)) as raised,
        dask_workers.DaskWorkers(Store(tmp_path / "store"), address),
    ):
        pass
    return raised.value


def test_no_cluster_to_work_with_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_workers, "CONNECT_S", 0.5)
    monkeypatch.setattr(dask_workers, "WAIT_S", 0.5)
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        port = busy.getsockname()[1]
        error = refused(f"tcp://127.0.0.1:{port}", tmp_path)  # nothing listens
        assert f"127.0.0.1:{port}" in error.message.say("fr")
        assert error.exit_code is ExitCode.USAGE
        busy.listen()
        threading.Thread(target=_babble, args=(busy,), daemon=True).start()
        error = refused(f"tcp://127.0.0.1:{port}", tmp_path)  # something else than Dask answers
        assert error.exit_code is ExitCode.USAGE
    error = refused("tls://127.0.0.1:1", tmp_path)  # no certificates
    assert "tls://" in error.message.say("fr")
    with local_cluster(tmp_path / "cluster", n_workers=0) as empty:
        error = refused(empty.scheduler_address, tmp_path)
        assert "dask worker" in error.hint.say("fr")
        assert error.exit_code is ExitCode.TOOL_FAILED


def _babble(server: socket.socket) -> None:
    try:
        while True:
            line, _ = server.accept()
            line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            line.close()
    except OSError:
        return


def test_other_versions_are_refused_by_name(
    two: distributed.LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = dask_workers.requirements()
    changed = {**ours, "ezdxf": "ezdxf 0.1", "sources": "0" * 64}
    monkeypatch.setattr(dask_workers, "requirements", lambda: changed)
    error = refused(two.scheduler_address, tmp_path)
    assert error.exit_code is ExitCode.USAGE
    said = error.message.say("fr")
    assert "gmp_cad" in said
    assert "≠ 000000000000" in said
    assert "numpy" not in said


def test_a_scheduler_that_dies_is_told_and_what_is_done_is_kept(tmp_path: Path) -> None:
    scheduler, address = started_scheduler(tmp_path)
    worker = started_worker(address, tmp_path / "w", [])
    try:
        with dask_workers.DaskWorkers(Store(tmp_path / "store"), address) as workers:
            done = workers.submit(task("double", start=3), {}).result(30)
            late = workers.submit(task("nap", seconds=20.0, n=1), {})
            time.sleep(0.2)
            scheduler.kill()
            with pytest.raises(cluster.ClusterError) as raised:
                late.result(5)
            assert address in raised.value.message.say("fr")
            with pytest.raises(cluster.ClusterError):
                workers.submit(task("double", start=3), {}).result(5)
            assert workers.parcels.store.get(done.outputs["value"]) == b"6"
    finally:
        ended(scheduler, worker)


def started_scheduler(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
               "--port", str(port), "--no-dashboard"]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    return process, f"tcp://127.0.0.1:{port}"


def started_worker(address: str, folder: Path, prefix: list[str]) -> subprocess.Popen[bytes]:
    folder.mkdir()
    command = [*prefix, sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-dashboard",
               "--nthreads", "1", "--local-directory", str(folder)]  # fmt: skip
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def ended(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):  # ended before
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


# Last, for they leave the cluster without workers for a while.


def test_a_worker_that_is_killed_is_not_the_fault_of_its_tasks(
    workers: dask_workers.DaskWorkers, tmp_path: Path
) -> None:
    """Of two workers one is killed in the middle: its tasks run once more, the others do not."""
    seen = tmp_path / "seen"
    seen.mkdir()
    futures = [workers.submit(task("wait_for", seen=str(seen), n=n), {}) for n in range(4)]
    until = time.monotonic() + 30
    while not all((seen / str(n)).exists() for n in range(4)) and time.monotonic() < until:
        time.sleep(0.02)
    machines = [int((seen / str(n)).read_text()) for n in range(4)]
    assert len(set(machines)) == 2
    os.kill(machines[0], signal.SIGKILL)
    (seen / "go").touch()
    assert [f.result(30).kind for f in futures] == ["done"] * 4
    runs = [len((seen / f"runs-{n}").read_text()) for n in range(4)]
    assert runs == [2 if machine == machines[0] else 1 for machine in machines]


def test_a_task_that_takes_its_workers_with_it_is_blamed_alone(
    workers: dask_workers.DaskWorkers,
) -> None:
    """Workers of two threads: whoever shares one with the task that kills them ends well."""
    killer = workers.submit(task("kill_machine"), {})
    others = [workers.submit(task("nap", seconds=0.2, n=n), {}) for n in range(8)]
    assert [f.result(60).kind for f in others] == ["done"] * 8
    outcome = killer.result(60)
    assert outcome.kind == "crash"
    assert "3 workers were lost" in outcome.message.say("en")
