"""What somebody's Home shows: what waits for them, their tasks, today, and their channels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, case, col, func, or_, select

from bot.rules.blockers import Filter as BlockerFilter
from bot.rules.calendar import local_day
from bot.rules.days_off import Days
from bot.rules.desks import OTHERS, SOME, TASKS
from bot.rules.paging import Page
from bot.rules.people import Actor
from bot.rules.tasks import UNFINISHED, Filter
from storage import absences, blockers, preferences, rounds, status, tasks
from storage.absences import Absence
from storage.blockers import Blocker
from storage.members import Member
from storage.rounds import Seat
from storage.standups import Standup
from storage.status import Edition, Plan
from storage.tasks import Task, responsible_is

# What an administrator's first steps set up, in their order.
_SET_UP: tuple[type[Standup | Plan], ...] = (Standup, Plan)


@dataclass(frozen=True)
class ChannelState:
    """A channel, and how many of the unfinished tasks born there are late, and blocked."""

    channel_id: str
    unfinished: int
    late: int
    blocked: int


@dataclass(frozen=True)
class Desk:
    """What is on somebody's Home.

    Attributes:
        tasks: theirs, soonest due first; `blockers` wait for them to clear.
        raised: blockers of their own; `given` are tasks that they gave to others.
        seats: standups that wait for their answer, also those that ask them later today.
        drafts: reports that wait for them to look them over.
        days: those by which the ages of these blockers count, by their numbers.
        away: who of those beside them is away today; `channels` is how it stands where they work.
        step: of the first steps, the one to show; None when they have settled in.
    """

    tasks: Sequence[Task]
    blockers: Sequence[Blocker]
    raised: Sequence[Blocker]
    given: Page[Task]
    days: Mapping[int, Days]
    seats: Sequence[Seat] = ()
    drafts: Sequence[tuple[Plan, Edition]] = ()
    away: Sequence[Absence] = ()
    channels: Sequence[ChannelState] = ()
    step: int | None = None


def of(session: Session, actor: Actor, now: datetime) -> Desk:
    """Everything on this person's Home."""
    me = actor.user_id
    raised = blockers.page(session, actor, BlockerFilter(raised_by=me), None, OTHERS)
    others = [blocker for blocker in raised.rows if blocker.unblocker_id != me]
    waiting = blockers.waiting_on(session, actor, TASKS)
    wishes = preferences.of(session, actor.workspace_id, me)
    return Desk(
        tasks=tasks.page(session, actor, Filter(owner_id=me), None, TASKS, now).rows,
        blockers=waiting,
        raised=others,
        days=blockers.days_of_all(session, [*waiting, *others], now),
        given=tasks.page(session, actor, Filter(given_by=me), None, OTHERS, now),
        seats=rounds.waiting_seats(session, actor.workspace_id, me),
        drafts=drafts(session, actor),
        away=away_today(session, actor, now),
        channels=channels(session, actor, now, SOME),
        step=None if wishes.settled_in else _step(session, actor, wishes.step),
    )


def _step(session: Session, actor: Actor, step: int) -> int:
    """The first step to show: an administrator is not asked to set up what runs already where they are."""
    if not actor.admin or step >= len(_SET_UP):
        return step
    own = select(Member.channel_id).where(Member.workspace_id == actor.workspace_id, Member.user_id == actor.user_id)
    table = _SET_UP[step]
    runs = select(table.number).where(
        table.workspace_id == actor.workspace_id,
        table.status == "running",
        col(table.removed_at).is_(None),
        col(table.channel_id).in_(own),
    )
    return _step(session, actor, step + 1) if session.exec(runs.limit(1)).first() else step


def drafts(session: Session, actor: Actor) -> list[tuple[Plan, Edition]]:
    """The reports that wait for this person to look them over."""
    found = select(Plan, Edition).where(
        Plan.workspace_id == actor.workspace_id,
        Edition.workspace_id == Plan.workspace_id,
        Edition.plan_number == Plan.number,
        Edition.status == "draft",
    )
    opened = session.exec(found.order_by(col(Edition.nominal))).all()
    return [(plan, draft) for plan, draft in opened if plan.runs and status.owner(session, plan) == actor.user_id]


def away_today(session: Session, actor: Actor, now: datetime) -> list[Absence]:
    """Whoever is away today and is in a channel with this person, each once."""
    today = local_day(now, actor.zone)
    mine = select(Member.channel_id).where(Member.workspace_id == actor.workspace_id, Member.user_id == actor.user_id)
    others = select(Member.user_id).where(
        Member.workspace_id == actor.workspace_id, col(Member.channel_id).in_(mine), Member.user_id != actor.user_id
    )
    beside = set(session.exec(others.distinct()))
    return list(
        {each.user_id: each for each in absences.away(session, actor.workspace_id, today, today, beside)}.values()
    )


def channels(session: Session, actor: Actor, now: datetime, limit: int) -> list[ChannelState]:
    """The channels this person is in or has work in, those with the most that is late first.

    Of a private channel only those who are known to be in it learn anything.
    """
    mine = select(Member.channel_id).where(Member.workspace_id == actor.workspace_id, Member.user_id == actor.user_id)
    own = select(Task.channel_id).where(
        Task.workspace_id == actor.workspace_id,
        responsible_is(actor.user_id),
        col(Task.status).in_(UNFINISHED),
        col(Task.channel_kind) == "public",
    )
    public = [and_(col(Task.channel_kind) == "public", col(Task.channel_id).in_(own))] if actor.kind == "member" else []
    late, blocked = col(Task.due_rank) < now, col(Task.status) == "blocked"
    found = (
        select(Task.channel_id, func.count(), func.sum(case((late, 1), else_=0)), func.sum(case((blocked, 1), else_=0)))
        .where(
            Task.workspace_id == actor.workspace_id,
            col(Task.removed_at).is_(None),
            col(Task.status).in_(UNFINISHED),
            Task.channel_id != "",
            or_(col(Task.channel_id).in_(mine), *public),
        )
        .group_by(col(Task.channel_id))
    )
    states = [ChannelState(*row) for row in session.exec(found)]
    return sorted(states, key=lambda each: (-each.late, -each.blocked, -each.unfinished, each.channel_id))[:limit]
