"""Plans of weekly reports, their editions, and the reports that were published. The caller owns the transaction.

A plan belongs to one channel. Each nominal day of it is an edition: a draft until it is published, skipped or missed.
A published report is a numbered snapshot that is written once.
"""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Index, UniqueConstraint, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, col, select

from bot.rules import snapshots as snapshot_rules
from bot.rules import status as rules
from bot.rules.errors import AlreadySo, NotFound, UserError
from bot.rules.people import Actor, Place, allow
from bot.rules.recurrence import Cadence, describe, plain, revived
from bot.rules.snapshots import Snapshot
from bot.rules.status import NewPlan, Notes, Verb
from storage import alarms, outbox, records, snapshots
from storage.counters import next_number
from storage.database import Overtaken
from storage.history import Stamp
from storage.records import Record
from storage.schema import Row, insert_once

NOUN = "status"
REPORT = "report"
LISTED = 20
# Without a report before it, the first one speaks of a week.
_FIRST_SPAN = timedelta(days=7)


class Plan(Record, table=True):
    """When a channel's report comes; whoever set it up gets the drafts."""

    __tablename__ = "status_plan"
    __table_args__ = (UniqueConstraint("workspace_id", "channel_id"),)

    lifecycle: ClassVar = rules.LIFECYCLE
    called_by: ClassVar = "words"

    status: str = Field(default="running", max_length=16)
    words: str = Field(max_length=rules.WORDS_LIMIT)
    cadence: dict[str, Any] = Field(sa_type=JSON)
    zone: str = Field(max_length=64)
    publishes: bool = True
    lead_minutes: int = rules.DEFAULT_LEAD

    @property
    def rhythm(self) -> Cadence:
        """The cadence, as the rules know it."""
        return revived(self.cadence)

    @property
    def local(self) -> ZoneInfo:
        """The zone whose wall time and days count."""
        return ZoneInfo(self.zone)


class Edition(Row, table=True):
    """The report of one nominal day, before and after it is published."""

    __tablename__ = "status_edition"

    plan_number: int = Field(primary_key=True)
    nominal: date = Field(primary_key=True)
    status: str = Field(default="draft", max_length=16)
    headline: str = Field(default="", max_length=rules.HEADLINE_LIMIT)
    highlights: str = Field(default="", max_length=rules.NOTE_LIMIT)
    needs: str = Field(default="", max_length=rules.NOTE_LIMIT)
    report_number: int | None = None
    by: str = Field(default="", max_length=32)
    at: datetime | None = None

    @property
    def notes(self) -> Notes:
        """What the owner has written."""
        return Notes(self.headline, self.highlights, self.needs)


class Report(Row, table=True):
    """A published report. `published_by` is empty when it was published by itself."""

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

    def involves(self, user_id: str) -> bool:
        """Whether this person published it or owns its plan."""
        return user_id in (self.owner_id, self.published_by)


def set_up(session: Session, stamp: Stamp, place: Place, new: NewPlan) -> Plan:
    """Give a channel its plan, or change the one it has; it runs from now on."""
    values = dict(vars(new)) | {
        "words": describe(new.cadence),
        "cadence": plain(new.cadence),
        "status": "running",
    }
    plan = _in_channel(session, stamp.workspace_id, place.channel_id)
    if plan is None:
        plan = _create(session, stamp, place, values)
    else:
        # Who brings it back owns it.
        back = plan.removed_at is not None or plan.status == "stopped"
        values |= {"removed_at": None, "creator_id": stamp.actor_id if back else plan.creator_id}
        records.change(session, stamp, plan, "change", values)
    follow(session, plan, stamp.now)
    return plan


def of_channel(session: Session, actor: Actor) -> Plan | None:
    """The plan of the channel in which the actor stands."""
    plan = _in_channel(session, actor.workspace_id, actor.place.channel_id)
    return None if plan is None or plan.removed_at is not None or not allow(actor, plan) else plan


def find(session: Session, actor: Actor, number: int) -> Plan:
    """The plan, if it exists and the actor may see it.

    Raises:
        NotFound: absent or not theirs; the sentence is the same.
    """
    plan = session.get(Plan, (actor.workspace_id, number))
    if plan is None or plan.removed_at is not None or not allow(actor, plan):
        raise NotFound("that report", "/beat report list")
    return plan


def move(session: Session, stamp: Stamp, plan: Plan, verb: Verb) -> None:
    """Pause, resume or stop.

    Raises:
        AlreadySo: it is there already.
    """
    records.move(session, stamp, plan, verb)
    follow(session, plan, stamp.now)


def follow(session: Session, plan: Plan, after: datetime) -> date | None:
    """Set the alarms of the first edition whose hour is after `after`; returns its day. None while it doesn't run."""
    alarms.cancel(session, plan.workspace_id, NOUN, plan.number)
    day = upcoming(session, plan, after)
    if day is None:
        return None
    at = rules.hour(plan.rhythm, day, plan.local)
    for part, moment in (("draft", at - timedelta(minutes=plan.lead_minutes)), ("publish", at)):
        alarms.set_(
            session, plan.workspace_id, NOUN, plan.number, part, max(moment, after),
            nominal=day.isoformat(), owner_id=plan.creator_id,
        )  # fmt: skip
    return day


def upcoming(session: Session, plan: Plan, after: datetime) -> date | None:
    """The day of the next edition; None while the plan doesn't run."""
    if plan.status != "running" or plan.removed_at is not None:
        return None
    settled = select(Edition).where(
        Edition.workspace_id == plan.workspace_id,
        Edition.plan_number == plan.number,
        col(Edition.status).in_(("published", "skipped")),
    )
    last = session.exec(settled.order_by(col(Edition.nominal).desc()).limit(1)).first()
    return rules.next_nominal(plan.rhythm, plan.local, after, last.nominal if last else None)


def edition(session: Session, plan: Plan, nominal: date) -> Edition:
    """The edition of a day; one that is not kept yet when nothing was said of it."""
    kept = session.get(Edition, (plan.workspace_id, plan.number, nominal))
    return kept or Edition(workspace_id=plan.workspace_id, plan_number=plan.number, nominal=nominal)


def waiting(session: Session, plan: Plan, now: datetime) -> Edition | None:
    """The edition that can be edited and published now: the newest draft, else the one to come."""
    drafts = select(Edition).where(
        Edition.workspace_id == plan.workspace_id, Edition.plan_number == plan.number, Edition.status == "draft"
    )
    draft = session.exec(drafts.order_by(col(Edition.nominal).desc()).limit(1)).first()
    if draft is not None:
        return draft
    day = upcoming(session, plan, now)
    return edition(session, plan, day) if day else None


def open_(session: Session, plan: Plan, nominal: date) -> Edition:
    """Begin the edition of a day, unless it was begun."""
    draft = edition(session, plan, nominal)
    insert_once(session, Edition, draft.model_dump())
    return draft


def write(session: Session, stamp: Stamp, draft: Edition, notes: Notes) -> Edition:
    """Take over what the owner wrote.

    Raises:
        AlreadySo: it is no draft any more.
    """
    return _settle(session, draft, "draft", stamp.actor_id, stamp.now, **vars(notes))


def skip(session: Session, draft: Edition, by: str, now: datetime) -> None:
    """This one is not published.

    Raises:
        AlreadySo: it is no draft any more.
    """
    _settle(session, draft, "skipped", by, now)


def miss(session: Session, plan: Plan, draft: Edition, due_at: datetime, now: datetime) -> None:
    """It is too late for this one: the sender will leave its post out, and tell the owner."""
    _settle(session, draft, "missed", "", now)
    outbox.plan(
        session, plan.workspace_id, post_key(plan, draft.nominal), "status.report", (REPORT, 0), plan.channel_id, now,
        at=due_at, nominal=draft.nominal.isoformat(), owner_id=plan.creator_id, by=plan.creator_id,
    )  # fmt: skip


def lapse(session: Session, plan: Plan, before: date, now: datetime) -> None:
    """A newer one is on its way: the drafts of earlier days are over."""
    drafts = select(Edition).where(
        Edition.workspace_id == plan.workspace_id,
        Edition.plan_number == plan.number,
        Edition.status == "draft",
        Edition.nominal < before,
    )
    for draft in session.exec(drafts):
        _settle(session, draft, "missed", "", now)
        refresh(session, plan, draft.nominal, "missed", now)


def refresh(session: Session, plan: Plan, nominal: date, mark: str, now: datetime) -> None:
    """Plan to bring the cards of one edition up to date, wherever they stand."""
    for card in outbox.cards(session, plan.workspace_id, (NOUN, plan.number)):
        if card.nominal == nominal.isoformat():
            outbox.refresh(session, card, mark, now)


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
    number = next_number(session, plan.workspace_id, REPORT)
    settled = _settle(session, draft, "published", by, now, report_number=number)
    taken = preview(session, plan, settled, now)
    report = Report(
        workspace_id=plan.workspace_id, number=number, plan_number=plan.number, channel_id=plan.channel_id,
        channel_kind=plan.channel_kind, nominal=draft.nominal, snapshot=snapshot_rules.plain(taken),
        published_at=now, published_by=by, owner_id=plan.creator_id,
    )  # fmt: skip
    session.add(report)
    session.flush()
    _announce(session, plan, report, taken, now, due_at)
    return report


def preview(session: Session, plan: Plan, draft: Edition, now: datetime) -> Snapshot:
    """What would be published now; nothing is kept."""
    place = Place(plan.channel_id, plan.channel_kind)  # type: ignore[arg-type]
    return _taken(session, plan.workspace_id, place, plan.local, draft.nominal, draft.notes, now)


def glance(session: Session, actor: Actor, now: datetime) -> Snapshot:
    """The same for a channel without a plan, in the days of whoever looks."""
    day = now.astimezone(actor.zone).date()
    return _taken(session, actor.workspace_id, actor.place, actor.zone, day, Notes(), now)


def report(session: Session, actor: Actor, number: int) -> Report:
    """A published report, if it exists and the actor may see it.

    Raises:
        NotFound: absent or not theirs; the sentence is the same.
    """
    found = session.get(Report, (actor.workspace_id, number))
    if found is None or not allow(actor, found):
        raise NotFound(f"report #{number}", "/beat report list")
    return found


def reports(session: Session, actor: Actor, *, limit: int = LISTED) -> list[Report]:
    """The newest reports of the channel in which the actor stands, newest first."""
    found = select(Report).where(
        Report.workspace_id == actor.workspace_id,
        Report.channel_id == actor.place.channel_id,
    )
    rows = session.exec(found.order_by(col(Report.number).desc()).limit(limit))
    return [row for row in rows if allow(actor, row)]


def chain(session: Session, actor: Actor, first: int, last: int | None = None) -> list[Report]:
    """A channel's reports from one number to another, or to the newest, oldest first.

    Raises:
        NotFound: one of the two is absent or not theirs.
        UserError: they are of different channels.
    """
    channel_id = report(session, actor, first).channel_id
    if last is not None and report(session, actor, last).channel_id != channel_id:
        raise UserError("These reports are of different channels, so they can't be compared.")
    found = select(Report).where(
        Report.workspace_id == actor.workspace_id, Report.channel_id == channel_id, Report.number >= first
    )
    found = found if last is None else found.where(Report.number <= last)
    return list(session.exec(found.order_by(col(Report.number))))


def _taken(
    session: Session, workspace_id: str, place: Place, zone: ZoneInfo, nominal: date, notes: Notes, now: datetime
) -> Snapshot:
    before = session.exec(
        select(Report)
        .where(Report.workspace_id == workspace_id, Report.channel_id == place.channel_id)
        .order_by(col(Report.number).desc())
        .limit(1)
    ).first()
    since = before.published_at if before else now - _FIRST_SPAN
    scope = snapshots.Scope(workspace_id, place.channel_id, zone, nominal, since, now)
    return snapshots.take(session, scope, notes, (before.number, before.taken.figures) if before else None)


def _announce(
    session: Session, plan: Plan, report: Report, taken: Snapshot, now: datetime, due_at: datetime | None
) -> None:
    """The post, and its details in the thread under it."""
    subject, owner = (REPORT, report.number), plan.creator_id
    post = post_key(plan, report.nominal)
    outbox.plan(
        session, plan.workspace_id, post, "status.report", subject, plan.channel_id, now,
        at=due_at, nominal=report.nominal.isoformat(), owner_id=owner, by=owner,
    )  # fmt: skip
    for name in snapshot_rules.details(taken):
        outbox.plan(
            session, plan.workspace_id, f"{post}:{name}", "status.detail", subject, plan.channel_id, now,
            nominal=report.nominal.isoformat(), root=post, part=name, by=owner,
        )  # fmt: skip


def post_key(plan: Plan, nominal: date) -> str:
    """The key of a report's post: a channel gets one for each nominal day, whatever happens."""
    return f"status.report:{plan.channel_id}:{nominal.isoformat()}"


def _settle(session: Session, draft: Edition, status: str, by: str, now: datetime, **values: Any) -> Edition:
    """Change an edition while it is a draft; of two at once only one does."""
    insert_once(session, Edition, draft.model_dump())
    values |= {"status": status, "by": by, "at": now}
    hit = session.connection().execute(
        update(Edition)
        .where(
            col(Edition.workspace_id) == draft.workspace_id,
            col(Edition.plan_number) == draft.plan_number,
            col(Edition.nominal) == draft.nominal,
            col(Edition.status) == "draft",
        )
        .values(**values)
    )
    key = (draft.workspace_id, draft.plan_number, draft.nominal)
    kept = session.get_one(Edition, key, populate_existing=True)
    if hit.rowcount != 1:
        raise AlreadySo(f"This report {_SETTLED[kept.status]}. Nothing changed.", by=kept.by or None)
    return kept


_SETTLED = {
    "published": "is published already",
    "skipped": "was skipped",
    "missed": "is over: a newer one is on its way",
}


def _in_channel(session: Session, workspace_id: str, channel_id: str) -> Plan | None:
    found = select(Plan).where(Plan.workspace_id == workspace_id, Plan.channel_id == channel_id)
    return session.exec(found).first() if channel_id else None


def _create(session: Session, stamp: Stamp, place: Place, values: dict[str, Any]) -> Plan:
    try:
        with session.begin_nested():
            return records.create(session, stamp, place, Plan, values)
    except IntegrityError:
        raise Overtaken("the channel's plan") from None
