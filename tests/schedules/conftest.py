"""The office, for tests of what the bot sends by itself; each test runs on both databases."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.stories import office as offices
from tests.stories.office import Office


@pytest_asyncio.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """Ana, Ben and Cleo on a Monday morning, with the bot at work over signed HTTP."""
    async with offices.office(database_url) as here:
        yield here
