"""Who is who: Slack's word on people and channels, kept close so that answering rarely waits for Slack."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.rules.people import Kind, Place, PlaceKind
from storage import members, opening, people
from storage.database import Busy, Database
from storage.people import Person

log = structlog.get_logger()

FRESH = timedelta(hours=24)
# A person, a place and ourselves may each be unknown, and the answer has three seconds in all.
PATIENCE_SECONDS = 0.7
RETRY = timedelta(minutes=1)
# Comings and goings are told to us; this is for those that we did not hear.
MEMBERS_FRESH = timedelta(hours=12)
_AT_ONCE = 50
_NOT_THERE = ("channel_not_found", "not_in_channel", "is_archived")

_UNREACHABLE = (SlackClientError, ClientError, TimeoutError, OSError)


@dataclass(frozen=True)
class Known:
    """What we know of a person: the zone of their day, and what they are to this workspace."""

    user_id: str
    zone: ZoneInfo
    kind: Kind


class Directory:
    """People by id, from memory, else from the database, else from Slack."""

    def __init__(self, db: Database, slack: Callable[[str], AsyncWebClient], now: Callable[[], datetime]) -> None:
        self._db = db
        self._slack = slack
        self._now = now
        self._people: dict[tuple[str, str], tuple[Known, datetime]] = {}
        self._places: dict[tuple[str, str], tuple[Place, datetime]] = {}

    async def person(self, workspace_id: str, user_id: str) -> Known:
        """The person as last known; a plain member on UTC when Slack can't say in time."""
        now = self._now()
        known, until = self._people.get((workspace_id, user_id), (None, now))
        if known is not None and now < until:
            return known
        row = await self._db.read(people.find, workspace_id, user_id)
        if row is None or row.checked_at < now - FRESH:
            row = await self._ask(workspace_id, user_id) or row
        until = now + (FRESH if row and row.checked_at >= now - FRESH else RETRY)
        known = _known(row) if row else Known(user_id, ZoneInfo("UTC"), "member")
        self._people[workspace_id, user_id] = (known, until)
        return known

    async def meet(self, workspace_id: str, profile: Mapping[str, Any]) -> Person:
        """Take in what Slack says of somebody, in `users.info` or a `user_change` event."""
        row = _row(workspace_id, profile, self._now())
        await self._db.write(people.meet, row)
        self._people[workspace_id, row.user_id] = (_known(row), self._now() + FRESH)
        return row

    async def place(self, workspace_id: str, channel_id: str, hint: PlaceKind | None = None) -> Place:
        """A channel and whether it is public. `hint` is what a request's own words say of it.

        A hint that it is public is looked into once: somebody may have made it private. When neither the hint nor
        Slack can say, it is private.
        """
        if not channel_id or channel_id.startswith("D"):
            return Place(channel_id, "dm")
        if hint in ("private", "dm"):
            return Place(channel_id, hint)
        known, until = self._places.get((workspace_id, channel_id), (None, self._now()))
        if known is None or until <= self._now():
            known = await self._ask_place(workspace_id, channel_id, hint)
        return known

    async def members(self, workspace_id: str, channel_id: str) -> None:
        """Learn who is in a channel, and whether we are. When Slack can't say, what was known stays."""
        slack = self._slack(workspace_id)
        try:
            found = await slack.conversations_info(channel=channel_id)
            joined = bool((found.get("channel") or {}).get("is_member"))
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

    async def refresh_members(self) -> None:
        """Look again at the channels that were looked at long ago: an event may have been lost."""
        for workspace_id, channel_id in await self._db.read(members.stale, self._now() - MEMBERS_FRESH, _AT_ONCE):
            await self.members(workspace_id, channel_id)

    async def _ids_in(self, slack: AsyncWebClient, channel_id: str) -> list[str]:
        ids: list[str] = []

        async def take(page: list[Any]) -> None:
            ids.extend(page)

        await self._pages(partial(slack.conversations_members, channel=channel_id), "members", take)
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
            await self._pages(method, field, take_and_count)
        except (*_UNREACHABLE, Busy) as error:
            log.warning("directory.sync_failed", what=field, error=type(error).__name__)
        return count

    async def _pages(
        self, method: Callable[..., Awaitable[Any]], field: str, take: Callable[[list[Any]], Awaitable[None]]
    ) -> None:
        cursor = ""
        while True:
            page = await method(limit=200, cursor=cursor)
            await take(page.get(field) or [])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _meet_all(self, workspace_id: str, profiles: list[Any]) -> None:
        now = self._now()
        await self._db.write(people.meet, *[_row(workspace_id, profile, now) for profile in profiles])

    async def _see_all(self, workspace_id: str, channels: list[Any]) -> None:
        for channel in channels:
            self._see(workspace_id, channel["id"], _channel_kind(channel), FRESH)

    def _see(self, workspace_id: str, channel_id: str, kind: PlaceKind, lasting: timedelta) -> Place:
        found = Place(channel_id, kind)
        self._places[workspace_id, channel_id] = (found, self._now() + lasting)
        return found

    async def _ask(self, workspace_id: str, user_id: str) -> Person | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = await self._slack(workspace_id).users_info(user=user_id)
        except _UNREACHABLE as error:
            log.warning("directory.no_answer", user=user_id, error=type(error).__name__)
            return None
        profile = found.get("user")
        if not isinstance(profile, dict) or profile.get("id") != user_id:
            return None
        return await self.meet(workspace_id, profile)

    async def _ask_place(self, workspace_id: str, channel_id: str, hint: PlaceKind | None) -> Place:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = await self._slack(workspace_id).conversations_info(channel=channel_id)
        except _UNREACHABLE as error:
            log.warning("directory.no_answer", channel=channel_id, error=type(error).__name__)
            return self._see(workspace_id, channel_id, hint or "private", RETRY)
        return self._see(workspace_id, channel_id, _channel_kind(found.get("channel") or {}), FRESH)


def zone_of(name: str) -> ZoneInfo:
    """The zone by its IANA name; UTC when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


def _known(row: Person) -> Known:
    return Known(row.user_id, zone_of(row.tz), row.kind)  # type: ignore[arg-type]


def _row(workspace_id: str, user: Mapping[str, Any], now: datetime) -> Person:
    profile = user.get("profile") or {}
    handle = profile.get("display_name") or user.get("name") or ""
    return Person(
        workspace_id=workspace_id,
        user_id=user["id"],
        name=str(user.get("real_name") or profile.get("real_name") or user.get("name") or "")[:255],
        handle=str(handle).lower()[:255],
        tz=str(user.get("tz") or ""),
        kind=_kind(user),
        checked_at=now,
    )


def _kind(user: Mapping[str, Any]) -> Kind:
    if user.get("deleted"):
        return "gone"
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return "bot"
    if user.get("is_stranger"):
        return "stranger"
    return "guest" if user.get("is_restricted") or user.get("is_ultra_restricted") else "member"


def _channel_kind(channel: Mapping[str, Any]) -> PlaceKind:
    if channel.get("is_im"):
        return "dm"
    hidden = channel.get("is_private") or channel.get("is_group") or channel.get("is_mpim")
    return "private" if hidden or not channel else "public"
