"""The views of Home, of first steps, emoji, setting up and the weekly card with something to show."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules.days_off import ANYBODY
from bot.rules.paging import Page
from bot.rules.people import Actor, Place
from bot.views import absences, channel_work, first_steps, home, ledger, reactions, setup, tallies
from bot.views.blocks import Message, md
from storage.desks import ChannelState, Desk
from storage.tasks import Task
from tests.bot import showing_reminders, showing_rounds, showing_standups, showing_status
from tests.storage.given import NOW

if TYPE_CHECKING:
    from tests.bot.showing import State

ANA = Actor("T1", "UANA", "member", ZoneInfo("Europe/Berlin"), Place("C1", "public"))
DRAFT = "0123456789abcdef"


def _work(state: "State", rows: Sequence[Task], earlier: bool) -> channel_work.Work:
    page = Page(rows, earlier, bool(rows), 100, True)
    stuck = state.blockers[:10]
    keys = {each.key for each in (*rows, *stuck)}
    return channel_work.Work(page, stuck, {each.number: ANYBODY for each in stuck}, keys)


def _desks(state: "State") -> list[Desk]:
    crowded = Desk(
        tasks=state.tasks[:15],
        blockers=state.blockers[:15],
        raised=state.blockers[:5],
        days={each.number: ANYBODY for each in state.blockers},
        given=Page(state.tasks[:5], later=True, total=7),
        seats=[showing_rounds.seat(state.words, "waiting")] * 10,
        drafts=[(showing_status.plan(), showing_status.edition())] * 10,
        away=showing_reminders.AWAY * 20,
        channels=[ChannelState("C1", 10_000, 1_000, 10)] * 5,
        step=0,
    )
    return [crowded, replace(crowded, step=None)]


CASES: "dict[str, Callable[[State], list[Any]]]" = {
    "absences.stands_in": lambda state: [
        absences.stands_in("UANA", NOW.date(), NOW.date(), NOW.date(), waiting) for waiting in ((), state.blockers)
    ],
    "home.home": lambda state: [home.home(desk, ANA, NOW, state.answer) for desk in _desks(state)],
    "channel_work.work": lambda state: [
        channel_work.work(
            _work(state, rows, earlier),
            replace(ANA, user_id="UDAN"),
            NOW,
            channel_id="C1",
            which=which,
            who=who,
            notice=md(state.words[:500]),
        )
        for rows, earlier, which, who in ((state.tasks[:10], True, "late", ""), ((), False, "person", "UBEN"))
    ],
    "first_steps.shown": lambda _: [
        {"type": "home", "callback_id": "home", "blocks": first_steps.shown(step, replace(ANA, admin=admin), NOW)}
        for step in range(3)
        for admin in (True, False)
    ],
    "first_steps.gone": lambda _: [first_steps.gone()],
    "first_steps.went_on": lambda _: [first_steps.went_on()],
    "reactions.listing": lambda state: [
        reactions.listing(dict.fromkeys((state.words, "eyes"), "done")),
        reactions.listing({}),
    ],
    "reactions.said": lambda state: [reactions.said(state.words[:100], each, "command:1") for each in ("done", None)],
    "setup.setup_form": lambda _: [
        setup.setup_form(DRAFT, channel_id=channel, has_standup=has, has_report=has)
        for channel, has in (("C1", True), ("", False))
    ],
    "setup.done": lambda state: [
        setup.done(standup, report)
        for standup, report in zip(
            showing_standups.CASES["standups.created"](state.words),
            showing_status.CASES["status.happened"](state),
            strict=False,
        )
        if isinstance(standup, Message) and isinstance(report, Message)
    ],
    "tallies.week": lambda _: [tallies.week(dict.fromkeys(ledger.WHAT, 3))],
}
