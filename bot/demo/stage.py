"""Where a history is played: the real acts, clockwork and sender, in a time that goes from one moment to the next.

Slack is a notebook here: it takes what it is told and keeps it, with no network in between. So three weeks of a team
pass in a second or two, and every word in them was rendered by the bot at its moment.
"""

import base64
import contextlib
import itertools
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, cast

from bot.context import Bot
from bot.demo.cast import APP_ID, BOT_ID, BOT_USER_ID, CHANNELS, PEOPLE, ROOMS, TEAM, TEAM_ID, Member
from bot.directory import Directory
from bot.rules.people import PlaceKind
from bot.settings import Settings
from handlers import TABLES
from handlers.acting import Doer
from handlers.requests import Knock
from schedules import RENDERERS, RINGS
from schedules.lanes import Timing
from schedules.tick import Clockwork
from storage import members, people
from storage.database import Database
from storage.people import Person

_NAMED = re.compile(r"@([a-z]+)")
_CHANNEL = re.compile(r"#([a-z]+)")


class _Answer(dict[str, Any]):
    headers: Mapping[str, str] = {}

    @property
    def data(self) -> dict[str, Any]:
        return self


class Notebook:
    """Slack's Web API, as far as the bot uses it here; keeps what is said, by channel, and what is uploaded."""

    def __init__(self) -> None:
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self._numbers = itertools.count(1)
        self.now = 0.0

    def write(self, channel: str, **body: Any) -> str:
        """Put a message down; returns its ts."""
        ts = f"{self.now + next(self._numbers) / 1_000_000:.6f}"
        self.messages.setdefault(channel, []).append({"ts": ts, **{k: v for k, v in body.items() if v is not None}})
        return ts

    async def chat_postMessage(self, channel: str, **content: Any) -> _Answer:  # noqa: N802 - the method's name
        kept = {name: content.get(name) for name in ("text", "blocks", "metadata", "thread_ts")}
        return _Answer(channel=channel, ts=self.write(channel, by_app=True, **kept))

    async def chat_update(self, channel: str, ts: str, **content: Any) -> _Answer:
        message = next(each for each in self.messages[channel] if each["ts"] == ts)
        message |= {name: content[name] for name in ("text", "blocks") if name in content}
        return _Answer(channel=channel, ts=ts)

    async def conversations_open(self, users: str) -> _Answer:
        return _Answer(channel={"id": next(each.dm for each in TEAM if each.id == users)})

    async def dnd_info(self, user: str) -> _Answer:  # noqa: ARG002 - nobody of the team sleeps in Slack
        return _Answer(dnd_enabled=False)

    async def conversations_info(self, channel: str) -> _Answer:
        return _Answer(channel={"id": channel, "is_member": True})

    async def conversations_members(self, channel: str, **_: Any) -> _Answer:
        return _Answer(members=[PEOPLE[name].id for room in ROOMS if room.id == channel for name in room.members])

    async def files_getUploadURLExternal(self, filename: str, **_: Any) -> _Answer:  # noqa: N802 - the method's name
        file_id = f"F0PICTURE{next(self._numbers):03d}"
        self.files[file_id] = {"id": file_id, "name": filename}
        return _Answer(upload_url=file_id, file_id=file_id)

    async def files_completeUploadExternal(self, **_: Any) -> _Answer:  # noqa: N802 - the method's name
        return _Answer()

    @contextlib.asynccontextmanager
    async def post(self, url: str, data: bytes) -> AsyncIterator["Notebook"]:
        """Bytes come for an upload; in the place of the HTTP session."""
        self.files[url]["content"] = base64.b64encode(data).decode()
        yield self

    def raise_for_status(self) -> None:
        """Every upload is taken."""


class Stage:
    """A team, a bot, and a time of their own.

    Args:
        db: migrated, and empty.
    """

    def __init__(self, db: Database, start: datetime) -> None:
        self.now = start
        self.slack = Notebook()
        self._numbers = itertools.count(1)
        slack = cast("Any", self.slack)
        settings = Settings(_env_file=None)  # type: ignore[call-arg]
        directory = Directory(db, lambda _: slack, lambda: self.now)
        self._bot = Bot(settings, db, lambda: self.now, lambda _: slack, slack, directory)
        self._doer = Doer(self._bot, TABLES)
        # The notebook needs no rest between two messages.
        self._clockwork = Clockwork(self._bot, RENDERERS, RINGS, Timing(channel_rest=timedelta(0)))

    async def begin(self) -> None:
        """Everybody is known, and who is in which channel."""
        far = self.now + timedelta(days=30)
        await self._bot.db.write(people.meet, *(_met(member, far) for member in TEAM))
        for room in ROOMS:
            ids = [PEOPLE[name].id for name in room.members]
            await self._bot.db.write(members.keep, TEAM_ID, room.id, ids, far, joined=True)

    async def until(self, moment: datetime) -> None:
        """Let time pass: from each moment at which something is due to the next."""
        while (due := await self._clockwork.work_off()) is not None and due < moment:
            self._set(max(due, self.now))
        self._set(max(moment, self.now))

    async def types(self, who: str, room: str, command: str) -> str:
        """Somebody types a slash command; returns the answer that only they see."""
        name, _, words = command.removeprefix("/").partition(" ")
        kind: PlaceKind = "public" if room else "dm"
        channel_id = CHANNELS[room].id if room else PEOPLE[who].dm
        key = f"history-{next(self._numbers)}"
        knock = Knock("command", name, key, TEAM_ID, PEOPLE[who].id, "", channel_id, kind, _escaped(words))
        outcome = await self._doer.do(knock)
        return outcome.answer.message.text if outcome.answer.message else ""

    def says(self, who: str, room: str, text: str) -> None:
        """Somebody says something that is not for the bot."""
        self.slack.write(CHANNELS[room].id, user=PEOPLE[who].id, text=_escaped(text))

    def workspace(self) -> dict[str, Any]:
        """All of it, as the playground reads it."""
        return {
            "team": {"id": TEAM_ID, "name": "Harbour", "domain": "harbour"},
            "app": {"id": APP_ID, "bot_id": BOT_ID, "bot_user_id": BOT_USER_ID},
            "now": self.now.timestamp(),
            "people": [{"id": each.id, **asdict(each)} for each in TEAM],
            "channels": [*self._rooms(), *self._direct()],
            "files": list(self.slack.files.values()),
        }

    def _rooms(self) -> list[dict[str, Any]]:
        return [
            {
                **asdict(room),
                "id": room.id,
                "members": [*(PEOPLE[name].id for name in room.members), BOT_USER_ID],
                "messages": self.slack.messages.get(room.id, []),
                "read_until": self._read_until(),
            }
            for room in ROOMS
        ]

    def _direct(self) -> list[dict[str, Any]]:
        return [
            {
                "id": each.dm,
                "kind": "im",
                "members": [each.id, BOT_USER_ID],
                "messages": self.slack.messages[each.dm],
                "read_until": self._read_until(),
            }
            for each in TEAM
            if each.dm in self.slack.messages
        ]

    def _read_until(self) -> float:
        """Everybody has read what is older than a day."""
        return (self.now - timedelta(days=1)).timestamp()

    def _set(self, now: datetime) -> None:
        self.now = now
        self.slack.now = now.timestamp()
        self._clockwork.leap()


def _met(member: Member, checked_at: datetime) -> Person:
    return Person(
        workspace_id=TEAM_ID,
        user_id=member.id,
        name=member.real_name,
        handle=member.name,
        tz=member.tz,
        kind="guest" if member.is_restricted else "member",
        admin=member.is_admin,
        checked_at=checked_at,
    )


def _escaped(text: str) -> str:
    """Names of people and channels as Slack gives them to us."""
    text = _NAMED.sub(lambda found: f"<@{PEOPLE[found[1]].id}|{found[1]}>" if found[1] in PEOPLE else found[0], text)
    return _CHANNEL.sub(
        lambda found: f"<#{CHANNELS[found[1]].id}|{found[1]}>" if found[1] in CHANNELS else found[0], text
    )
