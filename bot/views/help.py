"""Help by task: one table, shown in Slack and printed in the README."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.rules.errors import UserError
from bot.rules.text import closest
from bot.views.blocks import Md, Message, actions, bold, button, code, context, lines, md, section


@dataclass(frozen=True)
class Topic:
    """What a person wants to do, and the commands for it with a word on each."""

    title: str
    examples: tuple[tuple[str, str], ...]


TOPICS: dict[str, Topic] = {
    "tasks": Topic(
        "Keep track of work",
        (
            ("/task add Ship the beta @ana friday 17:00 !high #launch ~3d", "a task with owner, due moment, priority, label and estimate"),
            ("/task list", "every open task you may see; add `mine`, `@ana`, `late`, `today`, `this week`, `due friday`, `#launch`, `high`, `unassigned`, `given` (to others), `done`, `done this week` or any word"),
            ("/beat my", "your tasks, and the blockers waiting for you"),
            ("/task done 4 7 12", "finish one or several; `start`, `reopen` and `drop` work alike"),
            ("/task show 4", "everything about one task; `edit 4` opens it as a form, `edit 4 Ship the beta` renames it"),
            ("/task assign 4 @ben", "change the owner; `claim 4` makes it yours"),
            ("/task due 4 friday 10:00", "change when it is due; `due 4 none` clears it"),
            ("/task block 4 by 3", "it waits for another task; `unblock 4` lets it go on, `blocked no test data @ben` raises a blocker"),
        ),
    ),
    "blockers": Topic(
        "Get unstuck",
        (
            ("/blocker raise No access to staging @ben T-4 !high", "say what is in the way, who can clear it, and which task it blocks"),
            ("/blocker list", "what is in the way, oldest first, with its age in working days of whoever can clear it (else of who is stuck), their weekends, holidays and absences left out; `list raised` are yours, `show 2` tells all of one"),
            ("/blocker ack 2", "say that you are on it"),
            ("/blocker update 2 Ben is back on Monday", "add a word on how it goes"),
            ("/blocker resolve 2", "it is out of the way; whoever was stuck is told. `not 2` if it never was one, `reopen 2` if it is back"),
            ("/blocker reassign 2 @cleo", "ask somebody else"),
        ),
    ),
    "reminders": Topic(
        "Be reminded",
        (
            ("/beat remind me to call Bob tomorrow 17:00", "once, or again and again: `in 2 hours`, `every weekday at 9:30`, `every other tuesday 10:00`, `last friday of every month`; the time may come first"),
            ("/beat remind @ben to send the figures every friday 15:00", "somebody else, or `@ana and @ben`, each at their own time; they see who set it, and can stop it. `#launch` reminds a channel"),
            ("/beat remind the lead to send the minutes every friday 15:00", "whoever has that role in this channel when it falls due; `the reviewers` reach each of them, and from elsewhere it is `lead of #launch`"),
            ("/beat remind list", "what is to come, for you and from you, with Edit and Delete; `/beat reminders` for short"),
            ("/beat remind edit R-3 monday 10:00", "another time; without words, the form. `delete R-3` ends it"),
            ("Remind me about this", "in the menu of any message: it comes back to you at a time you choose"),
        ),
    ),
    "roles": Topic(
        "Say who is what",
        (
            ("/beat role lead @ana", "say who is what in this channel; also several: `/beat role reviewers @ana @ben`. Whoever it was before is it no more"),
            ("/beat role", "who is what in this channel; `/beat role list` does the same"),
            ("/beat role add reviewers @cleo", "one more, beside those who are it already"),
            ("/beat role remove lead", "nobody is any more; `remove reviewers @ben` takes it from one of them"),
            ("/beat role sponsor @cleo", "she reads all of this channel's work and is not asked by its standups; an `observer` is the same"),
        ),
    ),
    "days": Topic(
        "Say when you work",
        (
            ("/beat away until friday", "I ask nothing of you meanwhile; also `today`, `monday-wednesday`, `from 24 dec to 2 jan`, `for 2 weeks`, or `3 days` and `two days from monday`: working days of yours, holidays left out. Alone it shows your absences; `cancel 24 dec` ends one. A status like :palm_tree: or :face_with_thermometer: does the same; `status off` ends that"),
            ("/beat away monday-wednesday, ask @ben", "@ben stands in: questions to you about blockers, and reminders for roles of yours, come to them too, where they may know of them"),
            ("/beat away calendar https://calendar.example.com/basic.ics", "I read your calendar (Outlook, Google, your HR tool) about hourly and know when you are away. An event counts when it covers your whole working time of a day and is marked out of office, or its title says no more than vacation, leave, PTO, sick or the like, alone or with your own name. Alone it shows how it is; `off` ends it"),
            ("/beat back", "you are here again"),
            ("/beat hours mon-thu 8:00-16:00", "the days and hours you work: your morning list comes as you begin, and on other days I ask nothing of you; `default` is Mon-Fri 9:00-17:00"),
            ("/beat zone berlin", "where your clock is, if not where your Slack profile says; `/beat zone slack` goes by that again"),
            ("/beat holidays germany", "your public holidays, also of a part like `DE-BY`, or `none`; `add 24 dec Christmas Eve` and `remove 31 oct` change single days, and alone it shows them"),
            ("/beat holidays team germany", "in a channel: the holidays of all there who have not said their own; `team add 24 dec` and `team remove 31 oct` work alike"),
        ),
    ),
    "quiet": Topic(
        "Have your peace",
        (
            ("/beat quiet 19:00-08:00", "what can wait comes after these hours; `nights` is all but your working hours, `off` is none"),
            ("/beat nudges 2 every 30 min", "how often I may ask again; `off` for never"),
            ("/beat settings", "all of this in one form, and when you work too"),
            ("/beat cap 5", "at most so many messages a day that can wait; the rest comes with the morning list. `off` for no limit; 10 if you say nothing"),
            ("/beat mutes", "what you have muted. Each message that comes by itself has a button that tells why, and mutes its kind; `add task assigned`, `remove` and `why` do it by name"),
            ("/beat mutes all", "nothing comes by itself that can wait; `none` turns all of it on again"),
            ("/beat less", "everything that can be turned down, with buttons; so do `stop`, `mute` and `leave me alone`"),
        ),
    ),
    "standups": Topic(
        "Hear how it goes",
        (
            ("/standup new Morning at 9:30 every weekday", "ask everybody in this channel, at that hour where they are; add `@ana @ben` to ask only them, `in Europe/Berlin` for one zone. `/standup new` alone opens a form"),
            ("/standup list", "the standups you may see, and when each comes next; `show 1` tells all of one, `history 1` its last rounds, and who answered"),
            ("/standup edit 1", "change it in a form; `duplicate 1` makes another from it, `preview 1` shows you alone what will be asked"),
            ("/standup run 1", "ask everybody now, if today had no round yet"),
            ("/standup pause 1", "ask nobody until `resume 1`; `delete 1` ends it"),
            ("/standup leave 1", "it doesn't ask you any more, and its card says so; `join 1` brings you back"),
            ("/standup done: the login plan: the beta blocked: no access @ben", "answer in one line; in our DM `Y: ... T: ... B: ...` will do"),
            ("/standup answer", "the form, with your last plan to tick; what you half typed is kept"),
        ),
    ),
    "reports": Topic(
        "Tell how it goes",
        (
            ("/beat report", "what this channel's report would say now, for you alone; `preview` does the same"),
            ("/beat report every friday at 16:00", "the report comes to this channel by itself; a day before you get a draft to edit, publish or skip"),
            ("/beat report setup", "the same as a form; `plan` shows when the next one comes, and `pause`, `resume` and `stop` do what they say"),
            ("/beat report edit", "add a headline, highlights and needs to the coming one; `publish` publishes it now, `skip` leaves it out"),
            ("/beat report 1", "report #1 exactly as it was (`show 1` does the same); `list` shows which there are"),
            ("/beat report diff 1 2", "what has changed between two reports; `diff` alone says what has changed since the last one"),
        ),
    ),
    "ledger": Topic(
        "See what I send",
        (
            ("/beat ledger", "how much of each kind I sent in the last seven days, what I held back and why, and what I will send in the next seven"),
        ),
    ),
    "history": Topic(
        "Look back, and take back",
        (
            ("/beat undo", "takes back what you did last, for ten minutes; said again, what you did before that. The Undo button under an answer does the same"),
            ("/beat history T-12", "who changed it, when, from where, and from what to what; also `B-3`, `S-1`, `R-2`, `report`, `role lead`, and what you set yourself: `holidays`, `hours`, `settings`. `/task history 12` for short"),
        ),
    ),
    "privacy": Topic(
        "Know what I keep",
        (
            ("/beat privacy", "what I keep about you and how long, with Export (a file in our DM) and Erase. `export` and `erase` do it by name; administrators erase who has left with `erase @ben`"),
            ("/beat retention", "how long what is kept; administrators change it: `answers 12 months`, `ledger 2 years`"),
        ),
    ),
    "ways": Topic(
        "Other ways in",
        (
            ("/beat done 4", "what you do most needs no `task`: `/beat list`, `/beat add Buy milk friday`"),
            ("@Drumbeat task list", "mention me in a channel or a thread, or write to me directly without the mention: `done 4`"),
            ("Create task", "in the menu of any message: the form comes filled in, with a link back"),
            ("Raise blocker", "in the menu of any message: what it says is in your way, and whoever can clear it is asked"),
            ("New task", "in the shortcuts menu, from anywhere"),
            ("/beat setup", "begin a channel: its standup and its report, in one form"),
            (":white_check_mark: :eyes: :bookmark:", "under a card: done, mine; under any message where I am: it comes back to you tomorrow at 9:00"),
            ("/beat emoji", "which emoji do something; administrators change it: `/beat emoji :eyes: off`"),
        ),
    ),
}  # fmt: skip


# What else people call what a topic is about.
_ALSO = {
    **dict.fromkeys(("delegate", "stand-in", "deputy", "cover", "vacation", "absence", "calendar", "time off"), "days"),
    **dict.fromkeys(("export", "erase", "gdpr", "data"), "privacy"),
    **dict.fromkeys(("lead", "observer", "sponsor"), "roles"),
    **dict.fromkeys(("notifications", "stop", "off"), "quiet"),
}
# The people and the channel of the examples.
_SOMEBODY = ("ana", "ben", "cleo")
_SOMEWHERE = "#launch"
_NAMED = re.compile("(?:@(?:ana|ben|cleo)|#launch)\\b")
# What a newcomer types first, and the topics that open by a button.
FIRST = (
    ("/task add Ship the beta @ana friday 17:00", "a task; I answer with what I understood"),
    ("/task list", "what is open"),
    ("/beat my", "what waits for you"),
    ("/blocker raise No access to staging @ben", "when something is in your way"),
)
BY_BUTTON = ("tasks", "blockers", "standups", "reminders", "reports")


def overview(people: Sequence[str] = ()) -> Message:
    """What to type first, and the topics there are; the examples speak of `people`, as they are called after @."""
    text = lines(md("I keep track of your team's work. Type this first:"), *_rows(FIRST, people))
    asked = [button(TOPICS[name].title, f"run.{n}", {"command": f"help {name}"}) for n, name in enumerate(BY_BUTTON)]
    more = actions(*asked)
    others = ", ".join(f"`/beat help {name}`" for name in TOPICS if name not in BY_BUTTON)
    undo = md(f"There is also {others}. Every change can be undone for ten minutes.")
    return Message(text, (section(text), more, _buttons(), context(undo)))


def topic(name: str, people: Sequence[str] = (), channel: str = "") -> Message:
    """One topic, with examples that speak of `people`, and of a `channel` by its name.

    Raises:
        UserError: there is none of that name; the topics there are, are named.
    """
    wanted = name.lower().rstrip("s") + "s"
    found = _ALSO.get(name.lower()) or (wanted if wanted in TOPICS else _topic_of(name.lower()))
    found = found or closest(wanted, tuple(TOPICS))
    if found is None:
        known = ", ".join(f"`{known}`" for known in TOPICS)
        raise UserError(f"I have no help on “{name[:40]}”. Try `/beat help` with one of these: {known}.")
    shown = TOPICS[found]
    text = lines(bold(shown.title), *_rows(shown.examples, people, channel))
    return Message(text, (section(text), _buttons()))


def _topic_of(word: str) -> str | None:
    """The topic that shows a command: `quiet` for "cap", `days` for "holidays"."""
    commands = (f"/beat {word}", f"/beat {word.rstrip('s')}", f"/beat {word}s")
    shown = ((name, example) for name, topic in TOPICS.items() for example, _ in topic.examples)
    return next(
        (name for name, example in shown if f"{example} ".startswith(tuple(f"{each} " for each in commands))), None
    )


def _rows(examples: tuple[tuple[str, str], ...], people: Sequence[str], channel: str = "") -> list[Md]:
    called = {f"@{one}": f"@{other}" for one, other in zip(_SOMEBODY, people, strict=False)}
    called |= {_SOMEWHERE: f"#{channel}"} if channel else {}
    return [md("• ", code(_naming(example, called)), " ", _naming(words, called)) for example, words in examples]


def _naming(words: str, called: Mapping[str, str]) -> str:
    """The same words about somebody and some place that the reader knows."""
    return _NAMED.sub(lambda found: called.get(found[0], found[0]), words)


def _buttons() -> dict[str, object]:
    return actions(
        button("New task", "tasks.new", {}),
        button("My work", "run.my", {"command": "my"}),
        button("Open tasks", "run.tasks", {"command": "task list"}),
        button("Open blockers", "run.blockers", {"command": "blocker list"}),
    )
