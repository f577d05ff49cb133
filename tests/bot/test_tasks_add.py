"""What is understood of the one line that a task is added with."""

import pytest

from bot.rules import tasks
from bot.rules.errors import UserError
from bot.rules.tasks import NewTask
from tests.bot.given import added, berlin

FULL = NewTask(
    title="Ship the beta",
    owner_id="UANA",
    due=berlin("2026-11-27", "17:00"),
    priority="high",
    labels=("launch",),
    estimate_minutes=3 * 8 * 60,
)


@pytest.mark.parametrize(
    "line",
    [
        "Ship the beta @ana friday 17:00 !high #launch ~3d",
        "Ship the beta @ana friday 17:00 !hi #launch ~3d",
        "Ship the beta @ana friday 17:00 !high #launch ~3 days",
        "Ship the beta ~24 hours @ana friday 17:00 !high #launch",
        "Ship the beta friday 17:00 @ana #launch !high ~3d",
        "@ana !high ~3d #launch Ship the beta friday 17:00",
        "#launch Ship the beta @ana ~3d 17:00 friday !h",
        "Ship the beta friday @ana !HIGH 17:00 ~3d #Launch",
        "Ship the beta <@UANA> by friday at 5pm !important <#C1|launch> ~24h",
        "Ship the beta <@UANA|ana>, friday 17:00, !, #launch, ~3d.",
        '"Ship the beta" @ana friday 17:00 !high #launch ~3d',
        "“Ship the beta” ~3d !high @Ana #launch on friday 17:00",
        "  Ship   the\tbeta\n@ana  27 Nov 17:00   !high #launch ~3d  ",
        "Ship the beta @ana 2026-11-27 17:00 !high #launch ~3d",
        "Ship the beta !low @ana friday 17:00 ~1h !high #launch #LAUNCH ~3d @ana",
    ],
)
def test_marks_are_understood_in_any_order(line: str) -> None:
    assert added(line) == FULL


@pytest.mark.parametrize(
    ("line", "title", "owner", "helpers"),
    [
        ("@ben look at it", "look at it", "UBEN", ()),
        ("look at it @ben", "look at it", "UBEN", ()),
        ("ask @ben about it", "ask @ben about it", "UBEN", ()),
        ("ask <@UBEN|ben>, then go", "ask @ben, then go", "UBEN", ()),
        ("ask @ben, then go", "ask @ben, then go", "UBEN", ()),
        ("ask (<@UBEN|ben>) about it", "ask (@ben) about it", "UBEN", ()),
        ("ask <@UBEN> about it", "ask @UBEN about it", "UBEN", ()),
        ("@ana ask @ben about it @cleo", "ask @ben about it", "UANA", ("UBEN", "UCLEO")),
        ("look at it @ben @ana @ben", "look at it", "UBEN", ("UANA",)),
    ],
)
def test_the_first_person_named_owns_it_and_one_inside_the_sentence_stays_readable(
    line: str, title: str, owner: str, helpers: tuple[str, ...]
) -> None:
    new = added(line)
    assert (new.title, new.owner_id, new.helper_ids) == (title, owner, helpers)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Ship !wow it ~lots", "Ship !wow it ~lots"),
        ("Fix #1234", "Fix #1234"),
        ("Fix #12a web", "Fix #12a web"),
        ("R&amp;D plan &lt;now&gt;", "R&D plan <now>"),
        ("&amp;lt; stays as typed", "&lt; stays as typed"),
        ("Use &lt;@UANA&gt; in the docs", "Use <@UANA> in the docs"),
        ("a - b: c; d", "a - b: c; d"),
        ("Read <https://a.example/x?a=1&amp;b=2>", "Read https://a.example/x?a=1&b=2"),
        ("Read https://a.example/#part now", "Read https://a.example/#part now"),
        ("don't say 'never'", "don't say 'never'"),
        ('say "friday"', 'say "friday"'),
        ("mail ana@example.com", "mail ana@example.com"),
        ("50% off @ noonish", "50% off @ noonish"),
        ("friday", "friday"),
    ],
)
def test_what_is_no_mark_stays_in_the_title(line: str, title: str) -> None:
    new = added(line)
    assert (new.title, new.owner_id, new.labels, new.due) == (title, None, (), None)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('"Meet on friday"', "Meet on friday"),
        ('"Meet @ana !high #now ~3d friday"', "Meet @ana !high #now ~3d friday"),
        ("'one two'", "one two"),
        ("«un deux»", "un deux"),
        ("„eins zwei“", "eins zwei"),
        ('“Ship &quot;it&quot;”', "Ship &quot;it&quot;"),
    ],
)  # fmt: skip
def test_a_quoted_title_is_taken_as_it_stands(line: str, title: str) -> None:
    assert added(line) == NewTask(title=title)


def test_quotes_inside_a_longer_title_stay_there() -> None:
    assert added('Ship "the beta" friday').title == 'Ship "the beta"'
    assert added('Ship "the beta" friday').due == berlin("2026-11-27")


@pytest.mark.parametrize(
    ("line", "title", "labels"),
    [
        ("Ship it <#C1|launch>", "Ship it", ("launch",)),
        ("Ship it <#C1|launch> #web <#C2|Ops>", "Ship it", ("launch", "web", "ops")),
        ("Fix <#C1|launch> docs", "Fix #launch docs", ("launch",)),
        ("Ship it #launch <#C1|launch>", "Ship it", ("launch",)),
        ("#über-web Ship it", "Ship it", ("über-web",)),
    ],
)
def test_a_label_may_be_a_channel_of_that_name(line: str, title: str, labels: tuple[str, ...]) -> None:
    new = added(line)
    assert (new.title, new.labels) == (title, labels)


def test_a_group_or_everybody_is_only_a_word_that_reads_as_it_was_typed() -> None:
    new = added("Tell <!subteam^S1|@ops> and <!here> about it")
    assert new.owner_id is None
    assert new.title == "Tell @ops and @here about it"


@pytest.mark.parametrize("line", ["", "   ", "@ben", "!high ~3d #launch", '"" friday', "<@UANA>"])
def test_without_a_title_there_is_no_task(line: str) -> None:
    with pytest.raises(UserError, match="A task needs a title"):
        added(line)


def test_a_name_that_nobody_has_is_a_word_of_the_title() -> None:
    assert added("Fix the @property of Task @ben !high") == NewTask(
        "Fix the @property of Task", owner_id="UBEN", priority="high"
    )
    assert added("Ship it @nobody").title == "Ship it @nobody"


@pytest.mark.parametrize(
    "words", ["word " * 120, "x" * 600, "👩\u200d👩\u200d👧" * 200, "“" + "y" * 900, "&amp;" * 501]
)
def test_a_title_that_is_too_long_loses_nothing(words: str) -> None:
    new = added(f"{words} @ben friday !high")
    whole = " ".join(words.replace("&amp;", "&").split())
    assert len(new.title) <= tasks.TITLE_LIMIT
    assert new.title.endswith("…")
    assert whole.startswith(new.title.rstrip("…"))
    assert new.description == whole
    assert (new.owner_id, new.due, new.priority) == ("UBEN", berlin("2026-11-27"), "high")


def test_a_title_of_just_the_length_there_may_be_stays_whole() -> None:
    assert added("x" * tasks.TITLE_LIMIT) == NewTask(title="x" * tasks.TITLE_LIMIT)


def test_more_labels_or_longer_ones_than_there_may_be_are_refused_by_name() -> None:
    assert len(added("x " + " ".join(f"#a{n}" for n in range(10))).labels) == 10
    with pytest.raises(UserError, match="That is 11 labels; a task can have 10"):
        added("x " + " ".join(f"#a{n}" for n in range(11)))
    with pytest.raises(UserError, match="The label #aaaaaaaaaaaaaaaaaaaa… is too long; 40 characters is the most"):
        added(f"x #{'a' * 41}")


def test_ten_helpers_are_the_most() -> None:
    new = added("x " + " ".join(f"<@U{n}>" for n in range(20)))
    assert new.owner_id == "U0"
    assert new.helper_ids == tuple(f"U{n}" for n in range(1, 11))


@pytest.mark.parametrize(
    ("said", "priority"),
    [
        ("urgent", "urgent"), ("high prio", "high"), ("p1", "urgent"), ("p2", "high"), ("P3", "normal"), ("p4", "low"),
        ("!p1", "urgent"),
        ("!!", "urgent"), ("!!!", "urgent"), ("low priority", "low"), ("prio 1", "urgent"), ("priority high", "high"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "line", ["Order lamps @ben 4 dec {}", "Order lamps {} 4 dec @ben", "Order lamps @ben {} 4 dec"]
)
def test_a_priority_in_plain_words_at_the_end_counts_and_leaves_the_date_to_be_read(
    line: str, said: str, priority: tasks.Priority
) -> None:
    expected = NewTask("Order lamps", owner_id="UBEN", due=berlin("2026-12-04"), priority=priority)
    assert added(line.format(said)) == expected


@pytest.mark.parametrize("line", ["Order lamps @ben high 4 dec", "Order lamps 4 dec @ben High"])
def test_high_and_low_behind_a_mention_count_too(line: str) -> None:
    assert added(line) == NewTask("Order lamps", owner_id="UBEN", due=berlin("2026-12-04"), priority="high")


@pytest.mark.parametrize(
    "title",
    ["Mark the mail as urgent", "Check what is urgent", "Plan p1 bugs", "Urgent", "p1", "Agree on a high priority"],
)
def test_a_priority_that_is_spoken_of_stays_in_the_title(title: str) -> None:
    assert added(title) == NewTask(title)


def test_beside_a_mark_that_says_it_the_word_stays_in_the_title() -> None:
    assert added("Evening urgent @ben 4 dec !urgent") == NewTask(
        "Evening urgent", owner_id="UBEN", due=berlin("2026-12-04"), priority="urgent"
    )
