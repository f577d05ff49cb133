"""Doors to knock at."""

import fcntl
import json
import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.demo import prepared
from bot.demo.rehearsal import rehearse
from tests.bot.demonstrated import MORNING
from tests.bot.entrance import Entrance, entrance


@pytest_asyncio.fixture
async def door(database_url: str) -> AsyncIterator[Entrance]:
    """The bot's HTTP door, on both kinds of database."""
    async with entrance(database_url) as here:
        yield here


@pytest_asyncio.fixture
async def small_door(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Entrance]:
    """The same on SQLite alone, for what never reaches the database."""
    shutil.copy(sqlite_template, tmp_path / "door.db")
    async with entrance(f"sqlite:///{tmp_path}/door.db") as here:
        yield here


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's team with three weeks behind it on that morning; lived through once for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "history"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not prepared.is_whole(folder):
            rehearse(folder, MORNING.astimezone(UTC))
    return folder


@pytest.fixture
def state(history: Path) -> dict[str, Any]:
    """Its workspace, as the playground saves one."""
    read: dict[str, Any] = json.loads((history / prepared.WORKSPACE).read_text())
    return read
