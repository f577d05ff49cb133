"""What people want of us for themselves: quiet hours, nudges, and what they do not want to get at all."""

from collections.abc import Collection
from datetime import datetime, time

from sqlmodel import Field, Session, col, select

from bot.rules.preferences import CAP
from storage.schema import Row, upsert, words_field


class Preference(Row, table=True):
    """Hours are wall times in the person's own zone.

    `cap` is how many messages that can wait they want on one day; None for no limit.
    `step` is the first step to be shown on their Home, until they have `settled_in`. `muted` are purposes
    of messages, or a purpose and whose doing it is: `reminders.from_others:U0BEN`.
    """

    user_id: str = Field(primary_key=True, max_length=32)
    quiet_from: time | None = None
    quiet_until: time | None = None
    nudges: int = 1
    nudge_gap_minutes: int = 30
    cap: int | None = CAP
    step: int = 0
    settled_in: bool = False
    muted: tuple[str, ...] = words_field()
    changed_at: datetime | None = None

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


def keep(session: Session, preference: Preference, now: datetime) -> None:
    """Write them down."""
    upsert(session, Preference, preference.model_dump() | {"changed_at": now})
