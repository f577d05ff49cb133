"""Doors to knock at."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

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
