"""What we say when something can't be done: what happened, why, and how to go on."""

from bot.rules.errors import AlreadySo, NotYours, UserError
from bot.views.blocks import Block, Md, Message, actions, button, clip, md, person, section
from bot.views.history import undo_button

# A button carries 2,000 characters, and JSON may double some of them.
COMMAND_LIMIT = 950


def sorry(error: UserError) -> Message:
    """An error the person can mend, with ready-made ways out as buttons."""
    text = clip(error.text, 2800)
    if isinstance(error, AlreadySo) and error.by:
        text = md(text, " It was ", person(error.by), ".")
    if isinstance(error, NotYours) and error.ask:
        text = md(text, " Now that is ", Md(", ".join(map(person, error.ask))), ".")
    offered = [choice for choice in error.choices if len(choice.command) <= COMMAND_LIMIT]
    buttons = [button(choice.label, f"run.{n}", {"command": choice.command}) for n, choice in enumerate(offered)]
    if isinstance(error, AlreadySo) and error.undo:
        # The second of two clicks: its answer stands where that of the first one was.
        buttons.append(undo_button(error.undo))
    blocks: tuple[Block, ...] = (section(text),)
    return Message(text, (*blocks, actions(*buttons)) if buttons else blocks)


def busy() -> Message:
    """The database could not take it in time."""
    return _plain("I'm busy right now and could not save that, so nothing changed. Please try again in a moment.")


def unexpected(error_id: str) -> Message:
    """A fault of ours, with the id that finds it in the log."""
    return _plain(
        "Something went wrong on my side, so nothing was saved. Please try again; "
        f"if it stays broken, tell whoever runs me this id: {error_id}."
    )


def not_opened() -> Message:
    """Slack would not open a form: mostly because it was too late for it."""
    return _plain(
        "Slack did not let me open the form, so nothing happened. Please try again, or type what you want: "
        "`/beat help` shows how."
    )


def _plain(text: str) -> Message:
    said: Md = md(text)
    return Message(said, (section(said),))
