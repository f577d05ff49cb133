from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from playground.testing import Playground
from tests.playground.page_scene import Scene, launched, staged
from tests.playground.sample_app import MANIFEST, Sample, over_http, over_socket


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    """A workspace with Ana and Ben, both in #launch with the bot."""
    async with Playground(MANIFEST, retry_delays=(0.0, 0.05, 0.05)) as playground:
        people = [playground.add_person("ana"), playground.add_person("ben", tz="America/New_York")]
        playground.add_channel("launch", members=people)
        yield playground


@pytest.fixture(params=[over_http, over_socket], ids=["http", "socket"])
async def sample(request: pytest.FixtureRequest, slack: Playground) -> AsyncIterator[Sample]:
    """The sample app, connected one way and the other."""
    async with request.param(slack) as app:
        yield app


@pytest.fixture
async def http_sample(slack: Playground) -> AsyncIterator[Sample]:
    async with over_http(slack) as app:
        yield app


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests; each window is a context of its own."""
    async with launched() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def scene(browser: Browser) -> AsyncIterator[Scene]:
    """A workspace with a bot, and a window of Ana's on it. Its tests share the browser's event loop."""
    async with staged(browser) as scene:
        yield scene
