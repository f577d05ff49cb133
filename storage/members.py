"""Who is in the channels that have a standup or a report, as Slack last told us."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Field, Session, col, select

from bot.rules.people import may_read
from storage import people
from storage.schema import LONG_AGO, Row, insert_once, upsert


class Channel(Row, table=True):
    """A channel we keep the members of; `joined` is whether we are one of them, and may post."""

    channel_id: str = Field(primary_key=True, max_length=32)
    joined: bool
    checked_at: datetime


class Member(Row, table=True):
    channel_id: str = Field(primary_key=True, max_length=32)
    user_id: str = Field(primary_key=True, max_length=32)


def keep(
    session: Session, workspace_id: str, channel_id: str, user_ids: Collection[str], now: datetime, *, joined: bool
) -> None:
    """Write down who is in a channel, in the place of what was known."""
    channel = Channel(workspace_id=workspace_id, channel_id=channel_id, joined=joined, checked_at=now)
    upsert(session, Channel, channel.model_dump())
    known = set(of(session, workspace_id, channel_id))
    for user_id in known - set(user_ids):
        leave(session, workspace_id, channel_id, user_id)
    for user_id in set(user_ids) - known:
        join(session, workspace_id, channel_id, user_id)


def channel(session: Session, workspace_id: str, channel_id: str) -> Channel | None:
    """A channel we keep the members of; None when we don't."""
    return session.get(Channel, (workspace_id, channel_id))


def shut_out(session: Session, workspace_id: str, channel_id: str) -> bool:
    """Whether Slack has told us that we are not in a channel, and so may not post there."""
    known = channel(session, workspace_id, channel_id)
    return known is not None and not known.joined and known.checked_at > LONG_AGO


def of(session: Session, workspace_id: str, channel_id: str) -> list[str]:
    """The people in a channel."""
    found = select(Member.user_id).where(Member.workspace_id == workspace_id, Member.channel_id == channel_id)
    return list(session.exec(found))


def channels_of(session: Session, workspace_id: str, user_id: str) -> list[str]:
    """The channels that somebody is known to be in."""
    found = select(Member.channel_id).where(Member.workspace_id == workspace_id, Member.user_id == user_id)
    return list(session.exec(found.order_by(col(Member.channel_id))))


def reads(session: Session, workspace_id: str, user_id: str, channel_id: str, channel_kind: str) -> bool:
    """Whether somebody may read a channel, for all that Slack has told us."""
    known = people.find(session, workspace_id, user_id)
    inside = is_in(session, workspace_id, channel_id, user_id)
    return may_read(known.kind if known else "guest", channel_kind, inside=inside)


def is_in(session: Session, workspace_id: str, channel_id: str, user_id: str) -> bool:
    """Whether somebody is known to be in a channel."""
    return session.get(Member, (workspace_id, channel_id, user_id)) is not None


def has_left(session: Session, workspace_id: str, channel_id: str, user_id: str) -> bool:
    """Whether somebody is not in a channel; no, where we can't tell because we are not in it ourselves."""
    known = channel(session, workspace_id, channel_id)
    return known is not None and known.joined and not is_in(session, workspace_id, channel_id, user_id)


def watch(session: Session, workspace_id: str, channel_id: str, user_id: str) -> None:
    """Keep the members of a channel from now on. Until Slack has said more, we know of one who stands there."""
    unseen = Channel(workspace_id=workspace_id, channel_id=channel_id, joined=False, checked_at=LONG_AGO)
    if insert_once(session, Channel, unseen.model_dump()):
        join(session, workspace_id, channel_id, user_id)


def join(session: Session, workspace_id: str, channel_id: str, user_id: str) -> None:
    """Somebody came into a channel."""
    row = Member(workspace_id=workspace_id, channel_id=channel_id, user_id=user_id)
    insert_once(session, Member, row.model_dump())


def leave(session: Session, workspace_id: str, channel_id: str, user_id: str) -> None:
    """Somebody left a channel."""
    session.connection().execute(
        delete(Member).where(
            col(Member.workspace_id) == workspace_id,
            col(Member.channel_id) == channel_id,
            col(Member.user_id) == user_id,
        )
    )


def stale(session: Session, before: datetime, limit: int) -> list[tuple[str, str]]:
    """Workspace and id of channels that were looked at before then, the longest ago first."""
    found = select(Channel.workspace_id, Channel.channel_id).where(Channel.checked_at < before)
    return list(session.exec(found.order_by(col(Channel.checked_at)).limit(limit)))
