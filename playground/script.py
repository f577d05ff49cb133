"""What is written for the people of a workspace to do, each thing at its moment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """What somebody does at a moment, `at`, in seconds since the epoch.

    They type `text` in `channel`: a slash command, or a word to the others. With `asked` only while a message of the
    last hours, in their DM with the app, has a button of that name: so what is done already is not done again. With
    `press` they press the newest button of that name there, if there is one.
    """

    at: float
    who: str
    channel: str = ""
    text: str = ""
    asked: str = ""
    press: str = ""
