"""Whatever the help shows works when it is typed as printed."""

from bot.views.help import FIRST, TOPICS
from tests.stories.office import Office, answer

EXAMPLES = [example for examples in (FIRST, *(topic.examples for topic in TOPICS.values())) for example, _ in examples]
WRONG = ("I don't know", "I can't", "Did you mean", "Which ", "I found no", "Something went wrong", "When is ")


async def given(office: Office) -> None:
    """What the examples speak of: tasks up to T-12, two blockers, a standup, a reminder for ana, and two reports."""
    for number in range(1, 13):
        await office.ana.types(f"/task add Task {number} @ana", "launch")
    for line in (
        "/blocker raise No access @ana", "/blocker raise No test data @ana",
        "/standup new Daily at 23:50 every weekday",
        "/beat remind me to smile tomorrow 17:00", "/beat remind me to sing tomorrow 17:00",
        "/beat remind me to rest tomorrow 17:00", "/beat report every friday at 16:00",
    ):  # fmt: skip
        await answer(await office.ana.types(line, "launch"))
    for _ in range(2):
        asked = await answer(await office.ana.types("/beat report publish", "launch"))
        await office.presses(office.ana, "Publish it today", on=asked)
        await office.later(days=7)


async def test_every_command_of_the_help_is_answered_as_it_is_printed(office: Office) -> None:
    await given(office)
    wrong = {}
    for example in EXAMPLES:
        if not example.startswith("/"):
            continue
        seen = await office.ana.types(example, "launch")
        said = seen.text if seen else "(a form)"
        if any(said.startswith(words) for words in WRONG):
            wrong[example] = said
    assert wrong == {}
