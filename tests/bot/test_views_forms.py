"""A form that is opened and saved without a touch changes nothing; one that is touched changes just that."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules import task_words
from bot.rules import tasks as rules
from bot.rules.tasks import Due, NewTask
from bot.views import blockers as blocker_views
from bot.views import tasks as views
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


def as_new(row: Task) -> NewTask:
    due = Due(row.due_at, row.due_zone or "UTC", row.due_timed) if row.due_at else None
    said = {
        name: getattr(row, name) for name in ("title", "description", "owner_id", "helper_ids", "priority", "labels")
    }
    return NewTask(**said, due=due, estimate_minutes=row.estimate_minutes)


def saved(row: Task, zone: ZoneInfo, **touched: Any) -> NewTask:
    values = untouched(views.edit_form(row, zone, DRAFT)) | touched
    due = Due(row.due_at, row.due_zone or "UTC", row.due_timed) if row.due_at else None
    return task_words.from_form(values, zone=zone, before=due)


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
def test_saving_an_untouched_form_changes_nothing(row: Task, zone: str) -> None:
    new, old = saved(row, ZoneInfo(zone)), as_new(row)
    assert vars(new) | {"due": None} == vars(old) | {"due": None}
    assert (new.due and (new.due.at, new.due.timed)) == (old.due and (old.due.at, old.due.timed))


def test_ten_labels_of_forty_characters_fit_into_their_box() -> None:
    labels = tuple(f"{n}{'x' * 39}" for n in range(10))
    assert saved(task(labels=labels), BERLIN).labels == labels


@pytest.mark.parametrize("length", [rules.DESCRIPTION_LIMIT + 1, 40_000])
def test_a_description_too_long_for_a_box_is_left_out_of_the_form_rather_than_cut(length: int) -> None:
    assert "description" not in untouched(views.edit_form(task(description="d" * length), BERLIN, DRAFT))
    assert "description" in untouched(views.edit_form(task(description="d" * rules.DESCRIPTION_LIMIT), BERLIN, DRAFT))


def test_a_touched_field_changes_and_the_others_stay() -> None:
    row = task(
        title="Ship it", labels=("web",), due_at=NOW + timedelta(days=3), due_zone="Europe/Berlin", due_timed=True
    )
    new = saved(row, BERLIN, title="Ship it now")
    assert vars(new) == vars(as_new(row)) | {"title": "Ship it now"}


@pytest.mark.parametrize("status", rules.STATUSES)
def test_the_form_shows_the_status_as_it_is(status: str) -> None:
    assert untouched(views.edit_form(task(status=status), BERLIN, DRAFT))["status"] == status


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
        views.edit_form(task(), BERLIN, DRAFT),
        blocker_views.note_form(blocker(), DRAFT),
        blocker_views.reassign_form(blocker(), DRAFT),
    ]
    assert [check_view(form, purpose=purpose) for form in forms] == [[]] * 4
