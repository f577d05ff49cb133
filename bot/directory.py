"""Who is who: Slack's word on people and channels, kept close so that answering rarely waits for Slack."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.dnd import Dnd
from bot.rules import statuses as status_rules
from bot.rules.calendar import zone_of
from bot.rules.people import Kind, Place, PlaceKind
from bot.rules.shapes import ID, Shape, flag, many, record, text
from bot.rules.statuses import Status
from bot.rules.text import clean
from storage import members, opening, people, places, statuses
from storage.database import Busy, Database
from storage.people import Person

log = structlog.get_logger()

FRESH = timedelta(hours=24)
# Another replica may hear first where somebody is.
REMEMBERED = timedelta(minutes=5)
# Slack tells only the members of a channel that it was made private, so its word on a place soon grows old.
PLACE_FRESH = timedelta(minutes=10)
RETRY = timedelta(minutes=1)
# Comings and goings are told to us; this is for those that we did not hear.
MEMBERS_FRESH = timedelta(hours=12)
# Who left a private channel is to learn nothing more of it: within a quarter of an hour, with the turn of the clock.
INSIDE_FRESH = timedelta(minutes=10)
# That a channel is private is written down anew now and then: something may have been on its way when we learned it.
CLOSED_FRESH = timedelta(hours=1)
_AT_ONCE = 50
_NOT_THERE = ("channel_not_found", "not_in_channel", "is_archived")
# A person and a place may both be unknown; they are asked for at once, and the answer has three seconds in all.
PATIENCE_SECONDS = 0.8

_PERSON = record(
    id=ID,
    team_id=ID,
    name=text,
    real_name=text,
    tz=text,
    deleted=flag,
    is_bot=flag,
    is_stranger=flag,
    is_restricted=flag,
    is_admin=flag,
    is_owner=flag,
    is_ultra_restricted=flag,
    profile=record(display_name=text, real_name=text, status_emoji=text, status_expiration=text),
    enterprise_user=record(teams=many(ID)),
)
_CHANNEL = record(id=ID, name=text, is_im=flag, is_private=flag, is_group=flag, is_mpim=flag, is_member=flag)
_ANSWER = record(user=_PERSON, channel=_CHANNEL)
_NEXT = record(next_cursor=text)
_PAGE = record(members=many(_PERSON), channels=many(_CHANNEL), response_metadata=_NEXT)
_IDS = record(members=many(ID), response_metadata=_NEXT)

# Some stand-ins of Slack's know few of its methods.
_NO_SUCH_METHOD = ("unknown_method", "method_not_supported", "not_implemented")
_UNREACHABLE = (SlackClientError, ClientError, TimeoutError, OSError)


@dataclass(frozen=True)
class Known:
    """What we know of a person: the zone of their day, and what they are to this workspace."""

    user_id: str
    zone: ZoneInfo
    kind: Kind
    admin: bool = False


class Directory:
    """People by id, from memory, else from the database, else from Slack.

    `home` is the workspace of our token; None while it is unknown, and in a whole organization, where nobody is
    foreign.
    """

    def __init__(self, db: Database, slack: Callable[[str], AsyncWebClient], now: Callable[[], datetime]) -> None:
        self._db = db
        self._slack = slack
        self._now = now
        self._people: dict[tuple[str, str], tuple[Known, datetime]] = {}
        self._places: dict[tuple[str, str], tuple[Place, datetime]] = {}
        self._called: dict[tuple[str, str], str] = {}
        self._looking: dict[tuple[str, str], asyncio.Task[Place]] = {}
        self._closed: dict[tuple[str, str], datetime] = {}
        self.home: str | None = None
        self.dnd = Dnd(slack, now)

    def foreign(self, workspace_id: str, team_id: str) -> bool:
        """Whether somebody of that team, met in that workspace, is of another company; no, while we can't tell.

        Where requests and our token name different workspaces, names of teams prove nothing.
        """
        return bool(team_id) and workspace_id == self.home and team_id != self.home

    async def person(self, workspace_id: str, user_id: str) -> Known:
        """The person as last known; when Slack can't say in time, on UTC, and a guest, who sees least."""
        now = self._now()
        known, until = self._people.get((workspace_id, user_id), (None, now))
        if known is not None and now < until:
            return known
        row = await self._db.read(people.find, workspace_id, user_id)
        if row is None or row.checked_at < now - FRESH:
            row = await self._ask(workspace_id, user_id) or row
        until = now + (REMEMBERED if row and row.checked_at >= now - FRESH else RETRY)
        known = _known(row) if row else Known(user_id, ZoneInfo("UTC"), "guest")
        self._people[workspace_id, user_id] = (known, until)
        return known

    async def meet(self, workspace_id: str, profile: object) -> Person | None:
        """Take in what Slack says of somebody, in `users.info` or a `user_change` event; None if it says nothing."""
        profile = _PERSON(profile) or {}
        row = self._row(workspace_id, profile)
        if row is not None:
            await self._db.write(statuses.meet, [row], _statuses([profile]), self._now())
            # The zone of their day may be another than Slack's.
            row = await self._db.read(people.find, workspace_id, row.user_id) or row
            self._people[workspace_id, row.user_id] = (_known(row), self._now() + REMEMBERED)
        return row

    def forget(self, workspace_id: str, user_id: str) -> None:
        """Somebody has told us where they are: the database knows better than our memory."""
        self._people.pop((workspace_id, user_id), None)

    async def place(self, workspace_id: str, channel_id: str, hint: PlaceKind | None = None) -> Place:
        """A channel and whether it is public, which only Slack can tell; private until it does.

        `hint` is what the request itself says: that it is private or a DM is proof; that it is public counts only where
        Slack has no answer at all. Near its end an answer is renewed meanwhile, so that a busy channel is rarely
        waited for. Whatever was born in a channel that turns out to be private is private from then on.

        Raises:
            Busy: that could not be written down.
        """
        if not channel_id or channel_id.startswith("D"):
            return Place(channel_id, "dm")
        if hint in ("private", "dm"):
            await self._close(workspace_id, [channel_id])
            return self._see(workspace_id, channel_id, hint, PLACE_FRESH)
        now = self._now()
        known, until = self._places.get((workspace_id, channel_id), (None, now))
        if known is not None and now < until - PLACE_FRESH / 2:
            return known
        looking = self._look(workspace_id, channel_id, hint)
        return known if known is not None and now < until else await looking

    def called(self, workspace_id: str, channel_id: str) -> str:
        """What a channel is called, while Slack's word that it is public counts; else nothing."""
        known, until = self._places.get((workspace_id, channel_id), (None, self._now()))
        fresh = known is not None and known.kind == "public" and self._now() < until
        return self._called.get((workspace_id, channel_id), "") if fresh else ""

    def _look(self, workspace_id: str, channel_id: str, hint: PlaceKind | None) -> "asyncio.Task[Place]":
        """Ask Slack about a channel, once for all who want to know."""
        key = (workspace_id, channel_id)
        if key not in self._looking:
            self._looking[key] = asyncio.create_task(self._ask_place(workspace_id, channel_id, hint))
            self._looking[key].add_done_callback(partial(self._looked, key))
        return self._looking[key]

    def _looked(self, key: tuple[str, str], looking: "asyncio.Task[Place]") -> None:
        del self._looking[key]
        # Nobody may have waited for it.
        if not looking.cancelled() and (error := looking.exception()):
            log.warning("directory.not_renewed", channel=key[1], error=type(error).__name__)

    async def members(self, workspace_id: str, channel_id: str) -> None:
        """Learn who is in a channel, and whether we are. When Slack can't say, what was known stays."""
        slack = self._slack(workspace_id)
        try:
            found = (await slack.conversations_info(channel=channel_id)).data
            joined = bool((_ANSWER(found) or {}).get("channel", {}).get("is_member"))
            here = await self._ids_in(slack, channel_id)
        except SlackApiError as error:
            log.warning("directory.no_members", channel=channel_id, error=str(error.response.get("error")))
            if error.response.get("error") not in _NOT_THERE:
                return
            joined, here = False, []
        except (*_UNREACHABLE, Busy) as error:
            log.warning("directory.no_members", channel=channel_id, error=type(error).__name__)
            return
        # Of somebody we have never met we would not know whether they are one of ours.
        for user_id in here:
            await self.person(workspace_id, user_id)
        await self._db.write(members.keep, workspace_id, channel_id, here, self._now(), joined=joined)
        await self._db.write(opening.follow_channel, workspace_id, channel_id, self._now())

    async def refresh(self) -> None:
        """Look again at channels: one may have been made private, or an event may have been lost."""
        try:
            await self._refresh_places()
            await self._refresh_members()
            await self._refresh_statuses()
        except Busy as error:
            log.warning("directory.not_refreshed", error=type(error).__name__)

    async def look_inside(self) -> None:
        """Look again at who is in private channels: whoever left one may not have been told to us."""
        try:
            for channel in await self._db.read(places.unlooked, self._now() - INSIDE_FRESH, _AT_ONCE):
                await self.members(*channel)
        except Busy as error:
            log.warning("directory.not_refreshed", error=type(error).__name__)

    async def _refresh_places(self) -> None:
        """The private channels we are in, those where we take part in the work, and some of all that were public.

        We are perhaps not in them, and nobody tells us then. Of very many, those looked at longest ago come first.
        """
        if self.home:
            ours = partial(self._slack(self.home).conversations_list, types="private_channel", exclude_archived=True)
            await self._each_page(ours, "channels", partial(self._see_all, self.home))
        busy = await self._db.read(places.at_work)
        others = [each for each in await self._db.read(places.public) if each not in busy]
        for workspace_id, channel_id in (*busy, *sorted(others, key=self._looked_at)[:_AT_ONCE]):
            await self.place(workspace_id, channel_id)

    def _looked_at(self, channel: tuple[str, str]) -> float:
        """A number that grows with the moment at which Slack last spoke of a channel."""
        seen = self._places.get(channel)
        return seen[1].timestamp() if seen else 0

    async def _refresh_members(self) -> None:
        for workspace_id, channel_id in await self._db.read(members.stale, self._now() - MEMBERS_FRESH, _AT_ONCE):
            await self.members(workspace_id, channel_id)

    async def _refresh_statuses(self) -> None:
        """Whether those whom their status shows as away are so still."""
        for workspace_id, user_id in await self._db.read(statuses.showing, self._now(), _AT_ONCE):
            await self._ask(workspace_id, user_id)

    async def _ids_in(self, slack: AsyncWebClient, channel_id: str) -> list[str]:
        ids: list[str] = []

        async def take(page: list[Any]) -> None:
            ids.extend(page)

        await self._pages(partial(slack.conversations_members, channel=channel_id), _IDS, "members", take)
        return ids

    async def sync(self, workspace_id: str) -> None:
        """Meet everybody and see every channel. Failing is no harm: they are met one by one then."""
        slack = self._slack(workspace_id)
        people_met = await self._each_page(slack.users_list, "members", partial(self._meet_all, workspace_id))
        channels = partial(slack.conversations_list, types="public_channel,private_channel", exclude_archived=True)
        seen = await self._each_page(channels, "channels", partial(self._see_all, workspace_id))
        log.info("directory.synced", workspace=workspace_id, people=people_met, channels=seen)

    async def _each_page(
        self, method: Callable[..., Awaitable[Any]], field: str, take: Callable[[list[Any]], Awaitable[None]]
    ) -> int:
        count = 0

        async def take_and_count(page: list[Any]) -> None:
            nonlocal count
            await take(page)
            count += len(page)

        try:
            await self._pages(method, _PAGE, field, take_and_count)
        except (*_UNREACHABLE, Busy) as error:
            log.warning("directory.sync_failed", what=field, error=type(error).__name__)
        return count

    async def _pages(
        self,
        method: Callable[..., Awaitable[Any]],
        shape: Shape,
        field: str,
        take: Callable[[list[Any]], Awaitable[None]],
    ) -> None:
        cursor = ""
        while True:
            page = shape((await method(limit=200, cursor=cursor)).data) or {}
            await take(page.get(field, []))
            before, cursor = cursor, page.get("response_metadata", {}).get("next_cursor", "")
            if cursor in ("", before):
                return

    async def _meet_all(self, workspace_id: str, profiles: list[Any]) -> None:
        rows = [row for profile in profiles if (row := self._row(workspace_id, profile))]
        await self._db.write(statuses.meet, rows, _statuses(profiles), self._now())

    async def _see_all(self, workspace_id: str, channels: list[Any]) -> None:
        kinds: dict[str, PlaceKind] = {each["id"]: _channel_kind(each) for each in channels if "id" in each}
        await self._close(workspace_id, [channel_id for channel_id, kind in kinds.items() if kind == "private"])
        self._called |= {(workspace_id, each["id"]): _name(each) for each in channels if "id" in each}
        for channel_id, kind in kinds.items():
            self._see(workspace_id, channel_id, kind, PLACE_FRESH)

    def _see(self, workspace_id: str, channel_id: str, kind: PlaceKind, lasting: timedelta) -> Place:
        found = Place(channel_id, kind)
        self._places[workspace_id, channel_id] = (found, self._now() + lasting)
        if kind == "public":
            self._closed.pop((workspace_id, channel_id), None)
        return found

    async def _close(self, workspace_id: str, channel_ids: list[str]) -> None:
        """Slack says that these are private. What we have just written down so is not looked for again."""
        now = self._now()
        news = [each for each in channel_ids if self._closed.get((workspace_id, each), now) <= now]
        if not news:
            return
        if await self._db.read(places.open_in, workspace_id, news):
            await self._db.write(places.close, workspace_id, news)
            log.info("directory.closed", channels=news)
        self._closed |= {(workspace_id, each): now + CLOSED_FRESH for each in news}

    async def _ask(self, workspace_id: str, user_id: str) -> Person | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = (await self._slack(workspace_id).users_info(user=user_id)).data
        except _UNREACHABLE as error:
            log.warning("directory.no_answer", user=user_id, error=reason(error))
            return None
        profile = (_ANSWER(found) or {}).get("user")
        return await self.meet(workspace_id, profile) if profile and profile.get("id") == user_id else None

    async def _ask_place(self, workspace_id: str, channel_id: str, hint: PlaceKind | None) -> Place:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = (await self._slack(workspace_id).conversations_info(channel=channel_id)).data
        except _UNREACHABLE as error:
            log.warning("directory.no_answer", channel=channel_id, error=reason(error))
            if reason(error) == "channel_not_found":
                # We can see every public channel.
                await self._close(workspace_id, [channel_id])
                return self._see(workspace_id, channel_id, "private", PLACE_FRESH)
            known, until = self._places.get((workspace_id, channel_id), (None, self._now()))
            fresh = known is not None and self._now() < until
            silent = hint if reason(error) in _NO_SUCH_METHOD and hint else "private"
            return known if known and fresh else self._see(workspace_id, channel_id, silent, RETRY)
        channel = (_ANSWER(found) or {}).get("channel", {})
        kind = _channel_kind(channel) if channel or hint is None else hint
        self._called[workspace_id, channel_id] = _name(channel)
        if kind == "private" and channel:
            await self._close(workspace_id, [channel_id])
        return self._see(workspace_id, channel_id, kind, PLACE_FRESH)

    def _row(self, workspace_id: str, user: Mapping[str, Any]) -> Person | None:
        if "id" not in user:
            return None
        profile = user.get("profile", {})
        handle = profile.get("display_name") or user.get("name") or ""
        return Person(
            workspace_id=workspace_id,
            user_id=user["id"],
            name=clean(user.get("real_name") or profile.get("real_name") or user.get("name") or "", limit=255),
            handle=clean(handle.lower(), limit=255),
            tz=clean(user.get("tz") or "", limit=64),
            kind=self._kind(workspace_id, user),
            admin=bool(user.get("is_admin") or user.get("is_owner")),
            checked_at=self._now(),
        )

    def _kind(self, workspace_id: str, user: Mapping[str, Any]) -> Kind:
        if user.get("deleted"):
            return "gone"
        if user.get("is_bot") or user.get("id") == "USLACKBOT":
            return "bot"
        ours = self.home in user.get("enterprise_user", {}).get("teams", ())
        if user.get("is_stranger") or (self.foreign(workspace_id, user.get("team_id", "")) and not ours):
            return "stranger"
        return "guest" if user.get("is_restricted") or user.get("is_ultra_restricted") else "member"


def reason(error: Exception) -> str:
    """Slack's word for what went wrong, else the kind of fault."""
    # Where Slack's answer was no JSON, the response is something else than usual.
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data["error"]) if isinstance(data, dict) and "error" in data else type(error).__name__


def _statuses(profiles: Iterable[Mapping[str, Any]]) -> dict[str, Status]:
    """By user id, of those who show any of their profile."""
    shown = {each["id"]: each["profile"] for each in profiles if "id" in each and "profile" in each}
    return {
        user: status_rules.read(profile.get("status_emoji"), profile.get("status_expiration"))
        for user, profile in shown.items()
    }


def _known(row: Person) -> Known:
    return Known(row.user_id, zone_of(row.tz), row.kind, row.admin)  # type: ignore[arg-type]


def _name(channel: Mapping[str, Any]) -> str:
    """What a channel is called, where that is a name of the kind that Slack gives."""
    name = str(channel.get("name", ""))
    return name if re.fullmatch(r"[\w-]{1,80}", name) else ""


def _channel_kind(channel: Mapping[str, Any]) -> PlaceKind:
    if channel.get("is_im"):
        return "dm"
    hidden = channel.get("is_private") or channel.get("is_group") or channel.get("is_mpim")
    return "private" if hidden or not channel else "public"
