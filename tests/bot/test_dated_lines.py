"""What stands behind a date, or is nearly a mark, never hides anything: it is read, or asked about."""

import pytest

from bot.rules.errors import UserError
from bot.rules.tasks import NewTask
from tests.bot.given import added, berlin

FRIDAY = berlin("2026-11-27", "17:00")


def asked(line: str) -> UserError:
    with pytest.raises(UserError) as error:
        added(line)
    return error.value


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Ship it fri 5 pm", "Ship it"),
        ("Ship it fri 5pm please", "Ship it please"),
        ("Ship it fri 5pm asap, thanks!", "Ship it asap, thanks!"),
        ("Ship it fri 5pm 🙏", "Ship it 🙏"),
        ("Ship it fri 5pm :pray:", "Ship it :pray:"),
        ("Ship it fri 5pm at the latest", "Ship it"),
        ("Ship it fri 5pm sharp", "Ship it"),
        ("Ship it fri 5pm !wow", "Ship it !wow"),
        ("Ship it fri 5pm @somebodyelse", "Ship it @somebodyelse"),
        ("Ship it, fri 5pm", "Ship it"),
        ("Ship it (fri 5pm)", "Ship it"),
        ("Ship it due: fri 5pm", "Ship it"),
        ("Ship it by: fri 5pm", "Ship it"),
        ("Ship it fri 17:00 Uhr", "Ship it"),
        ("Ship it, fri 5pm, please", "Ship it, please"),
        ('"Ship it" fri 5pm please', '"Ship it" please'),
    ],
)
def test_what_says_nothing_of_a_date_does_not_hide_it(line: str, title: str) -> None:
    assert added(line) == NewTask(title, due=FRIDAY)


@pytest.mark.parametrize(
    ("line", "title", "helpers"),
    [
        ("Ship it fri 5pm @ben and @cleo", "Ship it", ("UCLEO",)),
        ("Ship it @ben, @cleo & @ana fri 5pm", "Ship it", ("UCLEO", "UANA")),
        ("Ship it <@UBEN|ben>, and <@UCLEO|cleo> fri 5pm", "Ship it", ("UCLEO",)),
        ("Ship it fri 5pm with @ben", "Ship it with @ben", ()),
        ("Send the report to @ben fri 5pm", "Send the report to @ben", ()),
        ("Send the report fri 5pm to @ben and @cleo", "Send the report to @ben and @cleo", ("UCLEO",)),
        ("Ship it, @ben fri 5pm", "Ship it", ()),
    ],
)
def test_names_at_the_end_are_people_and_keep_the_word_that_leads_to_them(
    line: str, title: str, helpers: tuple[str, ...]
) -> None:
    assert added(line) == NewTask(title, owner_id="UBEN", helper_ids=helpers, due=FRIDAY)


HIDDEN = {
    "Ship it by friday so that we can test": ("Ship it so that we can test", "by friday"),
    "Call Bob tomorrow about the cake": ("Call Bob about the cake", "tomorrow"),
    "Call Bob friday about the cake": ("Call Bob about the cake", "friday"),
    "Call Bob at 17:00 about the cake": ("Call Bob about the cake", "at 17:00"),
    "Ship it friday 17:00 notes": ("Ship it notes", "friday 17:00"),
    "Ship it on friday in the big room": ("Ship it in the big room", "on friday"),
    "Order the cake for friday": ("Order the cake", "friday"),
    "Order the cake for tomorrow 9:00": ("Order the cake", "tomorrow 9:00"),
}


@pytest.mark.parametrize(("line", "read"), HIDDEN.items())
def test_a_date_that_other_words_hide_is_asked_about(line: str, read: tuple[str, str]) -> None:
    error = asked(f"{line} @ben")
    title, phrase = read
    assert error.text.startswith(f"Is “{title}” due “{phrase}”, or does ")
    yes, keep = (added(choice.command.removeprefix("task add ")) for choice in error.choices)
    assert (yes.title, yes.owner_id, yes.due is None) == (title, "UBEN", False)
    assert keep == NewTask(line, owner_id="UBEN")


@pytest.mark.parametrize(
    "title",
    [
        "Prepare Friday demo", "Fix 17:00 cron job", "Review May budget", "Plan week 12 with everybody",
        "Office hours monday to friday", "Book a hotel for 3 days", "Standup every monday at 9:30 in room 4",
        "Notes from friday about the cake", "Shopping list:", "Bread, milk and eggs",
    ],
)  # fmt: skip
def test_a_title_with_a_day_in_it_is_taken_as_it_is(title: str) -> None:
    assert added(title) == NewTask(title)


SLIPS = [
    ("Ship it fri 5pm @bne", "@bne", "@ben"),
    ("Ship it @bne, fri 5pm", "@bne", "@ben"),
    ("Ask @celo about it", "@celo", "@cleo"),
    ("Ship it fri 5pm !hgih", "!hgih", "!high"),
    ("Ship it !urgnet fri 5pm", "!urgnet", "!urgent"),
]


@pytest.mark.parametrize(("line", "typed", "near"), SLIPS)
def test_a_mark_that_is_nearly_one_is_asked_about(line: str, typed: str, near: str) -> None:
    error = asked(line)
    assert error.text.endswith(f"{typed}. Did you mean {near}?")
    yes, keep = error.choices
    assert (yes.label, keep.label) == (f"Yes, {near}", "Keep it as it is")
    meant = added(yes.command.removeprefix("task add "))
    assert meant == added(line.replace(typed, near))
    assert (meant.owner_id or meant.priority) != "normal"


@pytest.mark.parametrize(("line", "typed", "near"), SLIPS)
def test_a_mark_kept_as_it_is_is_not_asked_about_again_and_loses_nothing(line: str, typed: str, near: str) -> None:
    kept = added(asked(line).choices[-1].command.removeprefix("task add "))
    assert typed in kept.title
    assert (kept.owner_id, kept.priority) == (None, "normal")
    assert kept.due == (FRIDAY if "fri" in line else None)


@pytest.mark.parametrize("title", ["Ship !wow it", "Ship it !lots", "Fix the @property of it", "Tell @here about it"])
def test_a_mark_that_is_near_to_nothing_stays_in_the_title(title: str) -> None:
    assert added(title) == NewTask(title)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Plan A @ben fri 5pm", "Plan A"),
        ("Grade A !high fri 5pm", "Grade A"),
        ("Vitamin a ~3d fri 5pm", "Vitamin a"),
        ("Plan A @ben fri 5pm please", "Plan A @ben please"),
        ("Call the @ben fri 5pm", "Call the"),
        ("Book the #launch fri 5pm", "Book the"),
    ],
)
def test_an_article_with_its_own_mark_does_not_claim_the_date_behind_it(line: str, title: str) -> None:
    new = added(line)
    assert (new.title, new.due) == (title, FRIDAY)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Series A fri 5pm", "Series A"),
        ("Review plan A, fri 5pm", "Review plan A"),
        ("Standup every @ben fri 5pm", "Standup every"),
        ("Notes from @ben fri 5pm", "Notes from @ben"),
        ("Notes from #launch fri 5pm", "Notes from #launch"),
    ],
)
def test_a_date_that_the_words_before_it_may_or_may_not_claim_is_asked_about(line: str, title: str) -> None:
    error = asked(line)
    assert error.text == f"Is “{title}” due “fri 5pm”, or does that belong to the title?"
    yes, keep = (added(choice.command.removeprefix("task add ")) for choice in error.choices)
    assert (yes.due, keep.due) == (FRIDAY, None)
    assert keep.title == line


@pytest.mark.parametrize(
    "title", ["Plan a friday", "Have a good friday", "Notes from friday", "Book a room for 3 days"]
)
def test_a_date_that_the_words_right_before_it_claim_stays_in_the_title(title: str) -> None:
    assert added(title) == NewTask(title)
