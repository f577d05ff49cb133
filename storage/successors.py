"""What depends on there being a lead in a channel, when the last one goes."""

from typing import Any

from sqlmodel import Session, col, select

from bot.rules import roles as rules
from storage import members, standups, status
from storage.reminders import Reminder
from storage.roles import Role
from storage.status import Plan


def depending(session: Session, lead: Role) -> list[str]:
    """What comes to the lead of a channel, or has nobody else to look after it, as people call it."""
    reminders = _standing(session, lead, Reminder, Reminder.for_id == lead.channel_id, Reminder.role == rules.LEAD)
    active = [each.key for each in reminders if each.status == "active"]
    asking = standups.running(session, lead.workspace_id, lead.channel_id)
    alone = [each.key for each in asking if not _is_there(session, lead, each.creator_id)]
    plans = _standing(session, lead, Plan, Plan.channel_id == lead.channel_id, Plan.status == "running")
    reports = ["the report of this channel" for plan in plans if not status.owner(session, plan)]
    return [*active, *alone, *reports]


def _is_there(session: Session, lead: Role, user_id: str) -> bool:
    return members.reads(session, lead.workspace_id, user_id, lead.channel_id, lead.channel_kind)


def _standing(session: Session, lead: Role, table: type[Any], *conditions: Any) -> list[Any]:
    found = select(table).where(table.workspace_id == lead.workspace_id, col(table.removed_at).is_(None), *conditions)
    return list(session.exec(found.order_by(col(table.number))))
