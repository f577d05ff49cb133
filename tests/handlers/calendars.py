"""Calendars for tests: what a server would give, and a server that is a few lines of Python."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, select

from bot.rules.feeds import Fault, Unread, next_read
from storage import alarms, feeds
from storage.feeds import Feed
from tests.stories.office import PATIENCE, Office

ADDRESS = "https://calendar.example.com/ical/ben%40example.com/private-5eec2e70/basic.ics"
SECRET = "private-5eec2e70"
KEY = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA="
OLDER_KEY = "ASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8="


def calendar(*events: str) -> bytes:
    """An iCalendar file with these events, each as lines without BEGIN, END and UID."""
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN"]
    for number, event in enumerate(events):
        rows += ["BEGIN:VEVENT", f"UID:{number}@example.com", *event.splitlines(), "END:VEVENT"]
    return "\r\n".join([*rows, "END:VCALENDAR", ""]).encode()


def day_off(first: str, until: str, called: str = "Urlaub", more: str = "") -> str:
    """An event of whole days; `until` is the day after."""
    return f"DTSTART;VALUE=DATE:{first}\nDTEND;VALUE=DATE:{until}\nSUMMARY:{called}{more}"


@dataclass
class Server:
    """Gives `body`, or fails as `fault` says; counts how often it is asked, and for what."""

    body: bytes = b""
    fault: Fault | None = None
    asked: list[str] = field(default_factory=list)

    async def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if self.fault:
            raise Unread(self.fault)
        return self.body


def serves(office: Office, *events: str) -> Server:
    """From now on every calendar that the bot reads has these events."""
    server = Server(calendar(*events))
    office.bot.bot.fetch = server.fetch
    return server


async def reads(office: Office) -> None:
    """Wait until what is due was read, and what it led to was sent."""
    await office.wakes()
    async with asyncio.timeout(PATIENCE):
        while not await office.bot.bot.db.read(_all_read, office.clock.moment()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await office.wakes()


def _all_read(session: Session, now: datetime) -> bool:
    """Whether each calendar waits for its next turn, as its last reading has set it."""
    for feed in session.exec(select(Feed).where(Feed.sealed != "")):
        alarm = alarms.find(session, feed.workspace_id, feeds.NOUN, feed.user_id, feeds.READ)
        turn = feed.tried_at and next_read(feed.user_id, feed.tried_at, feed.fails)
        if alarm is None or alarm.due_at != turn or turn <= now:
            return False
    return True
