"""However much people write, Slack takes what we show: lengths, counts and sizes, for generated rows of every kind."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.rules import tasks as task_rules
from bot.rules.blockers import NOTE_LIMIT, WHAT_LIMIT
from bot.rules.priority import PRIORITIES
from bot.rules.tasks import DESCRIPTION_LIMIT, HELPERS_LIMIT, LABEL_LIMIT, LABELS_LIMIT, TITLE_LIMIT
from bot.views.blocks import Md, Message
from playground.blockkit import blocks_size
from storage.blockers import Blocker
from storage.tasks import Task
from tests.bot.hostile import HOSTILE
from tests.bot.showing import CASES, PERMALINK, Shown, State, blocker, own_controls, payload, task
from tests.bot.test_views_words import problems, smuggled
from tests.storage.given import NOW

TEXT_MOST = 4000
BLOCKS_MOST = 12_000
EXAMPLES = 50  # for each of more than a hundred views: five thousand in all

QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

# A character that costs most when it is escaped, quoted in JSON, or counted; a word; and whatever there is.
FILLERS = ("&", "<", '"', "\\", "a", "é", "x ", "👩\u200d👩\u200d👧", "ab\n", "\u0301")


def texts(most: int) -> st.SearchStrategy[str]:
    """Texts of 1 to `most` characters, often the longest there may be."""
    fillers = st.sampled_from([(piece * most)[:most] for piece in FILLERS])
    return st.one_of(fillers, st.sampled_from([words[:most] for words in HOSTILE]), st.text(min_size=1, max_size=40))


USERS = tuple(f"U{number:010d}" for number in range(HELPERS_LIMIT))
LABELS = tuple(f"{number}{'ß' * LABEL_LIMIT}"[:LABEL_LIMIT] for number in range(LABELS_LIMIT))
# A form's field takes 300 characters of labels, whatever they are.
ODD_LABELS = tuple(f"{number}{'&' * LABEL_LIMIT}"[:LABEL_LIMIT] for number in range(7))
MOMENTS = st.sampled_from([None, NOW - timedelta(days=400), NOW + timedelta(hours=3), NOW + timedelta(days=800)])
ZONES = st.sampled_from(["Europe/Berlin", "America/Argentina/ComodRivadavia", "Asia/Kathmandu"])
LINKS = st.sampled_from([None, PERMALINK, "https://x.example/" + "a" * 2900, "javascript:alert(1)"])
NUMBERS = st.sampled_from([1, 12, 999_999_999])


@st.composite
def task_rows(draw: st.DrawFn) -> Task:
    """Any task that storage can hold, often with everything as long as it may be."""
    due_at = draw(MOMENTS)
    return task(
        draw(NUMBERS),
        title=draw(texts(TITLE_LIMIT)),
        description=draw(st.one_of(st.just(""), texts(DESCRIPTION_LIMIT), texts(40_000))),
        status=draw(st.sampled_from(task_rules.STATUSES)),
        priority=draw(st.sampled_from(PRIORITIES)),
        owner_id=draw(st.sampled_from([None, "UBEN", USERS[0]])),
        helper_ids=USERS[: draw(st.sampled_from([0, 1, HELPERS_LIMIT]))],
        labels=draw(st.sampled_from([(), ("launch",), LABELS, ODD_LABELS])),
        waits_for=tuple(map(str, range(999_000, 999_000 + draw(st.sampled_from([0, 1, 25]))))),
        due_at=due_at,
        due_zone=draw(ZONES) if due_at else None,
        due_timed=due_at is not None and draw(st.booleans()),
        estimate_minutes=draw(st.sampled_from([None, 1, 480, 624_000 - 1])),
        source_url=draw(LINKS),
        channel_kind=draw(st.sampled_from(["public", "private", "dm"])),
        removed_at=draw(st.sampled_from([None, None, None, NOW])),
    )


@st.composite
def blocker_rows(draw: st.DrawFn) -> Blocker:
    """Any blocker that storage can hold."""
    status = draw(st.sampled_from(["raised", "acknowledged", "resolved", "dismissed"]))
    return blocker(
        draw(NUMBERS),
        what=draw(texts(WHAT_LIMIT)),
        status=status,
        severity=draw(st.sampled_from(PRIORITIES)),
        unblocker_id=draw(st.sampled_from([None, "UBEN"])),
        task_numbers=draw(st.sampled_from([(), ("999999999",) * 25])),
        note=draw(st.one_of(st.just(""), texts(NOTE_LIMIT), texts(40_000))),
        note_by=draw(st.sampled_from([None, "UBEN"])),
        source_url=draw(LINKS),
        closed_at=NOW if status in ("resolved", "dismissed") else None,
        removed_at=draw(st.sampled_from([None, None, None, NOW])),
    )


@st.composite
def states(draw: st.DrawFn) -> State:
    """One, a page, or a page and one more of each; a page is often of rows that are alike and large."""
    tasks = draw(st.lists(task_rows(), min_size=1, max_size=2)) * draw(st.sampled_from([1, 5, 11]))
    stuck = draw(st.lists(blocker_rows(), min_size=1, max_size=2)) * draw(st.sampled_from([1, 5, 11]))
    flags = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    return State(tuple(tasks[:11]), tuple(stuck[:11]), draw(texts(40_000)), *flags)


def too_much(said: Shown) -> list[str]:
    """What is longer than we allow ourselves, so that no limit that Slack keeps to itself is ever met."""
    if not isinstance(said, Message):
        return []
    text, size = len(said.text), blocks_size(payload(said))
    return [
        *([f"text of {text} characters"] if text > TEXT_MOST else []),
        *([f"blocks of {size} characters"] if size > BLOCKS_MOST else []),
        *([] if said.text.strip() else ["no text beside the blocks"]),
    ]


@pytest.mark.parametrize("module", sorted({name.partition(".")[0] for name in CASES}))
def test_whatever_there_is_to_show_slack_takes_it(module: str) -> None:
    own = {name: case for name, case in CASES.items() if name.startswith(f"{module}.")}

    # What there is takes longer to make up than to show, so all the views of a module show the same.
    @QUICK
    @given(states())
    def slack_takes_it(state: State) -> None:
        allowed = own_controls(state)
        for name, case in own.items():
            for said in case(state):
                wrong = [*(problem.slack for problem in problems(said)), *smuggled(said, allowed), *too_much(said)]
                assert wrong == [], name

    slack_takes_it()


def largest(filler: str, labels: tuple[str, ...]) -> State:
    """Eleven tasks and eleven blockers with everything in them as long as it can be."""
    rows = tuple(
        task(
            999_999_990 + n, title=(filler * TITLE_LIMIT)[:TITLE_LIMIT], description=(filler * 40_000)[:40_000],
            labels=labels, owner_id=USERS[0], helper_ids=USERS, waits_for=tuple(map(str, range(999_000, 999_025))),
            due_at=NOW - timedelta(days=400), due_zone="America/Argentina/ComodRivadavia", due_timed=True,
            status="blocked", priority="urgent", estimate_minutes=623_999, source_url=PERMALINK,
        )
        for n in range(10)
    )  # fmt: skip
    stuck = tuple(
        blocker(
            999_999_990 + n, what=(filler * WHAT_LIMIT)[:WHAT_LIMIT], note=(filler * NOTE_LIMIT)[:NOTE_LIMIT],
            note_by="UBEN", status="acknowledged", severity="urgent", task_numbers=("999999999",) * 25,
            source_url=PERMALINK,
        )
        for n in range(10)
    )  # fmt: skip
    return State((*rows, rows[0]), (*stuck, stuck[0]), (filler * 40_000)[:40_000], earlier=True, later=True, told=True)


@pytest.mark.parametrize("name", CASES)
def test_the_largest_rows_there_can_be_are_taken_too(name: str) -> None:
    found = []
    for filler in FILLERS:
        for labels in (LABELS, ODD_LABELS):
            state = largest(filler, labels)
            for said in CASES[name](state):
                wrong = [*(problem.slack for problem in problems(said)), *smuggled(said, own_controls(state))]
                found += [f"{filler!r}: {what}" for what in [*wrong, *too_much(said)]]
    assert found == []


@pytest.mark.parametrize("name", [name for name in CASES if name != "tasks.details"])  # there may be none
def test_every_view_says_something(name: str) -> None:
    said = CASES[name](State((task(),), (blocker(),)))
    assert said
    assert any(each if isinstance(each, Md) else payload(each) for each in said)


def elements(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


@QUICK
@given(task_rows())
def test_a_form_is_filled_with_no_more_than_its_boxes_hold(row: Task) -> None:
    [view] = CASES["tasks.edit_form"](State((row,), ()))
    assert isinstance(view, dict)
    for element in elements(view).values():
        assert len(element.get("initial_value", "")) <= element.get("max_length", 3000)
        assert element.get("initial_value", "x") != ""


def test_a_list_of_long_titles_shows_fewer_rows_and_a_way_to_the_rest() -> None:
    rows = tuple(task(number, title="&" * TITLE_LIMIT) for number in range(1, 12))
    said = CASES["tasks.listing"](State(rows, ()))[0]
    assert isinstance(said, Message)
    shown = [block for block in payload(said) if block["type"] == "section" and "accessory" in block]
    last = payload(said)[-2]["elements"]
    assert 1 <= len(shown) < 11
    assert [button["text"]["text"] for button in last] == ["Next"]
    assert f'"number":{len(shown)}' in last[0]["value"]


def test_the_limits_of_this_test_would_be_noticed() -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "a" * 2990, "verbatim": True}}
    assert too_much(Message(Md("a" * 4001), ())) == ["text of 4001 characters"]
    assert too_much(Message(Md(""), (block,) * 4))[0].startswith("blocks of 12")
