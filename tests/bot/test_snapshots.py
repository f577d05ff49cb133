"""Snapshots: kept and read back whole, counted week by week, compared."""

import json
from dataclasses import replace
from datetime import timedelta

from bot.rules import snapshots as rules
from bot.rules.snapshots import Away, Item, Missing, Section, Snapshot, Week
from bot.views import reports
from tests.bot.showing_status import crowded, snapshot
from tests.storage.given import NOW

HOUR = timedelta(hours=1)


def test_a_snapshot_is_read_back_as_it_was_kept() -> None:
    taken = crowded(["Ship the beta"], "Hello & <welcome>")
    assert rules.revived(json.loads(json.dumps(rules.plain(taken)))) == taken
    assert rules.plain(taken)["schema"] == rules.SCHEMA


def test_states_are_counted_at_each_moment_and_done_from_the_first_on() -> None:
    lives = [
        [(NOW, "open"), (NOW + 3 * HOUR, "doing"), (NOW + 5 * HOUR, "done")],
        [(NOW + 2 * HOUR, "open"), (NOW + 4 * HOUR, "dropped")],
        [(NOW - HOUR, "open"), (NOW, "done")],
        [(NOW - HOUR, "open"), (NOW, "done"), (NOW + 3 * HOUR, "open"), (NOW + 4 * HOUR, "done")],
    ]
    counts = rules.counts_at(lives, [NOW, NOW + 2 * HOUR, NOW + 3 * HOUR, NOW + 6 * HOUR])
    assert [(each["open"], each["doing"], each["done"]) for each in counts] == [
        (1, 0, 0),
        (2, 0, 0),
        (2, 1, 0),
        (0, 0, 2),
    ]


def _with(number: int, **sections: list[str]) -> Snapshot:
    taken = snapshot(taken_at=NOW + timedelta(days=7 * number))
    made = {name: Section.of([Item(key, f"Task {key}", day="2026-12-04", was="2026-11-27") for key in keys])
            for name, keys in sections.items()}  # fmt: skip
    return replace(taken, sections={**taken.sections, **made})


def test_a_difference_tells_what_came_what_went_and_what_was_done_in_between() -> None:
    chain = [
        _with(0, late=["T-1", "T-2"], blocked=["B-1"]),
        _with(1, done=["T-2"]),
        _with(2, late=["T-3"], done=["T-4"]),
    ]
    changes = {name: section.keys for name, section in rules.difference(chain).changes.items()}
    assert changes == {
        "done": ("T-2", "T-4"), "late": ("T-3",), "caught up": ("T-1",), "blocked": (), "freed": ("B-1",), "moved": (),
    }  # fmt: skip


def test_what_moved_there_and_back_has_not_moved() -> None:
    there = _with(1, moved=["T-1"])
    item = there.sections["moved"].items[0]
    back = replace(there, sections={**there.sections, "moved": Section.of([replace(item, day=item.was, was=item.day)])})
    assert rules.difference([_with(0), there, back]).changes["moved"].keys == ()


def test_ten_thousand_tasks_make_a_short_post_that_says_how_many_more_there_are() -> None:
    taken = crowded(["Ship the beta"], "")
    assert "… and 9,995 more" in reports.report(taken, number=12).text
    assert "… and 9,900 more" in str(reports.detail(taken, "late", 12).blocks)
    assert rules.details(taken) == (*rules.NAMES, "numbers")


def test_a_report_on_nothing_asks_whether_that_is_so() -> None:
    said = reports.report(snapshot()).text
    assert "Is nothing going on?" in said
    assert rules.details(snapshot()) == ("numbers",)


def test_a_report_mentions_nobody() -> None:
    assert "<@" not in reports.report(crowded(["Ship the beta"], "Ana"), number=12).text


def test_the_headline_counts_tasks_and_the_list_says_that_it_counts_blockers() -> None:
    stuck = [Item("B-1", "No access", "UBEN", days=7, clears="UANA"), Item("B-2", "No data", "UBEN", clears="")]
    blocked = Section.of([*stuck, Item("T-3", "The beta", "UBEN", days=1)])
    taken = snapshot(
        sections={**snapshot().sections, "blocked": blocked}, figures={"done": 0, "late": 0, "blocked": 3, "open": 3},
        before={"done": 1, "late": 0, "blocked": 3, "open": 1}, names={"UBEN": "Ben", "UANA": "Ana"},
    )  # fmt: skip
    said = reports.report(taken, number=12).text
    assert "Tasks: 0 done (1 last week), 0 late (±0), 3 blocked (±0), 3 open (+2)" in said
    assert "*In the way: 2 blockers and 1 blocked task*" in said
    assert "*B-1* No access · Ben is stuck, Ana can clear it · 7 working days" in said
    assert "*B-2* No data · Ben is stuck, nobody yet is named who can clear it · since today" in said
    assert "*T-3* The beta · Ben · 1 working day" in said


def test_what_was_done_before_is_of_last_time_where_reports_are_not_weekly() -> None:
    taken = snapshot(before={"done": 1}, since=NOW - timedelta(days=30))
    assert "0 done (1 last time)" in reports.report(taken, number=12).text


def test_one_day_away_is_one_day_and_those_who_did_not_move_their_tasks_are_told_which() -> None:
    still = {f"T-{number}": 9 - number for number in range(1, 4)}
    taken = snapshot(
        [Item("T-1", "The beta")], away=(Away("UBEN", "2026-12-01", "2026-12-01"),),
        missing=(Missing("UANA", tasks=1, days=5, still={"T-9": 5}), Missing("UBEN", tasks=4, days=5, still=still)),
        names={"UBEN": "Ben", "UANA": "Ana"},
    )  # fmt: skip
    said = reports.report(taken, number=12).text
    assert "• Ben · Tue 1 Dec\n" in said
    assert "• Ana · not moved: T-9 for 5 working days" in said
    assert "• Ben · not moved: T-1 for 8 working days, T-2 for 7 working days, T-3 for 6 working days, 1 more" in said


def test_weeks_before_there_was_any_task_are_not_shown_but_never_fewer_than_four() -> None:
    def of(*counts: int) -> list[int]:
        weeks = tuple(Week(f"2026-11-{day:02}", {"open": count}) for day, count in enumerate(counts, 1))
        return [week.counts["open"] for week in snapshot(weeks=weeks).told_weeks]

    assert of(0, 0, 3, 0, 1, 2, 2, 5) == [3, 0, 1, 2, 2, 5]
    assert of(0, 0, 0, 0, 0, 0, 0, 5) == [0, 0, 0, 5]
    assert of(1, 0, 0, 0, 0, 0, 0, 0) == [1, 0, 0, 0, 0, 0, 0, 0]
    few = snapshot([Item("T-1", "Ship")])
    picture = reports.report(replace(few, weeks=few.weeks[:4])).picture
    assert picture is not None
    assert "Tasks by state, last 4 weeks" in str(picture)
