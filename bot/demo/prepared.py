"""The history that the demo begins with: lived through once for each morning and version of the program, then kept."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zlib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import __version__
from bot.demo.cast import PEOPLE
from bot.settings import SettingsError

DATABASE, WORKSPACE = "demo.db", "slack.json"
_ROOMS = ("bot", "handlers", "storage", "schedules")

_SQLITE = b"SQLite format 3\x00"
_PARTS = {"team", "app", "now", "people", "channels", "files"}
_EVENING = 18
_KEPT_FOR = timedelta(days=7)
_MONDAY, _SATURDAY = 0, 5


def first_morning(now: datetime) -> datetime:
    """When the demo begins: this working day at 08:50, or the next one where it is evening or weekend by `now`.

    `now` is local to whoever starts it; the morning is that of the project lead.
    """
    day = now.date() + timedelta(days=now.hour >= _EVENING)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time(8, 50), ZoneInfo(PEOPLE["ana"].tz)).astimezone(UTC)


def first_monday(now: datetime) -> datetime:
    """When the guided week begins: the first morning that is a Monday's."""
    morning = first_morning(now)
    while morning.astimezone(ZoneInfo(PEOPLE["ana"].tz)).weekday() != _MONDAY:
        morning = first_morning(now := now.replace(hour=0) + timedelta(days=1))
    return morning


def at_hand(wanted: datetime) -> datetime:
    """The moment to begin at without waiting: `wanted`, or that of the newest history of the last days at hand.

    Where there is none at all it is `wanted`, and one waits.
    """
    if is_prepared(wanted):
        return wanted
    kept = [folder for folder in sorted(_cache().glob(f"????-??-??-{_version()}")) if is_whole(folder)]
    return datetime.fromtimestamp(json.loads((kept[-1] / WORKSPACE).read_text("utf-8"))["now"], UTC) if kept else wanted


def is_prepared(until: datetime) -> bool:
    """Whether the three weeks before a moment needn't be lived through any more."""
    return is_whole(_kept(until))


def is_whole(folder: Path) -> bool:
    """Whether a folder holds a workspace and its database, and both can be read."""
    try:
        workspace = json.loads((folder / WORKSPACE).read_text("utf-8"))
        with (folder / DATABASE).open("rb") as database:
            return set(workspace) >= _PARTS and database.read(len(_SQLITE)) == _SQLITE
    except (OSError, ValueError, TypeError):
        return False


def prepare(until: datetime) -> None:
    """Have it at hand for the next time. Raises OSError where nothing can be kept."""
    if is_prepared(until):
        return
    _cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_cache()) as draft:
        lay_out(Path(draft), until)


def lay_out(folder: Path, until: datetime) -> None:
    """Put the database and the workspace of a team with three weeks behind it into a folder.

    Raises:
        SettingsError: it could not be done; what went wrong was printed.
    """
    if not is_prepared(until):
        _rehearse(folder, until)
        with contextlib.suppress(OSError):  # a program without a home does without
            _keep(folder, until)
        return
    for name in (DATABASE, WORKSPACE):
        shutil.copyfile(_kept(until) / name, folder / name)


def _rehearse(folder: Path, until: datetime) -> None:
    command = [sys.executable, "-m", "bot.demo.rehearsal", str(folder), until.isoformat()]
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - ourselves
        raise SettingsError("The team's history could not be made; what went wrong is said above.")


def _keep(folder: Path, until: datetime) -> None:
    """Whole or not at all; what is older goes."""
    kept = _kept(until)
    _cache().mkdir(parents=True, exist_ok=True)
    for old in _cache().iterdir():
        if not old.name.endswith((_version(), folder.name)) or old.name < f"{until - _KEPT_FOR:%Y-%m-%d}":
            shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=_cache()) as draft:
        for name in (DATABASE, WORKSPACE):
            shutil.copyfile(folder / name, Path(draft) / name)
        shutil.rmtree(kept, ignore_errors=True)
        Path(draft).rename(kept)
        Path(draft).mkdir()


def _kept(until: datetime) -> Path:
    return _cache() / f"{until:%Y-%m-%d}-{_version()}"


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "drumbeat" / "demo"


def _version() -> str:
    """Another one whenever a file of the program has changed."""
    root = Path(__file__).parents[2]
    files = sorted(path for room in _ROOMS for path in (root / room).rglob("*.py"))
    told = "".join(f"{path.name}{(stat := path.stat()).st_mtime_ns}{stat.st_size}" for path in files)
    return f"{zlib.crc32((__version__ + told).encode()):08x}"
