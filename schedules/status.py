"""Weekly reports come round: the draft goes to its owner, and the report is published at its hour."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules import status as rules
from bot.rules.delivery import Skip, came_late, too_late
from bot.views import reports as report_views
from bot.views import status as views
from bot.views.blocks import Message as Said
from schedules.ringing import Rings
from storage import days_off, history, homes, outbox, reports
from storage import status as plans
from storage.alarms import Alarm
from storage.outbox import Message
from storage.reports import Report
from storage.status import Edition, Plan


def draft_due(session: Session, alarm: Alarm, now: datetime) -> None:
    """The owner gets the draft, unless its hour has come already or it was published before."""
    plan, day = _running(session, alarm), date.fromisoformat(alarm.nominal)
    if plan is None or plan.moments(day)[1] <= now:
        return
    plans.lapse(session, plan, day, now)
    if plans.edition(session, plan, day).status == "draft":
        plans.open_(session, plan, day)
        _tell_owner(session, plan, day, "status.draft", alarm.due_at, now)


def publish_due(session: Session, alarm: Alarm, now: datetime) -> None:
    """The newest of the reports whose hour has come is published, or waits for its owner; older ones are missed."""
    plan = _running(session, alarm)
    if plan is None:
        return
    day = rules.come_due(plan.rhythm, plan.local, date.fromisoformat(alarm.nominal), now)[-1]
    plans.lapse(session, plan, day, now)
    draft = plans.edition(session, plan, day)
    if draft.status == "draft":
        _bring(session, plan, draft, now)
        plans.refresh(session, plan, day, "hour", now)
    plans.follow(session, plan, now)


def _bring(session: Session, plan: Plan, draft: Edition, now: datetime) -> None:
    """What nobody owns waits for nobody."""
    _, due_at = plan.moments(draft.nominal)
    if not plan.publishes and plans.owner(session, plan):
        plans.open_(session, plan, draft.nominal)
        _tell_owner(session, plan, draft.nominal, "status.reminder", due_at, now)
    elif too_late("status.report", due_at, now):
        reports.miss(session, plan, draft, due_at, now)
        history.happened(session, plan, "missed", now, day=draft.nominal)
    else:
        report = reports.publish(session, plan, draft, now, due_at=due_at)
        by_itself = history.by_itself(plan.workspace_id, f"report:{report.number}", now)
        plans.happened(session, by_itself, plan, plans.PUBLISHED, draft, report=report.number)


def _tell_owner(session: Session, plan: Plan, day: date, purpose: str, at: datetime, now: datetime) -> None:
    """The owner, or who stands in for them while they are away and may read along in that channel."""
    owner, subject = plans.owner(session, plan), (plans.NOUN, plan.number)
    if not owner:
        return
    named = days_off.stand_in(session, plan.workspace_id, owner, now)
    instead = named if named and plans.may_tend(session, plan, named) else ""
    outbox.plan(
        session, plan.workspace_id, f"{purpose}:{plan.number}:{day.isoformat()}", purpose, subject, instead or owner,
        now, at=at, nominal=day.isoformat(), instead_of=owner if instead else "",
    )  # fmt: skip
    homes.changed(session, plan.workspace_id, [owner], now)


def _running(session: Session, alarm: Alarm) -> Plan | None:
    plan = session.get(Plan, (alarm.workspace_id, int(alarm.subject)))
    return plan if plan is not None and plan.runs else None


def report(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The report in its channel; one that nobody owns says so until somebody does."""
    found = session.get(Report, (row.workspace_id, row.number))
    if found is None:
        return Skip("there is no such report")
    sent = _card_of(session, row)
    late = came_late(sent.was_due, sent.ready_at)
    said = report_views.report(found.taken, number=found.number, late=late, threaded=True)
    plan = session.get(Plan, (row.workspace_id, found.plan_number))
    ownerless = plan is not None and plan.runs and not found.owner_id and not plans.owner(session, plan)
    return views.ownerless(said, found.plan_number, found.number) if ownerless else said


def detail(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """A part of it in its thread."""
    found = session.get(Report, (row.workspace_id, row.number))
    if found is None:
        return Skip("there is no such report")
    return report_views.detail(found.taken, str(row.detail["part"]), found.number)


def draft(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The draft in its owner's DM."""
    return _card(session, row, now, reminds=False)


def reminder(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The draft once more, at its hour."""
    return _card(session, row, now, reminds=True)


def _card(session: Session, row: Message, now: datetime, *, reminds: bool) -> Said | Skip:
    plan = session.get(Plan, (row.workspace_id, row.number))
    if plan is None:
        return Skip("the plan is gone")
    if not plans.may_tend(session, plan, row.recipient):
        return views.left(plan) if row.purpose == "update" else Skip("they have left its channel")
    sent = _card_of(session, row)
    draft = plans.edition(session, plan, date.fromisoformat(sent.nominal))
    over = draft.status != "draft" or not plan.runs
    if row.purpose != "update" and over:
        return Skip("it is no draft any more")
    if over and reports.is_unposted(session, plan.workspace_id, draft.report_number):
        return views.unposted(draft, plan)
    taken = None if over else reports.preview(session, plan, draft, now)
    return views.card(draft, plan, taken, now, reminds=reminds, instead_of=str(sent.detail.get("instead_of", "")))


def _card_of(session: Session, row: Message) -> Message:
    """The card that stands in Slack, also where the row only brings it up to date."""
    card = outbox.find(session, row.workspace_id, str(row.detail["card"])) if row.purpose == "update" else None
    return card or row


RINGS: Rings = {(plans.NOUN, "draft"): draft_due, (plans.NOUN, "publish"): publish_due}
RENDERERS = {"status.report": report, "status.detail": detail, "status.draft": draft, "status.reminder": reminder}
