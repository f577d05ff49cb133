"""A calendar kept elsewhere: given, looked at, ended. No answer, draft or button repeats its address."""

from datetime import timedelta

from sqlmodel import Session

from bot.rules import feeds as rules
from bot.rules.calendar import local_day
from bot.rules.errors import Choice, UserError
from bot.rules.text import closest
from bot.views import feeds as views
from bot.views.blocks import Md
from handlers.asking import Answer, Ask
from handlers.entries import follow_calendar
from storage import feeds as records
from storage.history import Change
from storage.sealing import NoKey

NAME = records.NOUN
# Who is curious presses often.
_REST = timedelta(minutes=1)
_OFF = ("off", "stop", "none", "remove", "end", "no")
_NOW = ("now", "again", "read", "refresh", "retry")


def calendar(session: Session, ask: Ask) -> Answer:
    """`/beat away calendar https://…/basic.ics`, `off`, `now`; alone it shows how it is."""
    word = ask.text.strip().lower()
    if not word:
        return _show(session, ask)
    if word in _OFF:
        return _end(session, ask)
    if word in _NOW:
        return _again(session, ask)
    if not rules.has_address(ask.text):
        raise UserError(f"I can't read that as an address. {rules.HINT} Nothing changed.", choices=_meant(word))
    address = rules.parse_address(ask.text)
    try:
        records.set_(session, ask.stamp, address)
    except NoKey:
        raise UserError(
            "Calendars are not switched on here yet: whoever runs me has to set DRUMBEAT_ENCRYPTION_KEY first, so that "
            "your address is kept sealed; `drumbeat key` prints one. Nothing was kept. Meanwhile "
            "`/beat away until friday` tells me when you are away."
        ) from None
    return Answer(views.noted(ask.stamp.batch), private=True)


def restore(session: Session, ask: Ask, change: Change) -> Md:
    """Undo: it is read as before, or not any more.

    Raises:
        UserError: it was changed since.
    """
    feed = records.restore(session, ask.stamp, change)
    _follow(session, ask)
    return views.as_before(reads=bool(feed.sealed))


def _show(session: Session, ask: Ask) -> Answer:
    feed = _mine(session, ask)
    if feed is None:
        return Answer(views.none(), private=True)
    today = local_day(ask.now, ask.actor.zone)
    given = records.given(session, ask.actor.workspace_id, ask.actor.user_id, today)
    return Answer(views.state(feed, given, today, ask.actor.zone), private=True)


def _end(session: Session, ask: Ask) -> Answer:
    if _mine(session, ask) is None:
        raise UserError(f"I read no calendar of yours, so nothing changed. {rules.HINT}")
    records.end(session, ask.stamp)
    _follow(session, ask)
    return Answer(views.ended(ask.stamp.batch), private=True)


def _again(session: Session, ask: Ask) -> Answer:
    feed = _mine(session, ask)
    if feed is None:
        raise UserError(f"I read no calendar of yours, so nothing changed. {rules.HINT}")
    if feed.tried_at and ask.now - feed.tried_at < _REST:
        return _show(session, ask)
    records.again(session, feed, ask.now)
    return Answer(views.reading(), private=True)


def _follow(session: Session, ask: Ask) -> None:
    """What was expected of the asker is judged by their days as they are now."""
    session.expire_all()
    follow_calendar(session, ask)


def _mine(session: Session, ask: Ask) -> records.Feed | None:
    return records.find(session, ask.actor.workspace_id, ask.actor.user_id)


def _meant(word: str) -> tuple[Choice, ...]:
    near = closest(word.split(maxsplit=1)[0], (*_OFF[:2], *_NOW[:2])) if word else None
    wanted = "off" if near in _OFF else "now" if near else ""
    return tuple(
        Choice(f"/beat away calendar {each}".strip(), f"away calendar {each}".strip())
        for each in dict.fromkeys((wanted, ""))
    )
