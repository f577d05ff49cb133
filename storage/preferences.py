"""What people want of us for themselves: quiet hours, nudges, and what they do not want to get at all."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Field, Session, col, select

from bot.rules.days_off import Days
from bot.rules.preferences import CAP, Quiet
from bot.rules.quiet import quiet_for
from storage import history
from storage.history import Change, Stamp
from storage.schema import Row, upsert, words_field

NOUN = "preference"


class Preference(Row, table=True):
    """Hours are wall times in the person's own zone.

    With `any_hour`, what can wait comes at any; without, and without quiet hours, in their working hours.
    `cap` is how many messages that can wait they want on one day; None for no limit.
    `step` is the first step to be shown on their Home, until they have `settled_in`. `muted` are purposes
    of messages, or a purpose and whose doing it is: `reminders.from_others:U0BEN`.
    """

    user_id: str = Field(primary_key=True, max_length=32)
    quiet_from: time | None = None
    quiet_until: time | None = None
    any_hour: bool = False
    nudges: int = 1
    nudge_gap_minutes: int = 30
    cap: int | None = CAP
    step: int = 0
    settled_in: bool = False
    muted: tuple[str, ...] = words_field()
    changed_at: datetime | None = None

    @property
    def quiet_wanted(self) -> Quiet:
        """What they said of quiet, if anything."""
        hours = (self.quiet_from, self.quiet_until) if self.quiet_from and self.quiet_until else None
        return Quiet(hours, self.any_hour)

    def quiet(self, days: Days, now: datetime, zone: ZoneInfo, *, at_night: bool = True) -> timedelta:
        """How long it is quiet for them still; `at_night` also where they said nothing of it."""
        if self.quiet_from and self.quiet_until:
            return quiet_for(self.quiet_from, self.quiet_until, now, zone)
        return days.rest(now, zone) if at_night and not self.any_hour else timedelta(0)

    def has_muted(self, purpose: str, by: str) -> bool:
        """Whether they don't want messages of this purpose, or not those of this person's doing."""
        return purpose in self.muted or f"{purpose}:{by}" in self.muted


def of(session: Session, workspace_id: str, user_id: str) -> Preference:
    """A person's preferences; the defaults for somebody who never said."""
    return session.get(Preference, (workspace_id, user_id)) or Preference(workspace_id=workspace_id, user_id=user_id)


def of_all(session: Session, workspace_id: str, user_ids: Collection[str]) -> dict[str, Preference]:
    """Several people's preferences, by their ids."""
    found = select(Preference).where(Preference.workspace_id == workspace_id, col(Preference.user_id).in_(user_ids))
    said = {preference.user_id: preference for preference in session.exec(found)}
    return {user: said.get(user) or Preference(workspace_id=workspace_id, user_id=user) for user in user_ids}


def change(session: Session, stamp: Stamp, preference: Preference, verb: str, values: Mapping[str, Any]) -> None:
    """Set `values`, in the database and on the object in hand, and write down what they replaced."""
    before = said(preference, values)
    _set(preference, values)
    keep(session, preference, stamp.now)
    history.note(session, stamp, NOUN, verb, before=before, after=said(preference, values))


def restore(session: Session, stamp: Stamp, preference: Preference, made: Change) -> None:
    """Put back what one change replaced."""
    _set(preference, Preference.model_validate({**preference.model_dump(), **made.before}).model_dump())
    keep(session, preference, stamp.now)
    history.note(session, stamp, NOUN, "undo", before=made.after, after=made.before, undoes=made.batch)


def said(preference: Preference, names: Iterable[str]) -> dict[str, Any]:
    """Some of the settings, as history keeps them."""
    return preference.model_dump(mode="json", include=set(names))


def keep(session: Session, preference: Preference, now: datetime) -> None:
    """Write them down as they are."""
    upsert(session, Preference, preference.model_dump() | {"changed_at": now})


def _set(preference: Preference, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(preference, name, value)
