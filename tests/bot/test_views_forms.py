"""A form that is opened and saved without a touch changes nothing; one that is touched changes just that."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules import task_words
from bot.rules import tasks as rules
from bot.rules.editing import Edit, task_form, task_values
from bot.rules.tasks import Due, NewTask
from bot.views import blockers as blocker_views
from bot.views import tasks as views
from bot.views.blocks import Block
from playground.blockkit import check_view
from storage.tasks import Task
from tests.bot.showing import DRAFT, blocker, task
from tests.storage.given import NOW

BERLIN = ZoneInfo("Europe/Berlin")


def untouched(view: dict[str, Any]) -> dict[str, Any]:
    """What Slack sends when a person presses Save at once."""
    return {block["block_id"]: _initial(block["element"]) for block in view["blocks"] if block["type"] == "input"}


def _initial(element: dict[str, Any]) -> Any:
    given = [value for name, value in element.items() if name.startswith("initial_")]
    value = given[0] if given else None
    return value["value"] if isinstance(value, dict) else value


def form(row: Task) -> Block:
    return views.edit_form(row, task_form(row, BERLIN), DRAFT)


def due_of(row: Task) -> Due | None:
    return Due(row.due_at, row.due_zone or "UTC", row.due_timed) if row.due_at else None


def edited(row: Task, zone: ZoneInfo, **touched: Any) -> dict[str, Any]:
    """What is written when the form of a task is saved, with these fields touched."""
    shown = task_form(row, zone)
    sent = untouched(views.edit_form(row, shown, DRAFT)) | touched
    edit = Edit(shown=shown, sent=sent, now=shown)
    return task_values(edit, task_words.from_form(edit.result, zone=zone, before=due_of(row)))


ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC"])
LABEL = st.text(alphabet="abcxyzäß0123456789_-", min_size=1, max_size=rules.LABEL_LIMIT).filter(
    lambda label: label[0] not in "-_"
)


@st.composite
def task_rows(draw: st.DrawFn) -> Task:
    """A task as one line or a form would have made it."""
    timed = draw(st.booleans())
    zone = ZoneInfo(draw(ZONES))
    local = draw(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
    at = local.replace(hour=local.hour if timed else 23, minute=local.minute if timed else 59, second=0, microsecond=0)
    has_due = draw(st.booleans())
    return task(
        title=" ".join(draw(st.lists(st.text("ab&<'\"é", min_size=1, max_size=20), min_size=1, max_size=20))),
        description=draw(st.one_of(st.just(""), st.text(max_size=200), st.just("d" * rules.DESCRIPTION_LIMIT))),
        owner_id=draw(st.sampled_from([None, "UBEN"])),
        helper_ids=draw(st.sampled_from([(), ("UCLEO",), tuple(f"U{n}" for n in range(10))])),
        priority=draw(st.sampled_from(["low", "normal", "high", "urgent"])),
        labels=tuple(draw(st.lists(LABEL.map(str.lower), max_size=rules.LABELS_LIMIT, unique=True))),
        estimate_minutes=draw(st.one_of(st.none(), st.integers(1, 624_000))),
        due_at=at.replace(tzinfo=zone).astimezone(UTC) if has_due else None,
        due_zone=zone.key if has_due else None,
        due_timed=timed and has_due,
    )  # fmt: skip


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(task_rows(), ZONES)
def test_saving_an_untouched_form_writes_nothing(row: Task, zone: str) -> None:
    assert edited(row, ZoneInfo(zone)) == {}


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(task_rows(), ZONES)
def test_an_hour_for_a_day_is_the_askers_hour_of_that_day(row: Task, zone: str) -> None:
    row.due_at, row.due_zone, row.due_timed = NOW + timedelta(days=3), "UTC", False
    written = edited(row, ZoneInfo(zone), due_time="17:00")
    assert set(written) == {"due"}
    assert f"{written['due'].at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == "2026-11-26 17:00"


def test_ten_labels_of_forty_characters_fit_into_their_box() -> None:
    labels = tuple(f"{n}{'x' * 39}" for n in range(10))
    assert edited(task(labels=labels), BERLIN) == {}


@pytest.mark.parametrize("length", [rules.DESCRIPTION_LIMIT + 1, 40_000])
def test_a_description_too_long_for_a_box_is_left_out_of_the_form_rather_than_cut(length: int) -> None:
    assert "description" not in untouched(form(task(description="d" * length)))
    assert "description" in untouched(form(task(description="d" * rules.DESCRIPTION_LIMIT)))


def test_a_touched_field_changes_and_the_others_are_not_written() -> None:
    row = task(
        title="Ship it", labels=("web",), due_at=NOW + timedelta(days=3), due_zone="Europe/Berlin", due_timed=True
    )
    assert edited(row, BERLIN, title="Ship it now") == {"title": "Ship it now"}
    assert edited(row, BERLIN, due_date=None, due_time=None) == {"due": None}


def test_a_field_that_somebody_else_changed_is_overtaken_unless_both_want_the_same() -> None:
    shown = task_form(task(title="One", labels=("web",)), BERLIN)
    now = {**shown, "title": "Two", "owner": "UBEN"}
    assert Edit(shown, {**shown, "title": "Three", "labels": "web api"}, now).overtaken == ("title",)
    assert Edit(shown, {**shown, "title": "Two"}, now).overtaken == ()
    assert Edit(shown, {**shown, "labels": "web api"}, now).overtaken == ()


@pytest.mark.parametrize("status", rules.STATUSES)
def test_the_form_shows_the_status_as_it_is(status: str) -> None:
    assert untouched(form(task(status=status)))["status"] == status


def test_the_form_for_a_new_task_asks_for_a_channel_only_when_nothing_else_tells() -> None:
    asked = untouched(views.add_form(DRAFT, channel=True))
    assert set(asked) - set(untouched(views.add_form(DRAFT, channel=False))) == {"channel"}


def test_a_new_task_from_a_message_is_the_message() -> None:
    values = untouched(views.add_form(DRAFT, title="Fix <it> & go", description="all of it", channel=False))
    assert task_words.from_form(values | {"title": "Fix <it> & go"}, zone=BERLIN) == NewTask(
        "Fix <it> & go", "all of it"
    )


@pytest.mark.parametrize("purpose", ["open", "push", "update"])
def test_slack_takes_every_form_in_every_way_of_showing_it(purpose: Any) -> None:
    forms = [
        views.add_form(DRAFT, channel=True),
        form(task()),
        blocker_views.note_form(blocker(), DRAFT),
        blocker_views.reassign_form(blocker(), DRAFT),
    ]
    assert [check_view(form, purpose=purpose) for form in forms] == [[]] * 4
