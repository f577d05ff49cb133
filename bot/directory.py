"""Who is who: Slack's word on people and channels, kept close so that answering rarely waits for Slack."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.rules.people import Kind, Place, PlaceKind
from storage import people
from storage.database import Database
from storage.people import Person

log = structlog.get_logger()

FRESH = timedelta(hours=24)
# Nobody waits longer than this for Slack to introduce somebody; the answer has three seconds in all.
PATIENCE_SECONDS = 1.0
RETRY = timedelta(minutes=1)

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
        self._places: dict[tuple[str, str], Place] = {}

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

    async def place(self, workspace_id: str, channel_id: str, kind: PlaceKind | None = None) -> Place:
        """A channel and whether it is public; private when nobody can say. `kind` is what a request told us."""
        if not channel_id:
            return Place("", "dm")
        if kind is not None:
            self._places[workspace_id, channel_id] = Place(channel_id, kind)
        known = self._places.get((workspace_id, channel_id))
        return known or await self._ask_place(workspace_id, channel_id)

    async def sync(self, workspace_id: str) -> int:
        """Meet everybody in the workspace; returns how many. Failing is no harm: people are met one by one then."""
        cursor, met = "", 0
        try:
            while True:
                page = await self._slack(workspace_id).users_list(limit=200, cursor=cursor)
                now = self._now()
                rows = [_row(workspace_id, profile, now) for profile in page.get("members") or ()]
                await self._db.write(people.meet, *rows)
                met += len(rows)
                cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    return met
        except _UNREACHABLE as error:
            log.warning("directory.sync_failed", workspace=workspace_id, error=type(error).__name__)
            return met

    async def _ask(self, workspace_id: str, user_id: str) -> Person | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = await self._slack(workspace_id).users_info(user=user_id)
        except _UNREACHABLE as error:
            log.warning("directory.no_answer", user=user_id, error=type(error).__name__)
            return None
        profile = found.get("user")
        return await self.meet(workspace_id, profile) if isinstance(profile, dict) else None

    async def _ask_place(self, workspace_id: str, channel_id: str) -> Place:
        if channel_id.startswith("D"):
            return Place(channel_id, "dm")
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = await self._slack(workspace_id).conversations_info(channel=channel_id)
        except _UNREACHABLE:
            return Place(channel_id, "private")
        channel = found.get("channel") or {}
        public = channel.get("is_channel") and channel.get("is_private") is False
        return await self.place(workspace_id, channel_id, "public" if public else "private")


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
