"""What becomes of a message: each outcome's meaning, and how late is too late."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.delivery import (
    POLICIES,
    TRIES,
    Broken,
    Outcome,
    Postponed,
    Refused,
    Sent,
    Skip,
    Undecidable,
    Unknown,
    Verdict,
    came_late,
    judge,
    policy,
    too_late,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUIET = timedelta(seconds=25)
SECOND = timedelta(seconds=1)


def _judged(outcome: Outcome, attempt: int = 1, waited: timedelta = SECOND, doubt: bool = False) -> Verdict:
    return judge(outcome, attempt=attempt, since=NOW - waited, now=NOW, quiet=QUIET, doubt=doubt)


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        (Sent("C1", "1.2"), "sent", ""),
        (Refused("not_in_channel"), "failed", "not_in_channel"),
        (Skip("they are away"), "skipped", "they are away"),
        (Undecidable("I may not look"), "uncertain", "I may not look"),
    ],
)
def test_what_is_decided_is_over(outcome: Outcome, state: str, reason: str) -> None:
    assert _judged(outcome, 3) == Verdict(state, reason, attempt=3)  # type: ignore[arg-type]


@pytest.mark.parametrize("attempt", [1, TRIES, TRIES + 3])
def test_what_is_unknown_is_looked_for_once_it_can_not_be_in_flight_any_more(attempt: int) -> None:
    assert _judged(Unknown("TimeoutError"), attempt) == Verdict("due", "TimeoutError", NOW + QUIET, True, attempt)


def test_a_stated_wait_is_kept_to_the_second_and_is_no_try() -> None:
    assert _judged(Postponed("rate limited", 120 * SECOND), 3) == Verdict(
        "due", "rate limited", NOW + 120 * SECOND, False, 2
    )


@pytest.mark.parametrize(
    "outcome", [Postponed("rate limited", SECOND), Postponed("TimeoutError"), Broken("it could not be rendered")]
)
def test_being_put_off_settles_no_doubt(outcome: Outcome) -> None:
    assert _judged(outcome, doubt=True).doubt
    assert not _judged(outcome, doubt=False).doubt


def test_waits_grow_and_stay_below_five_minutes() -> None:
    waits = [_judged(Postponed("invalid_auth"), attempt).due_at for attempt in range(1, 100)]
    assert waits[:4] == [NOW + seconds * SECOND for seconds in (5, 10, 20, 40)]
    assert waits == sorted(waits, key=lambda each: each or NOW)
    assert waits[-1] == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(("hours", "state"), [(23, "due"), (25, "failed")])
def test_what_is_always_put_off_is_given_up_after_a_day(hours: int, state: str) -> None:
    assert _judged(Postponed("invalid_auth"), 200, timedelta(hours=hours)).state == state
    assert _judged(Postponed("rate limited", SECOND), 1, timedelta(hours=hours)).state == state


@pytest.mark.parametrize(("attempt", "state"), [(TRIES - 1, "due"), (TRIES, "failed")])
def test_what_can_not_be_rendered_is_parked_after_five_tries(attempt: int, state: str) -> None:
    assert _judged(Broken("it could not be rendered"), attempt).state == state


@pytest.mark.parametrize("purpose", [name for name, rules in POLICIES.items() if rules.grace])
def test_grace_ends_with_its_last_second(purpose: str) -> None:
    grace = policy(purpose).grace
    assert grace is not None
    assert not too_late(purpose, NOW, NOW + grace)
    assert too_late(purpose, NOW, NOW + grace + SECOND)


@pytest.mark.parametrize("purpose", ["reminders.due", "blockers.raised", "whatever.comes"])
def test_what_has_no_grace_always_comes(purpose: str) -> None:
    assert not too_late(purpose, NOW, NOW + timedelta(days=400))


def test_late_is_what_we_were_down_for_and_not_what_waited_in_our_queue() -> None:
    assert came_late(NOW, NOW + timedelta(minutes=2))
    assert not came_late(NOW, NOW + 30 * SECOND)
    assert not came_late(NOW, None)
