"""Help: what it shows, and how it is found."""

import pytest

from bot.rules.errors import UserError
from bot.views import help as views
from bot.views.help import TOPICS
from tests.bot.mrkdwn import read, texts
from tests.bot.showing import payload


def test_the_overview_is_short_and_names_every_topic() -> None:
    said = "\n".join(part["text"] for part in texts(payload(views.overview())))
    for name in TOPICS:
        assert name in views.BY_BUTTON or f"`/beat help {name}`" in said
    labels = [button["text"]["text"] for button in payload(views.overview())[1]["elements"]]
    assert labels == [TOPICS[name].title for name in views.BY_BUTTON]
    assert len(said) < 900


@pytest.mark.parametrize("name", views.BY_BUTTON)
def test_each_topic_of_a_button_is_one_screen(name: str) -> None:
    assert 4 <= len(TOPICS[name].examples) <= 8


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_shows_its_own_examples_and_no_others(name: str) -> None:
    said = views.topic(name).text
    for other, topic in TOPICS.items():
        assert (f"*{topic.title}*" in said) == (other == name)


@pytest.mark.parametrize(
    ("asked", "title"),
    [("tasks", "Keep track of work"), ("task", "Keep track of work"), ("TASKS", "Keep track of work"),
     ("taks", "Keep track of work"),
     ("blocker", "Get unstuck"), ("bloker", "Get unstuck"), ("way", "Other ways in")],
)  # fmt: skip
def test_a_topic_is_found_by_its_name_or_nearly(asked: str, title: str) -> None:
    assert title in views.topic(asked).text


@pytest.mark.parametrize("asked", ["quarterlies", "x", "<!here>", "a" * 40_000, "🚀"])
def test_what_is_no_topic_gets_the_names_of_those_there_are(asked: str) -> None:
    with pytest.raises(UserError) as refused:
        views.topic(asked)
    assert all(f"`{name}`" in refused.value.text for name in TOPICS)
    assert len(refused.value.text) < 300


def test_help_mentions_nobody_and_links_nowhere() -> None:
    for part in texts(payload(views.overview())):
        assert read(part["text"]) == read("")


def test_the_help_of_a_noun_offers_the_way_on_as_buttons() -> None:
    labels = [button["text"]["text"] for button in payload(views.topic("tasks"))[-1]["elements"]]
    assert labels == ["New task", "My work", "Open tasks", "Open blockers"]


@pytest.mark.parametrize(
    ("word", "title"),
    [("away", "Say when you work"), ("holidays", "Say when you work"), ("zone", "Say when you work"),
     ("cap", "Have your peace"), ("mute", "Have your peace"), ("undo", "Look back"), ("retention", "Know what I keep"),
     ("setup", "Other ways in"), ("emoji", "Other ways in"), ("role", "Say who is what"),
     ("delegate", "Say when you work"), ("lead", "Say who is what")],
)  # fmt: skip
def test_the_word_of_a_command_leads_to_its_topic(word: str, title: str) -> None:
    assert title in views.topic(word).text
