"""Published reports: numbered snapshots that are written once, their posts, and what comes before and after them.

The caller owns the transaction.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.rules import snapshots as snapshot_rules
from bot.rules.errors import AlreadySo, Choice, NotFound, UserError
from bot.rules.people import Actor, Place, allow
from bot.rules.snapshots import Snapshot
from bot.rules.status import Notes
from storage import members, outbox, reposting, snapshots, status, withdrawals
from storage.counters import next_number
from storage.schema import Row
from storage.status import Edition, Plan

NOUN = "report"
LISTED = 20
# Without a report before it, the first one speaks of a week.
_FIRST_SPAN = timedelta(days=7)


class Report(Row, table=True):
    """A published report. `published_by` is empty when it was published by itself, `owner_id` when nobody owned it."""

    __tablename__ = "status_report"
    __table_args__ = (
        Index(None, "workspace_id", "channel_id", "number"),
        UniqueConstraint("workspace_id", "plan_number", "nominal"),
    )

    number: int = Field(primary_key=True)
    plan_number: int
    channel_id: str = Field(max_length=32)
    channel_kind: str = Field(max_length=16)
    nominal: date
    snapshot: dict[str, Any] = Field(sa_type=JSON)
    published_at: datetime
    published_by: str = Field(default="", max_length=32)
    owner_id: str = Field(max_length=32)

    @property
    def taken(self) -> Snapshot:
        """The snapshot, as the rules know it."""
        return snapshot_rules.revived(self.snapshot)

    def involves(self, user_id: str) -> bool:  # noqa: ARG002
        """Nobody: it is the channel's, and no longer for those who have left that."""
        return False


def publish(
    session: Session, plan: Plan, draft: Edition, now: datetime, *, by: str = "", due_at: datetime | None = None
) -> Report:
    """Take the snapshot, number it, and plan its post and the details in its thread.

    Args:
        by: who published it; empty when it goes out by itself.
        due_at: its hour, when it goes out by itself: how late it may be depends on it.

    Raises:
        AlreadySo: it is no draft any more.
    """
    number = next_number(session, plan.workspace_id, NOUN)
    settled = status.settle(session, draft, "published", by, now, report_number=number)
    taken = preview(session, plan, settled, now)
    report = Report(
        workspace_id=plan.workspace_id, number=number, plan_number=plan.number, channel_id=plan.channel_id,
        channel_kind=plan.channel_kind, nominal=draft.nominal, snapshot=snapshot_rules.plain(taken),
        published_at=now, published_by=by, owner_id=status.owner(session, plan),
    )  # fmt: skip
    session.add(report)
    session.flush()
    _announce(session, plan, report, taken, now, due_at)
    return report


def unpublish(session: Session, plan: Plan, number: int, by: str, now: datetime) -> bool:
    """Take back a plan's newest report: its post is deleted with all that follows it, and its number stays unused.

    So is the news that it could not be posted. Says whether it stands in its channel, or may come to.

    Raises:
        UserError: it is gone, a newer one builds on it, or whether it was posted is not known.
    """
    newest = session.exec(_of_plan(plan).limit(1)).first()
    if newest is None or newest.number != number:
        raise UserError("A newer report has been published since, and it tells what changed from that one to it.")
    posts = select(outbox.Message).where(
        outbox.Message.workspace_id == plan.workspace_id, outbox.Message.noun == NOUN, outbox.Message.number == number,
        col(outbox.Message.purpose).in_(("status.report", "status.detail", "undelivered")),
    )  # fmt: skip
    standing = session.exec(posts).all()
    roots = [row for row in standing if row.purpose == "status.report"]
    for row in roots:
        withdrawals.refuse_unplaced(row)
    withdrawals.withdraw(session, standing, by, now)
    session.delete(newest)
    session.flush()
    return any(row.state in ("sending", "sent") or row.doubt for row in roots)


def miss(session: Session, plan: Plan, draft: Edition, due_at: datetime, now: datetime) -> None:
    """It is too late for this one: the sender will leave its post out, and tell the owner."""
    status.settle(session, draft, "missed", "", now)
    outbox.plan(
        session, plan.workspace_id, post_key(plan, draft.nominal), "status.report", (NOUN, 0), plan.channel_id, now,
        at=due_at, nominal=draft.nominal.isoformat(), owner_id=plan.creator_id, by=plan.creator_id,
    )  # fmt: skip


def preview(session: Session, plan: Plan, draft: Edition, now: datetime) -> Snapshot:
    """What would be published now; nothing is kept."""
    place = Place(plan.channel_id, plan.channel_kind)  # type: ignore[arg-type]
    lead = status.owner(session, plan)
    return _taken(session, plan.workspace_id, place, plan.local, draft.nominal, draft.notes, now, lead)


def glance(session: Session, actor: Actor, now: datetime) -> Snapshot:
    """The same for a channel without a plan, in the days of whoever looks."""
    day = now.astimezone(actor.zone).date()
    return _taken(session, actor.workspace_id, actor.place, actor.zone, day, Notes(), now)


def find(session: Session, actor: Actor, number: int) -> Report:
    """A published report, if it exists and the actor may see it.

    Raises:
        NotFound: absent or not theirs; the sentence is the same.
    """
    found = session.get(Report, (actor.workspace_id, number))
    if found is None or not _may_read(session, actor, found):
        raise NotFound(f"report #{number}", "/beat report list")
    return found


def _may_read(session: Session, actor: Actor, found: Report) -> bool:
    own = (actor.workspace_id, actor.user_id)
    return allow(actor, "see", found) or members.reads(session, *own, found.channel_id, found.channel_kind)


def of_channel(session: Session, actor: Actor, *, limit: int = LISTED) -> list[Report]:
    """The newest reports of the channel in which the actor stands, newest first."""
    found = select(Report).where(
        Report.workspace_id == actor.workspace_id,
        Report.channel_id == actor.place.channel_id,
    )
    rows = session.exec(found.order_by(col(Report.number).desc()).limit(limit))
    return [row for row in rows if allow(actor, "see", row)]


def chain(session: Session, actor: Actor, first: int, last: int | None = None) -> list[Report]:
    """A channel's reports from one number to another, or to the newest, oldest first.

    Raises:
        NotFound: one of the two is absent or not theirs.
        UserError: they are of different channels.
    """
    channel_id = find(session, actor, first).channel_id
    if last is not None and (other := find(session, actor, last).channel_id) != channel_id:
        raise _of_different_channels(session, actor, (first, channel_id), (last, other))
    found = select(Report).where(
        Report.workspace_id == actor.workspace_id, Report.channel_id == channel_id, Report.number >= first
    )
    found = found if last is None else found.where(Report.number <= last)
    return list(session.exec(found.order_by(col(Report.number))))


def _of_different_channels(session: Session, actor: Actor, *asked: tuple[int, str]) -> UserError:
    """Each of them can be compared with the report of its own channel that is nearest to it."""
    choices = []
    for number, channel_id in asked:
        others = select(Report.number).where(
            Report.workspace_id == actor.workspace_id, Report.channel_id == channel_id, Report.number != number
        )
        if near := min(session.exec(others), key=lambda other: abs(other - number), default=None):
            words = "report diff {} {}".format(*sorted((number, near)))
            choices.append(Choice(f"/beat {words}", words))
    numbers = " and ".join(f"#{number}" for number, _ in asked)
    then = "These can be:" if choices else "`/beat report list` shows those of a channel."
    why = f"{numbers} are reports of different channels, so they can't be compared with one another."
    return UserError(f"{why} {then}", choices=tuple(choices))


def _taken(
    session: Session, workspace_id: str, place: Place, zone: ZoneInfo, nominal: date, notes: Notes, now: datetime,
    lead: str = "",
) -> Snapshot:  # fmt: skip
    before = session.exec(
        select(Report)
        .where(Report.workspace_id == workspace_id, Report.channel_id == place.channel_id)
        .order_by(col(Report.number).desc())
        .limit(1)
    ).first()
    since = before.published_at if before else now - _FIRST_SPAN
    scope = snapshots.Scope(workspace_id, place.channel_id, zone, nominal, since, now, lead)
    return snapshots.take(session, scope, notes, (before.number, before.taken.figures) if before else None)


def _announce(
    session: Session, plan: Plan, report: Report, taken: Snapshot, now: datetime, due_at: datetime | None
) -> None:
    """The post, and its details in the thread under it; what comes of it is told to its owner, or who was it last."""
    subject, owner = (NOUN, report.number), report.owner_id or plan.creator_id
    post, about = (
        post_key(plan, report.nominal),
        {"nominal": report.nominal.isoformat(), "owner_id": owner, "by": owner},
    )
    again = f"{post}:{report.number}"
    # One of that day was taken back before.
    post = again if outbox.find(session, plan.workspace_id, post) else post
    outbox.plan(session, plan.workspace_id, post, "status.report", subject, plan.channel_id, now, at=due_at, **about)
    for name in snapshot_rules.details(taken):
        outbox.plan(
            session, plan.workspace_id, f"{post}:{name}", "status.detail", subject, plan.channel_id, now,
            nominal=report.nominal.isoformat(), root=post, part=name, by=owner,
        )  # fmt: skip


def unposted(session: Session, plan: Plan) -> Report | None:
    """The plan's newest report, if it was published and never came to stand in its channel."""
    found = session.exec(_of_plan(plan).limit(1)).first()
    return found if found is not None and _unposted(session, found) is not None else None


def _of_plan(plan: Plan) -> SelectOfScalar[Report]:
    found = select(Report).where(Report.workspace_id == plan.workspace_id, Report.plan_number == plan.number)
    return found.order_by(col(Report.number).desc())


def follow_post(session: Session, post: outbox.Message, state: str, now: datetime) -> None:
    """A report's post came to nothing, or came after all: the cards of its draft say so."""
    report = session.get(Report, (post.workspace_id, post.number)) if post.purpose == "status.report" else None
    plan = session.get(Plan, (report.workspace_id, report.plan_number)) if report else None
    if report is not None and plan is not None and (state == "failed" or post.detail.get("taken_up")):
        status.refresh(session, plan, report.nominal, f"{state}:{post.attempt}", now)


def is_unposted(session: Session, workspace_id: str, number: int | None) -> bool:
    """Whether a report was published and came to nothing in its channel."""
    report = session.get(Report, (workspace_id, number)) if number else None
    return report is not None and _unposted(session, report) is not None


def post_again(session: Session, report: Report, now: datetime) -> None:
    """Post the very same snapshot, which came to nothing before; its details follow.

    Raises:
        AlreadySo: it stands there, or is on its way.
    """
    post = _unposted(session, report)
    if post is None:
        raise AlreadySo(f"#{report.number} is posted already, or on its way. Nothing changed.", by=None)
    reposting.take_up(session, post, now)


def _unposted(session: Session, report: Report) -> outbox.Message | None:
    key = post_key(report, report.nominal)
    again = outbox.find(session, report.workspace_id, f"{key}:{report.number}")
    post = again or outbox.find(session, report.workspace_id, key)
    return post if post is not None and post.state in ("skipped", "failed") else None


def refresh_post(session: Session, plan: Plan, number: int, mark: str, now: datetime) -> None:
    """Plan to bring a report's post up to date: who owns it may have changed, what it says never does."""
    for card in outbox.cards(session, plan.workspace_id, (NOUN, number), plan.channel_id):
        if card.purpose == "status.report":
            outbox.refresh(session, card, mark, now)


def post_key(plan: Plan | Report, nominal: date) -> str:
    """The key of a report's post: a channel gets one for each nominal day, whatever happens but taking it back."""
    return f"status.report:{plan.channel_id}:{nominal.isoformat()}"
