"""How fast we speak: never faster than the rate, never before Slack said, and soon back at full speed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.pacing import Bucket


def _run(bucket: Bucket, count: int, now: float = 0.0, most: int = 1) -> list[float]:
    """When each of `count` tokens is taken by somebody who always waits exactly as long as told."""
    taken: list[float] = []
    while len(taken) < count:
        if wait := bucket.wait(now):
            now += max(wait, 1e-9)
            continue
        taken += [now] * bucket.take(now, min(most, count - len(taken)))
    return taken


def test_a_burst_is_taken_at_once_and_the_rest_at_the_rate() -> None:
    taken = _run(Bucket(rate=2, capacity=5), 11)
    assert taken[:5] == [0.0] * 5
    assert taken[5:] == pytest.approx([0.5, 1.0, 1.5, 2.0, 2.5, 3.0])


@given(rate=st.floats(0.1, 50), capacity=st.integers(1, 40), most=st.integers(1, 8), count=st.integers(1, 200))
def test_no_stretch_of_time_sees_more_than_the_bucket_and_the_rate_allow(
    rate: float, capacity: int, most: int, count: int
) -> None:
    taken = _run(Bucket(rate, capacity), count, most=most)
    assert all(number + 1 <= capacity + (at - taken[0]) * rate + 1e-3 for number, at in enumerate(taken))
    assert taken[-1] - taken[0] <= max(count - capacity, 0) / rate + 1e-3


def test_what_was_not_needed_is_given_back() -> None:
    bucket = Bucket(rate=1, capacity=8)
    bucket.give_back(bucket.take(0, 8) - 3)
    assert bucket.take(0, 8) == 5
    bucket.give_back(100)
    assert bucket.take(0, 100) == 8


@given(at=st.floats(0, 1e6), seconds=st.integers(1, 3600))
def test_nothing_is_taken_before_the_refusal_is_over(at: float, seconds: int) -> None:
    bucket = Bucket(rate=3, capacity=20)
    bucket.refused(at, seconds)
    assert bucket.take(at + seconds * 0.999, 8) == 0
    assert _run(bucket, 1, at)[0] >= at + seconds - 1e-6


def test_a_shorter_refusal_shortens_no_longer_one() -> None:
    bucket = Bucket(rate=3, capacity=20)
    bucket.refused(0, 120)
    bucket.refused(1, 1)
    assert bucket.wait(2) == pytest.approx(118)


def test_requests_that_are_refused_together_slow_us_once() -> None:
    bucket = Bucket(rate=10, capacity=8)
    for each in range(8):
        bucket.refused(each / 100, 0)
    steps = _run(bucket, 30, 1.0)
    assert steps[-1] - steps[-2] == pytest.approx(1 / 7)


def test_each_refusal_in_turn_slows_us_down_to_a_tenth_and_no_further() -> None:
    bucket = Bucket(rate=10, capacity=8)
    for each in range(50):
        bucket.refused(each * 10, 1)
    steps = _run(bucket, 30, 600)
    assert steps[-1] - steps[-2] == pytest.approx(1)


def test_success_brings_the_speed_back_and_never_above_the_rate() -> None:
    bucket = Bucket(rate=10, capacity=1)
    bucket.refused(0, 0)
    for _ in range(200):
        bucket.succeeded()
    steps = _run(bucket, 30, 10)
    assert steps[-1] - steps[-2] == pytest.approx(0.1)


def test_a_day_without_a_word_is_no_licence_for_a_flood() -> None:
    bucket = Bucket(rate=3, capacity=20)
    bucket.take(0, 20)
    assert bucket.take(86400, 1000) == 20
