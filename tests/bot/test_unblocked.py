"""What says that nothing is in the way, and what says that something is."""

import pytest

from bot.rules.unblocked import keys_in, says_so

CLEAR = (
    "T-1 no longer blocked", "T-1 is no longer blocked", "T-1 isn't blocked any more", "T-1 no longer", "no longer",
    "not blocked anymore", "I'm not blocked", "I am no longer stuck", "fixed T-1", "T-1 fixed", "T-1 is fixed now",
    "B-1 is done", "1 done", "B-2 resolved", "solved", "it works now", "all clear", "all good!", "everything is fine",
    "no blockers", "no more blockers", "no blockers today", "none", "nothing", "nothing blocks me", "nope",
    "nothing in my way", "nothing is blocking me", "T-1 nothing", "I have no blockers", "there are no issues",
    "login is fixed", "the vendor answered, it is resolved", "staging works again", "T-3 unblocked", "#2 is solved",
    "we're unblocked", "B-1 over", "not any more", "T-1 never mind", "all done @ben", "zero blockers !high",
)  # fmt: skip
STUCK = (
    "no access to staging @ben", "no test data", "nobody answers", "nothing works", "nothing loads in the editor",
    "T-1 not done yet", "login is not fixed", "waiting until login is fixed", "the bug needs to be fixed",
    "staging no longer works", "the vendor no longer answers", "all servers are down", "everything is broken",
    "done is not done", "help me @ben", "waiting for B-1 to be resolved", "the fix for T-1 is missing",
    "no issue tracker access", "no problem report from the client", "unclear what T-4 wants", "3 laptops missing",
    "blocked", "all good ideas are rejected", "the door is closed", "good contract missing", "fixed price not agreed",
    "who knows when the API is cleared", "it is over budget", "not enough licences", "nothing is deployed",
)  # fmt: skip


@pytest.mark.parametrize("line", CLEAR)
def test_a_line_that_nothing_is_in_the_way_is_known(line: str) -> None:
    assert says_so(line)


@pytest.mark.parametrize("line", STUCK)
def test_a_line_that_something_is_in_the_way_is_raised_as_it_is(line: str) -> None:
    assert not says_so(line)


def test_the_keys_in_it_are_those_of_blockers_and_of_tasks() -> None:
    assert keys_in("1 and B-2, t3 fixed, B-2") == ((1, 2), (3,))
