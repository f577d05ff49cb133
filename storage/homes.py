"""The Homes that people have opened: which of them show something that is not so any more.

Each is one row of the outbox. It is published whole, from what is true then, so that twice does no harm; and whatever
is changed while it is on its way makes it due once more. Who has not opened theirs has no row, and costs nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, update
from sqlmodel import Session, col

from storage import outbox
from storage.outbox import HOME, Message
from storage.schema import insert_once

# What changes within this time is shown at once.
BUNDLED = timedelta(seconds=2)
_CHANGED = "changed homes"


def changed(session: Session, workspace_id: str, user_ids: Iterable[str], now: datetime) -> None:
    """Something that stands on the Homes of these people is another now; `plan` has them shown."""
    changed: dict[tuple[str, datetime], set[str]] = session.info.setdefault(_CHANGED, {})
    changed.setdefault((workspace_id, now), set()).update(user_ids)


def plan(session: Session) -> None:
    """Plan to publish the Homes that this unit of work has changed, and that somebody has opened."""
    for (workspace_id, now), user_ids in session.info.pop(_CHANGED, {}).items():
        keys = sorted(_key(user_id) for user_id in user_ids if user_id)
        if keys and _update(session, workspace_id, keys, _due(now)):
            outbox.wake(session)


def seen(session: Session, workspace_id: str, user_id: str) -> datetime | None:
    """What a Home's row says before it is rendered, for `shown`; None when it was never opened."""
    row = outbox.find(session, workspace_id, _key(user_id))
    return row.planned_at if row else None


def opened(session: Session, workspace_id: str, user_id: str, now: datetime) -> datetime:
    """Somebody opens their Home for the first time: from now on it is kept up to date."""
    row = Message(
        workspace_id=workspace_id, key=_key(user_id), purpose=HOME, noun=HOME, number=0, recipient=user_id,
        detail={}, planned_at=now, due_at=now, ready_at=now, state="sent", finished_at=now,
    )  # fmt: skip
    insert_once(session, Message, row.model_dump())
    return now


def shown(
    session: Session, workspace_id: str, user_id: str, when: datetime, now: datetime, detail: dict[str, Any]
) -> bool:
    """Somebody's Home was published as it was at the moment that `seen` told.

    Says whether that is how things are; what came later is still to be shown.
    """
    done = {"state": "sent", "reason": "", "finished_at": now, "claim": None, "lease_until": None, "detail": detail}
    if _update(session, workspace_id, [_key(user_id)], done, col(Message.planned_at) == when):
        return True
    changed(session, workspace_id, [user_id], now)
    plan(session)
    return False


def _key(user_id: str) -> str:
    return f"{HOME}:{user_id}"


def _due(now: datetime) -> dict[str, Any]:
    """Due soon, or when it is due already; whoever is publishing it has lost their claim."""
    waits = col(Message.state) == "due"
    return {
        "due_at": case((waits, col(Message.due_at)), else_=now + BUNDLED),
        "ready_at": case((waits, col(Message.ready_at)), else_=now),
        "state": "due", "planned_at": now, "reason": "", "finished_at": None, "claim": None, "lease_until": None,
        "tried_at": None, "doubt": False, "attempt": 0,
    }  # fmt: skip


def _update(session: Session, workspace_id: str, keys: list[str], values: dict[str, Any], *where: Any) -> int:
    known = update(Message).where(col(Message.workspace_id) == workspace_id, col(Message.key).in_(keys), *where)
    return session.connection().execute(known.values(**values)).rowcount
