"""For pytest, by ``pytest_plugins = ["playground.fixtures"]`` in the topmost conftest.py; needs pytest-asyncio."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from playground.manifest import Source
from playground.seed import TEAM
from playground.testing import Playground

AT_ONCE = (0.0, 0.0, 0.0)


@pytest.fixture
def slack_manifest(pytestconfig: pytest.Config) -> Source:
    """The app's manifest: `manifest.json` beside pytest's configuration. Override it to take another."""
    return pytestconfig.rootpath / "manifest.json"


@pytest_asyncio.fixture
async def slack(slack_manifest: Source) -> AsyncIterator[Playground]:
    """A workspace with the people and channels of `playground.seed.TEAM`; events are tried again without a rest."""
    async with Playground(slack_manifest, TEAM, retry_delays=AT_ONCE) as playground:
        yield playground
