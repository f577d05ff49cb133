"""The first steps on somebody's Home: three, one at a time."""

from collections.abc import Callable
from datetime import datetime

from bot.rules.calendar import zone_label
from bot.rules.people import Actor
from bot.views.blocks import Block, Md, Message, actions, bold, button, context, divider, lines, md, section

STEPS = 3

Step = tuple[str, str, Callable[[], Block]]


def shown(step: int | None, actor: Actor, now: datetime) -> list[Block]:
    """The card with one step; nothing for whoever has settled in. Administrators set up a channel."""
    if step is None:
        return []
    step = min(step, STEPS - 1)
    title, words, way = (_admin() if actor.admin else _member(actor, now))[step]
    text = lines(bold(f"First steps, {step + 1} of {STEPS}: {title}"), md(Md(words)))
    last = step == STEPS - 1
    buttons = actions(
        way(), button("I'm set" if last else "Next step", "home.next", {"step": step}),
        button("Not now", "home.dismiss", {}),
    )  # fmt: skip
    return [section(text), buttons, divider()]


def gone() -> Message:
    """The answer to Not now, and to the last step."""
    text = md("That's all. ", bold("First steps"), " at the bottom brings it back.")
    return Message(text, (context(text),))


def went_on() -> Message:
    """The answer to Next step: the step itself says the rest."""
    text = md("Here is the next step.")
    return Message(text, (context(text),))


def _admin() -> tuple[Step, ...]:
    return (
        (
            "a standup for a channel",
            "Invite me to it with `/invite @Drumbeat`. Then I ask everybody there, each at their own hour.",
            lambda: button("Set up a standup", "run.standup", {"command": "standup new"}, style="primary"),
        ),
        (
            "its weekly report",
            "You get a draft the day before. I write it from the tasks and blockers of the channel.",
            lambda: button("Set up the report", "run.report", {"command": "report setup"}, style="primary"),
        ),
        _PEACE,
    )


def _member(actor: Actor, now: datetime) -> tuple[Step, ...]:
    here = f"{now.astimezone(actor.zone):%H:%M} ({zone_label(actor.zone)})"
    return (
        (
            "your time",
            f"It is {here} for you. If you travel, your Slack profile is enough: I follow.",
            lambda: button("Another time zone", "settings.open", {}),
        ),
        _PEACE,
        (
            "your morning",
            "On working days at 9:00 you get one list of what is late, due or waiting; nothing when there is nothing.",
            lambda: button("See it now", "run.my", {"command": "my"}),
        ),
    )


_PEACE: Step = (
    "your peace",
    "Say when you work, when you want quiet, how much may come in a day, and what you don't want at all.",
    lambda: button("My settings", "settings.open", {}, style="primary"),
)
