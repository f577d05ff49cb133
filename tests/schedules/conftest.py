"""The office, for tests of what the bot sends by itself; each test runs on both databases."""

import logging
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from storage.database import Database
from tests.stories import office as offices
from tests.stories.office import Office


@pytest_asyncio.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """Ana, Ben and Cleo on a Monday morning, with the bot at work over signed HTTP."""
    async with offices.office(database_url) as here:
        yield here


@pytest.fixture
def quick_db(sqlite_template: Path) -> Iterator[Database]:
    """SQLite in memory where the system lets us: for tests of ten thousands of transactions."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        shutil.copy(sqlite_template, Path(folder) / "quick.db")
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        db = Database(f"sqlite:///{folder}/quick.db", workers=1)
        yield db
        db.close()
        structlog.reset_defaults()
