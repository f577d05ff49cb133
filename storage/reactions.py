"""Which emoji mean something in a workspace."""

from collections.abc import Collection
from typing import cast

from sqlmodel import Field, Session, col, select

from bot.rules.reactions import DEFAULTS, MEANINGS, NAME_LIMIT, Meaning
from storage import history
from storage.history import Stamp
from storage.outbox import Message
from storage.schema import Row, upsert

NOUN = "emoji"


class Reaction(Row, table=True):
    """What an emoji means there, other than everywhere; an empty `meaning` is nothing."""

    name: str = Field(primary_key=True, max_length=NAME_LIMIT)
    meaning: str = Field(max_length=16)


def all_of(session: Session, workspace_id: str) -> dict[str, Meaning]:
    """Every emoji that means something, with what it means."""
    own = session.exec(select(Reaction).where(Reaction.workspace_id == workspace_id)).all()
    said = DEFAULTS | {each.name: cast(Meaning, each.meaning) for each in own}
    return {name: meaning for name, meaning in said.items() if meaning in MEANINGS}


def meaning(session: Session, workspace_id: str, name: str) -> Meaning | None:
    """What an emoji means; None for most of them."""
    own = session.get(Reaction, (workspace_id, name))
    found = own.meaning if own else DEFAULTS.get(name)
    return found if found in MEANINGS else None


def keep(session: Session, stamp: Stamp, name: str, wanted: Meaning | None, undoes: str = "") -> None:
    """It means this from now on; None is nothing."""
    before = meaning(session, stamp.workspace_id, name)
    upsert(session, Reaction, {"workspace_id": stamp.workspace_id, "name": name, "meaning": wanted or ""})
    session.expire_all()
    history.note(
        session, stamp, NOUN, "set", before=_plain(name, before), after=_plain(name, wanted), undoes=undoes
    )  # fmt: skip


def _plain(name: str, means: Meaning | None) -> dict[str, str]:
    return {"name": name, "meaning": means or ""}


def card_under(session: Session, workspace_id: str, recipients: Collection[str], ts: str) -> Message | None:
    """The message that was sent to one of these and stands there under a timestamp."""
    found = session.exec(
        select(Message).where(
            Message.workspace_id == workspace_id,
            col(Message.recipient).in_(recipients),
            Message.state == "sent",
            Message.ts == ts,
            col(Message.purpose).not_in(("update", "withdraw", "answer")),
        )
    )
    return found.first()
