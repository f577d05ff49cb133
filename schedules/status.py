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
from storage import outbox, reports
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
    _, due_at = plan.moments(draft.nominal)
    if not plan.publishes:
        plans.open_(session, plan, draft.nominal)
        _tell_owner(session, plan, draft.nominal, "status.reminder", due_at, now)
    elif too_late("status.report", due_at, now):
        reports.miss(session, plan, draft, due_at, now)
    else:
        reports.publish(session, plan, draft, now, due_at=due_at)


def _tell_owner(session: Session, plan: Plan, day: date, purpose: str, at: datetime, now: datetime) -> None:
    key = f"{purpose}:{plan.number}:{day.isoformat()}"
    subject = (plans.NOUN, plan.number)
    outbox.plan(session, plan.workspace_id, key, purpose, subject, plan.creator_id, now, at=at, nominal=day.isoformat())


def _running(session: Session, alarm: Alarm) -> Plan | None:
    plan = session.get(Plan, (alarm.workspace_id, int(alarm.subject)))
    return plan if plan is not None and plan.runs else None


def report(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The report in its channel."""
    found = session.get(Report, (row.workspace_id, row.number))
    if found is None:
        return Skip("there is no such report")
    return report_views.report(
        found.taken, number=found.number, late=came_late(row.due_at, row.ready_at), threaded=True
    )


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
    draft = plans.edition(session, plan, _day(session, row))
    over = draft.status != "draft" or not plan.runs
    if row.purpose != "update" and over:
        return Skip("it is no draft any more")
    return views.card(draft, plan, None if over else reports.preview(session, plan, draft, now), now, reminds=reminds)


def _day(session: Session, row: Message) -> date:
    """The nominal day of a card, also where the row only brings the card up to date."""
    card = outbox.find(session, row.workspace_id, str(row.detail["card"])) if row.purpose == "update" else row
    return date.fromisoformat((card or row).nominal)


RINGS: Rings = {(plans.NOUN, "draft"): draft_due, (plans.NOUN, "publish"): publish_due}
RENDERERS = {"status.report": report, "status.detail": detail, "status.draft": draft, "status.reminder": reminder}
