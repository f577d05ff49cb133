"""What a person hears when we can't do as they asked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """A button that runs `command` as if the person had typed it, e.g. `task done 4`."""

    label: str
    command: str


class UserError(Exception):
    """The request can't be done, and the person can mend it.

    Attributes:
        text: plain sentences: what happened, why, and how to go on.
        choices: ready-made commands to offer as buttons.
        fields: for forms, the text to show under each input, by block id.
    """

    def __init__(
        self,
        text: str,
        *,
        choices: tuple[Choice, ...] = (),
        fields: dict[str, str] | None = None,
    ) -> None:
        super().__init__(text)
        self.text = text
        self.choices = choices
        self.fields = fields or {}


class AlreadySo(UserError):
    """Somebody was faster; nothing changed.

    Attributes:
        by: user id of who did it, when known.
        undo: the request that did it, where whoever asks can still take it back.
    """

    def __init__(self, text: str, *, by: str | None, undo: str = "") -> None:
        super().__init__(text)
        self.by = by
        self.undo = undo


class NotYours(UserError):
    """They may see it, and others decide on it; nothing changed.

    Attributes:
        ask: user ids of those who can do it.
    """

    def __init__(self, text: str, *, ask: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.ask = ask


class NotFound(UserError):
    """Absent, or not theirs to see: the same sentence for both."""

    def __init__(self, key: str, look: str) -> None:
        super().__init__(f"I can't find {key} for you. `{look}` shows what there is.")
