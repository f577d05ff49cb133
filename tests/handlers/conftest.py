"""The office, for tests of what the bot answers; each test runs on both databases."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage.database import open_engine
from tests.handlers.matrix import Company
from tests.stories import office as offices
from tests.stories.office import Office


@pytest_asyncio.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """Ana, Ben and Cleo on a Monday morning, with the bot at work over signed HTTP."""
    async with offices.office(database_url) as here:
        yield here


@pytest_asyncio.fixture
async def small_office(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Office]:
    """The same on one kind of database, for what is decided before it comes there."""
    shutil.copy(sqlite_template, tmp_path / "small.db")
    async with offices.office(f"sqlite:///{tmp_path / 'small.db'}") as here:
        yield here


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Company]:
    """Everybody, and everything in each of three channels."""
    path = tmp_path_factory.mktemp("matrix") / "matrix.db"
    shutil.copy(sqlite_template, path)
    engine = open_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        here = Company(connection)
        here.settle()
        yield here
    engine.dispose()
