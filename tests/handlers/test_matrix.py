"""Who may do what: every act there is, asked by everybody, of everything; against one table.

A case is one act, one person and one thing: their own, one of the same channel, of another public one, of a private one
that they are not in, of another workspace, and one that is gone.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlmodel import select

from bot.rules import people
from handlers import TABLES, history, ledger
from storage import outbox, permission, records, reminders, rounds, status
from tests.handlers import acts
from tests.handlers.acts import Known
from tests.handlers.matrix import CANARIES, HIDDEN, TARGETS, WHO, Company, Target, Who

# y: done. r: refused. -: as if it were not there. A dot: there is no such case.
# Each for: own, same channel, elsewhere, behind a door, another workspace, gone.
EXPECTED = """
                owner   lead    member  outsider admin  observer guest  wide
see             yyyy--  yyy---  yyy---  yyy---  yyy---  yyy---  yy----  yy----
change          yyyy--  yyy---  yyy---  yyy---  yyy---  yry---  yy----  yy----
change_there    yyyy--  yyy---  yyy---  yyy---  yyy---  yry---  yy----  yyy---
govern          yyyy--  yyr---  yrr---  yrr---  yyy---  yrr---  yr----  yr----
share           yyyy--  yyy---  yyy---  rrr---  rrr---  yry---  yy----  yy----
move_standup    yyyr--  yyr---  yrr---  yrr---  yyy---  yrr---  yr----  yr----
leave_standup   yyyy--  yyy---  yyy---  yyy---  yyy---  yyy---  yy----  yyy---
new             .y....  .y....  .y....  .y....  .y....  .r....  .y....  .y....
mine            .y..y.  .y..y.  .y..y.  .y..y.  .y..y.  .y..y.  .y..y.  .y..y.
my_days         .y..r.  .y..r.  .y..r.  .y..r.  .y..r.  .y..r.  .y..r.  .y..r.
taken_back      .r....  .r....  .r....  .r....  .r....  .r....  .r....  .r....
typed           yyyyyy  yyyyyy  yyyyyy  yyyyyy  yyyyyy  yyyyyy  yyyyyy  yyyyyy
list            .y..y.  .y..y.  .y..y.  .y..y.  .y..y.  .y..y.  .y..y.  .y..y.
own_reminder    yyyy-r  yr---r  yr---r  y-----  y-----  yr---r  yr---r  yr---r
answer_reminder yyyy-r  yy---r  yy---r  y-----  y-----  yy---r  yy---r  yy---r
end_reminder    yyyy-r  yy---r  yr---r  y-----  y-----  yr---r  yr---r  yr---r
read_plan       yyyy--  yyy---  yyy---  yyy---  yyy---  yyy---  yy----  yyy---
govern_plan     yyyy--  yyr---  yrr---  yrr---  yyy---  yrr---  yr----  yrr---
work_on_report  yyyy--  yyy---  yyy---  yyy---  yyy---  yry---  yy----  yyy---
post_report     .yyy-y  .yy--y  .yy--y  .yy--y  .yy--y  .ry--r  .y---y  .yy--y
read_report     .yyy-y  .yy--y  .yy--y  .yy--y  .yy--y  .yy--y  .y---y  .yy--y
take_over       .yyy--  .yy---  .yy---  .yy---  .yy---  .ry---  .y----  .yy---
read_here       .y..y.  .y..y.  .y..y.  .r..r.  .r..r.  .y..y.  .y..y.  .y..y.
set_up_here     yy..yy  yy..yy  yr..yy  rr..rr  rr..rr  rr..yr  yr..yy  yr..yy
govern_here     yy..rr  yy..rr  yr..rr  rr..rr  rr..rr  yr..rr  yr..rr  yr..rr
work_here       yy..rr  yy..rr  yy..rr  rr..rr  rr..rr  yr..rr  yy..rr  yy..rr
compare_here    .y..-y  .y..-y  .y..-y  .r..rr  .r..rr  .y..-y  .y..-y  .y..-y
give_role       yy..rr  yy..ry  yr..rr  rr..rr  rr..rr  yr..rr  yr..rr  yr..rr
take_role       yy..rr  yy..rr  yr..rr  rr..rr  rr..rr  yr..rr  yr..rr  yr..rr
seat            yryyrr  yrrrrr  yrrrrr  yrrrrr  yrrrrr  yrrrrr  yrrrrr  yryrrr
undo            yyyyrr  yrrrrr  yrrrrr  yrrrrr  yrrrrr  yrrrrr  yrrrrr  yrrrrr
administer      .r..r.  .r..r.  .r..r.  .r..r.  .y..y.  .r..r.  .r..r.  .r..r.
erase_others    .r..r.  .r..r.  .r..r.  .r..r.  .r..r.  .r..r.  .r..r.  .r..r.
days_of_team    .y..y.  .y..y.  .y..y.  .r..r.  .r..r.  .r..y.  .y..y.  .y..y.
doubt           yyyyrr  yrrrrr  yrrrrr  yrrrrr  yrrrrr  yrrrrr  yrrrrr  yrrrrr
"""
# The birds of the channels that somebody may read of; who is not let in reads of none.
READS: dict[Who, str] = {
    "owner": "123", "lead": "12", "member": "12", "outsider": "12", "admin": "12", "observer": "12", "guest": "1",
    "wide guest": "12", "stranger": "", "leaver": "", "bot": "",
}  # fmt: skip
Case = tuple[Known, Who, Target, str]


def cases() -> Iterator[Case]:
    """Every case, with what is to come of it."""
    rows = {
        row[0].replace("_", " "): row[1:] for row in map(str.split, EXPECTED.splitlines()) if len(row) == len(WHO) - 2
    }
    for known in acts.every():
        for who, verdicts in zip(WHO, (*rows[known.row.needs], *["xxxxxx"] * 3), strict=True):
            for target, verdict in zip(TARGETS, verdicts, strict=True):
                if verdict != ".":
                    yield known, who, target, verdict


def leak(who: Who, target: Target, said: str) -> str:
    """What was said of a channel that they may not read of."""
    readable = "" if target == "another" else READS[who]
    closed = [str(number) for number in CANARIES if str(number) not in readable]
    words = [CANARIES[int(number)] for number in closed] + [HIDDEN for number in closed if number == "3"]
    return " ".join(word for word in words if word in said)


def test_every_act_has_a_row_and_every_row_an_act() -> None:
    assert set(acts.VERBS) == set(acts.verbs())
    assert set(acts.BUTTONS) == set(TABLES.buttons)
    assert set(acts.FORMS) == set(TABLES.forms)
    assert set(acts.TYPING) == set(TABLES.typing)
    assert set(acts.SHORTCUTS) == set(TABLES.shortcuts)
    assert set(acts.EVENTS) == set(TABLES.events)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_everybody_may_do_what_the_table_says_and_reads_nothing_else(company: Company) -> None:
    wrong, tried = [], 0
    absent: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for known, who, target, expected in cases():
        outcome = company.tries(who, known, target)
        tried += 1
        if outcome.verdict != expected or leak(who, target, outcome.said):
            wrong.append((known.name, known.door, who, target, expected, outcome))
        if outcome.verdict == "-":
            absent[known.door, known.name, who].add(re.sub(r"\d+", "?", outcome.said))
    print(f"{tried} cases: {len(acts.every())} acts, {len(WHO)} actors, {len(TARGETS)} targets")
    assert not wrong, f"{len(wrong)} of {tried}: {wrong[:9]}"
    assert tried >= 2_000
    differing = {which: said for which, said in absent.items() if len(said) > 1}
    assert not differing, f"absent and not theirs read differently: {list(differing.items())[:3]}"


def test_an_act_without_a_row_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TABLES.buttons, "tasks.polish", TABLES.buttons["tasks.done"])
    with pytest.raises(KeyError, match=r"tasks\.polish"):
        acts.every()


def _anybody(*_: Any, **__: Any) -> bool:
    return True


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _somebodys(session: Any, workspace_id: str, number: int, _: str) -> Any:
    """A seat in a round, whoever takes it."""
    entry = session.exec(select(rounds.Entry).where(rounds.Entry.round_number == number)).first()
    return rounds.seat(session, workspace_id, number, entry.user_id)


# A check that is taken away, and the acts of each kind that must show it.
REMOVED: tuple[tuple[object, str, Callable[..., Any], tuple[str, ...]], ...] = (
    (permission, "allow", _anybody, ("task show", "tasks.done", "blocker show", "blockers.resolve", "standup show",
                                     "standups.delete", "status.pause", "status.publish", "role remove",
                                     "remind delete", "digests.done")),
    (permission, "refuse_reader", _nothing, ("task add", "blocker raise", "standups.new")),
    (reminders, "may_see", _anybody, ("reminders.done", "remind edit")),
    (status, "may_see", _anybody, ("status.preview", "status.setup")),
    (rounds, "own_seat", _somebodys, ("rounds.nothing", "rounds.answer")),
    (history, "refuse_undo", _nothing, ("history.undo",)),
    (ledger, "_doubtful", lambda session, ask: outbox.find(session, "T1", str(ask.value["key"])),
     ("ledger.again", "ledger.there")),
    (people, "may_enter", _anybody, ("help help", "tasks.from_message")),
)  # fmt: skip


@pytest.mark.parametrize(("room", "check", "instead", "names"), REMOVED, ids=[row[1] for row in REMOVED])
def test_a_check_taken_away_shows_in_every_kind_of_act_it_guards(
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    room: object,
    check: str,
    instead: Callable[..., Any],
    names: tuple[str, ...],
) -> None:
    monkeypatch.setattr(room, check, instead)
    assert {known.name for known, *_ in _deviating(company, names)} == set(names)


def test_a_list_that_shows_everything_would_be_caught(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "visible", lambda table, _: select(table))
    leaking = {
        known.name for known, *_, said in _deviating(company, ("task list", "blocker list", "standup list")) if said
    }
    assert leaking == {"task list", "blocker list", "standup list"}


def _deviating(company: Company, names: tuple[str, ...]) -> Iterator[tuple[Known, Who, str]]:
    for known, who, target, expected in cases():
        if known.name in names and target in ("same", "elsewhere", "behind"):
            outcome = company.tries(who, known, target)
            leaked = leak(who, target, outcome.said)
            if outcome.verdict != expected or leaked:
                yield known, who, leaked
