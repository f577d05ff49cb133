"""Who is who: asked of Slack rarely, remembered, and never waited for."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.directory import FRESH, PLACE_FRESH, RETRY, Directory, Known
from bot.rules.calendar import zone_of
from bot.rules.people import PlaceKind
from playground.people import Actor
from playground.testing import Playground
from storage import people
from storage.database import Database
from tests.stories.drumbeat import MANIFEST
from tests.stories.office import TurnedClock


@dataclass
class Registry:
    """A directory, the workspace it asks, and the clock it goes by."""

    directory: Directory
    slack: Playground
    clock: TurnedClock
    db: Database
    client: AsyncWebClient

    @property
    def team(self) -> str:
        return self.slack.core.workspace.team_id

    async def known(self, who: Actor | str) -> Known:
        return await self.directory.person(self.team, who if isinstance(who, str) else who.id)

    def asked(self, method: str) -> int:
        """How often Slack was asked."""
        return sum(method in each.summary for each in self.slack.log)

    def restarted(self) -> "Registry":
        """The same after a restart: only the database remembers."""
        directory = Directory(self.db, lambda _: self.client, self.clock.moment)
        return Registry(directory, self.slack, self.clock, self.db, self.client)


@pytest_asyncio.fixture
async def registry(db: Database) -> AsyncIterator[Registry]:
    async with opened(db, json.loads(MANIFEST.read_text(encoding="utf-8"))) as here:
        yield here


@contextlib.asynccontextmanager
async def opened(db: Database, manifest: dict[str, Any]) -> AsyncIterator[Registry]:
    clock = TurnedClock()
    async with contextlib.AsyncExitStack() as stack:
        slack = await stack.enter_async_context(Playground(manifest, clock=clock))
        http = await stack.enter_async_context(ClientSession())
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=http, retry_handlers=[])
        yield Registry(Directory(db, lambda _: client, clock.moment), slack, clock, db, client)


async def test_a_person_is_asked_for_once_and_then_remembered(registry: Registry) -> None:
    ana = registry.slack.add_person("ana", tz="Europe/Berlin")
    for _ in range(3):
        assert await registry.known(ana) == Known(ana.id, ZoneInfo("Europe/Berlin"), "member")
    assert await registry.restarted().known(ana) == Known(ana.id, ZoneInfo("Europe/Berlin"), "member")
    assert registry.asked("users.info") == 1


async def test_after_a_day_slack_is_asked_again(registry: Registry) -> None:
    ana = registry.slack.add_person("ana", tz="Europe/Berlin")
    await registry.known(ana)
    ana.person.tz = "Asia/Tokyo"
    assert (await registry.known(ana)).zone == ZoneInfo("Europe/Berlin")
    registry.clock.turn(seconds=FRESH.total_seconds() + 1)
    assert (await registry.known(ana)).zone == ZoneInfo("Asia/Tokyo")


async def test_what_slack_says_unasked_counts_at_once(registry: Registry) -> None:
    ana = registry.slack.add_person("ana", tz="Europe/Berlin")
    await registry.known(ana)
    profile = (await registry.client.users_info(user=ana.id))["user"]
    await registry.directory.meet(registry.team, {**profile, "tz": "Asia/Tokyo"})
    assert (await registry.known(ana)).zone == ZoneInfo("Asia/Tokyo")
    assert (await registry.restarted().known(ana)).zone == ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("details", "kind"),
    [
        ({}, "member"),
        ({"is_admin": True}, "member"),
        ({"is_restricted": True}, "guest"),
        ({"is_ultra_restricted": True}, "guest"),
        ({"is_stranger": True}, "stranger"),
        ({"deleted": True}, "gone"),
    ],
)
async def test_what_somebody_is_to_the_workspace(registry: Registry, details: dict[str, bool], kind: str) -> None:
    somebody = registry.slack.add_person("somebody", **details)
    assert (await registry.known(somebody)).kind == kind


ELSEWHERE = {"id": "U1", "team_id": "T2"}


@pytest.mark.parametrize(
    ("home", "profile", "kind"),
    [
        ("T1", ELSEWHERE, "stranger"),
        ("T1", ELSEWHERE | {"enterprise_user": {"teams": ["T2", "T3"]}}, "stranger"),
        ("T1", ELSEWHERE | {"enterprise_user": {"teams": ["T1", "T2"]}}, "member"),
        ("T1", {"id": "U1", "team_id": "T1"}, "member"),
        ("T1", {"id": "U1", "team_id": "T1", "is_stranger": True}, "stranger"),
        ("T1", {"id": "U1"}, "member"),
        ("T1", {"id": "U1", "team_id": None}, "member"),
        (None, ELSEWHERE, "member"),
        (None, ELSEWHERE | {"is_stranger": True}, "stranger"),
    ],
)
async def test_people_of_another_company_are_strangers_where_we_know_our_own(
    registry: Registry, home: str | None, profile: dict[str, Any], kind: str
) -> None:
    registry.directory.home = home
    met = await registry.directory.meet("T1", profile)
    assert met is not None
    assert met.kind == kind


async def test_where_requests_and_our_token_name_different_workspaces_nobody_is_a_stranger_by_name(
    registry: Registry,
) -> None:
    registry.directory.home = "T0"
    met = await registry.directory.meet("T1", ELSEWHERE)
    assert met is not None
    assert met.kind == "member"


@pytest.mark.parametrize(
    "profile", [None, [], "U1", {}, {"id": None}, {"id": {}}, {"id": "U" * 99}, {"name": "nobody"}, {"id": "a\x00b"}]
)
async def test_a_profile_that_names_nobody_is_nobody(registry: Registry, profile: object) -> None:
    assert await registry.directory.meet(registry.team, profile) is None


async def test_a_profile_full_of_nonsense_is_a_person_all_the_same(registry: Registry) -> None:
    nonsense: dict[str, Any] = {
        "real_name": ["a"],
        "tz": {"x": 1},
        "deleted": "perhaps",
        "profile": 7,
        "name": "\x00\ud800",
    }
    met = await registry.directory.meet(registry.team, {"id": "U1", **nonsense})
    assert met is not None
    assert await registry.restarted().known("U1") == Known("U1", ZoneInfo("UTC"), "member")


async def test_a_bot_is_a_bot(registry: Registry) -> None:
    assert (await registry.known(registry.slack.core.workspace.app.bot_user_id)).kind == "bot"


async def test_somebody_slack_does_not_know_is_a_guest_on_utc(registry: Registry) -> None:
    assert await registry.known("U0NOBODY") == Known("U0NOBODY", ZoneInfo("UTC"), "guest")
    assert await registry.db.read(people.find, registry.team, "U0NOBODY") is None


async def test_nobody_waits_for_a_slow_slack_and_it_is_asked_again_in_a_minute(registry: Registry) -> None:
    ana = registry.slack.add_person("ana", tz="Europe/Berlin")
    registry.slack.faults.slow("users.info", seconds=30)
    async with asyncio.timeout(10):
        assert (await registry.known(ana)).zone == ZoneInfo("UTC")
    assert (await registry.known(ana)).zone == ZoneInfo("UTC")
    registry.clock.turn(seconds=RETRY.total_seconds() + 1)
    assert (await registry.known(ana)).zone == ZoneInfo("Europe/Berlin")


async def test_when_slack_is_away_the_last_word_counts(registry: Registry) -> None:
    ana = registry.slack.add_person("ana", tz="Europe/Berlin")
    await registry.known(ana)
    registry.clock.turn(seconds=FRESH.total_seconds() + 1)
    registry.slack.faults.server_error("users.info", times=9)
    assert (await registry.known(ana)).zone == ZoneInfo("Europe/Berlin")


async def test_everybody_is_met_page_by_page(registry: Registry) -> None:
    everybody = [registry.slack.add_person(f"person{number}", tz="Asia/Tokyo") for number in range(250)]
    await registry.directory.sync(registry.team)
    assert registry.asked("users.list") >= 2
    for somebody in everybody[::50]:
        assert (await registry.known(somebody)).zone == ZoneInfo("Asia/Tokyo")
    assert registry.asked("users.info") == 0


async def test_meeting_the_same_person_twice_at_once_does_no_harm(registry: Registry) -> None:
    ana = registry.slack.add_person("ana", tz="Europe/Berlin")
    profile = (await registry.client.users_info(user=ana.id))["user"]
    others = [registry.restarted() for _ in range(8)]
    await asyncio.gather(*[each.directory.meet(each.team, profile) for each in others])
    assert (await registry.known(ana)).zone == ZoneInfo("Europe/Berlin")


async def test_a_failing_sync_is_no_harm(registry: Registry) -> None:
    ana = registry.slack.add_person("ana", tz="Europe/Berlin")
    registry.slack.faults.server_error("users.list", times=9)
    await registry.directory.sync(registry.team)
    assert (await registry.known(ana)).zone == ZoneInfo("Europe/Berlin")


async def test_a_channel_is_what_slack_says_and_private_when_nobody_can_say(registry: Registry) -> None:
    ana = registry.slack.add_person("ana")
    channels = {
        "public": registry.slack.add_channel("open", members=[ana]),
        "private": registry.slack.add_channel("closed", members=[ana], private=True),
    }
    for kind, channel in channels.items():
        assert (await registry.directory.place(registry.team, channel.id)).kind == kind
        assert (await registry.directory.place(registry.team, channel.id)).channel_id == channel.id
    assert registry.asked("conversations.info") == 2
    assert (await registry.directory.place(registry.team, "C0NOWHERE")).kind == "private"
    assert (await registry.directory.place(registry.team, "D0ANA")).kind == "dm"
    assert (await registry.directory.place(registry.team, "")).kind == "dm"


async def test_a_channel_that_was_made_private_is_soon_known_to_be(registry: Registry) -> None:
    channel = registry.slack.add_channel("open")
    assert (await registry.directory.place(registry.team, channel.id)).kind == "public"
    channel.kind = "private"
    registry.clock.turn(seconds=PLACE_FRESH.total_seconds())
    assert (await registry.directory.place(registry.team, channel.id)).kind == "private"


async def test_a_request_that_proves_a_channel_private_is_believed_from_then_on(registry: Registry) -> None:
    channel = registry.slack.add_channel("open")
    assert (await registry.directory.place(registry.team, channel.id)).kind == "public"
    assert (await registry.directory.place(registry.team, channel.id, "private")).kind == "private"
    assert (await registry.directory.place(registry.team, channel.id)).kind == "private"


async def test_in_a_busy_channel_nobody_waits_while_the_answer_is_renewed(registry: Registry) -> None:
    channel = registry.slack.add_channel("open")
    for _ in range(4):
        assert (await registry.directory.place(registry.team, channel.id)).kind == "public"
        registry.clock.turn(seconds=PLACE_FRESH.total_seconds() / 2 + 1)
        registry.slack.faults.slow("conversations.info", seconds=0.2)
        seen = [await registry.directory.place(registry.team, channel.id) for _ in range(3)]
        assert {place.kind for place in seen} == {"public"}
        await asyncio.gather(*registry.directory._looking.values())
    assert registry.asked("conversations.info") == 5


@pytest.mark.parametrize("trouble", ["rate_limit", "server_error", "slow"])
async def test_a_channel_slack_can_not_tell_of_is_private_for_a_minute(registry: Registry, trouble: str) -> None:
    channel = registry.slack.add_channel("open")
    options: dict[str, Any] = {"seconds": 5} if trouble == "slow" else {}
    getattr(registry.slack.faults, trouble)("conversations.info", **options)
    for _ in range(2):
        assert (await registry.directory.place(registry.team, channel.id)).kind == "private"
    registry.clock.turn(seconds=RETRY.total_seconds())
    assert (await registry.directory.place(registry.team, channel.id)).kind == "public"


class Sparse(AsyncWebClient):
    """A Slack that knows few methods."""

    async def conversations_info(self, **_: Any) -> Any:
        return await self.api_call("conversations.nothing")


@pytest.mark.parametrize(("hint", "kind"), [("public", "public"), ("private", "private"), (None, "private")])
async def test_where_slack_does_not_know_the_question_the_requests_own_words_count(
    registry: Registry, hint: PlaceKind | None, kind: PlaceKind
) -> None:
    sparse = Sparse(registry.client.token, registry.slack.api_url, retry_handlers=[])
    directory = Directory(registry.db, lambda _: sparse, registry.clock.moment)
    assert (await directory.place(registry.team, "C1", hint)).kind == kind


async def test_without_the_scope_to_see_channels_all_are_private(db: Database) -> None:
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    manifest["oauth_config"]["scopes"]["bot"] = ["commands", "chat:write", "users:read"]
    async with opened(db, manifest) as registry:
        channel = registry.slack.add_channel("open")
        assert (await registry.directory.place(registry.team, channel.id)).kind == "private"


async def test_a_private_channel_that_we_are_not_in_is_private(registry: Registry) -> None:
    channel = registry.slack.add_channel("closed", private=True, bot=False)
    assert channel.id.startswith("C")
    assert (await registry.directory.place(registry.team, channel.id)).kind == "private"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "\x00", "Europe/", "a" * 5_000])
def test_a_zone_that_is_none_is_utc(name: str) -> None:
    assert zone_of(name) == ZoneInfo("UTC")
