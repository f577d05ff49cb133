"""An open modal, as the person in front of it sees and fills it."""

from typing import Any

from playground import inputs
from playground.interactions import Outcome, Place
from playground.reading import Field, Reader
from playground.refusal import NotPossible
from playground.slack import Slack
from playground.viewstack import View
from playground.wire import Json
from playground.workspace import Person

_PEOPLE = {"users_select", "multi_users_select"}
_PLACES = {
    "channels_select",
    "multi_channels_select",
    "conversations_select",
    "multi_conversations_select",
}


class Form:
    """A modal with its fields, always as it is at the moment; got by `await ana.form()`.

    Fields are known by their label, else by their placeholder or action id. What a person could not do in Slack's own
    client (a field there is not, a date like "soon", a text too long) raises NotPossible, whose text says why.
    """

    def __init__(self, slack: Slack, person: Person, place: Place) -> None:
        self.place = place
        self._slack = slack
        self._person = person
        self._reader = Reader(slack.workspace)

    @property
    def view(self) -> View:
        if self.place.view is None:
            raise NotPossible("This is no form.")
        return self.place.view

    @property
    def title(self) -> str:
        return str(self.view.source["title"]["text"])

    @property
    def text(self) -> str:
        """Everything a person can read in it, entered values included."""
        return self._reader.view(self.view.source, self.view.values)

    @property
    def labels(self) -> list[str]:
        """The labels of the fields, in reading order."""
        return [field.label for field in self._fields()]

    @property
    def buttons(self) -> list[str]:
        """The labels of buttons and overflow options in it, without Submit and Close."""
        return [each.label for each in self._reader.clickables(self.view.blocks)]

    @property
    def values(self) -> dict[str, str]:
        """What each field shows, by label: `@ben`, `#launch`, the words of an option; several joined by `, `."""
        return {field.label: self._reader.value(self._state(field)) for field in self._fields()}

    @property
    def errors(self) -> dict[str, str]:
        """The complaint under each field, by label."""
        by_block = self.view.errors
        fields = self._fields()
        return {each.label: by_block[key] for each in fields if (key := each.block["block_id"]) in by_block}

    @property
    def is_open(self) -> bool:
        """Whether it is still on the person's screen, on top or beneath another."""
        return self.view in self._slack.views.stack(self._person.id)

    def fill(self, label: str, value: str) -> None:
        """Type into a field, or choose one thing by its words. Raises NotPossible when the client would not take it.

        Args:
            value: dates are `2026-11-27`, times `16:30`, moments the digits of seconds since the epoch.
        """
        field = self.field(label)
        entered = inputs.entered(field.element, self.raw_value(field, value), self._offered(field))
        self._refuse_overlong(field, entered)
        self.view.enter(field.block["block_id"], field.element, entered)

    def pick(self, label: str, *choices: str) -> None:
        """Choose one or several by the words shown: option texts, `@ben`, `#launch`. Raises NotPossible."""
        field = self.field(label)
        wanted: Any = list(choices) if inputs.SHAPES[field.element["type"]].many else choices[0]
        entered = inputs.entered(field.element, self.raw_value(field, wanted), self._offered(field))
        self.view.enter(field.block["block_id"], field.element, entered)

    def clear(self, label: str) -> None:
        """Empty a field."""
        field = self.field(label)
        self.view.enter(field.block["block_id"], field.element, inputs.entered(field.element, None))

    def options(self, label: str) -> list[str]:
        """The words a field offers to choose from."""
        field = self.field(label)
        return [self._reader.text(option["text"]) for option in self._choices(field)]

    async def search(self, label: str, letters: str) -> list[str]:
        """Type letters into a select whose options the app looks up; the words it offers, to be picked afterwards.

        Below the element's `min_query_length` (3 unless it says otherwise) Slack does not ask, and there are none.
        """
        field = self.field(label)
        where = field.block["block_id"], field.element["action_id"]
        await self._slack.interactions.options(self._person, self.place, *where, letters)
        return self.options(label)

    async def submit(self) -> Outcome:
        """Send the form, and wait for the app's acknowledgement (three seconds at most).

        The outcome is `ok`, or has `errors` (by block id; `form.errors` has them by label), or an `error`: Slack's code
        for an app that did not answer or not in Slack's words. Raises NotPossible when it is not open any more.
        """
        return await self._slack.submissions.submit(self._person, self.view)

    async def close(self, *, everything: bool = False) -> Outcome:
        """Close it, or with `everything` all that lies beneath as well; the app is told where it asked to be."""
        return await self._slack.submissions.close(self._person, self.view, everything=everything)

    # How words become values

    def field(self, name: str) -> Field:
        """Raises NotPossible when there is no such field."""
        for field in self._fields():
            if name in field.names or name == field.label.removesuffix(" (optional)"):
                return field
        raise NotPossible(f"There is no field {name!r}; there are {self._labels()}.")

    def raw_value(self, field: Field, words: Any) -> Any:
        """The value behind the words a person chooses by."""
        if isinstance(words, list):
            return [self.raw_value(field, each) for each in words]
        kind = field.element["type"]
        if kind in _PEOPLE or kind in _PLACES:
            return self._id_of(kind, words)
        if inputs.SHAPES[kind].key in {"selected_option", "selected_options"}:
            return self._option_value(field, words)
        return words

    def _fields(self) -> list[Field]:
        return self._reader.fields(self.place.blocks)

    def _labels(self) -> list[str]:
        return [field.label for field in self._fields()]

    def _state(self, field: Field) -> Json:
        state: Json = self.view.values[field.block["block_id"]][field.element["action_id"]]
        return state

    def _offered(self, field: Field) -> list[Json] | None:
        return self.place.view.offered.get(field.element["action_id"]) if self.place.view else None

    def _choices(self, field: Field) -> list[Json]:
        offered = self._offered(field)
        return inputs.options(field.element) if offered is None else offered

    def _option_value(self, field: Field, words: str) -> str:
        choices = self._choices(field)
        for option in choices:
            if words in {self._reader.text(option["text"]), option["value"]}:
                return str(option["value"])
        there = [self._reader.text(option["text"]) for option in choices]
        raise NotPossible(f"{field.label} has no option {words!r}; there are {there}.")

    def _id_of(self, kind: str, words: str) -> str:
        workspace = self._slack.workspace
        if words in workspace.people or words in workspace.channels:
            return words
        person = workspace.person_called(words)
        if person and kind in _PEOPLE:
            return person.id
        channel = workspace.channel_called(words)
        if channel and kind in _PLACES and workspace.sees(self._person.id, channel):
            return channel.id
        if person and "conversations" in kind:
            return workspace.open_direct([self._person.id, person.id]).id
        raise NotPossible(f"There is no {words!r} to choose.")

    @staticmethod
    def _refuse_overlong(field: Field, entered: Any) -> None:
        most = field.element.get("max_length", inputs.TEXT_LIMIT)
        if field.element["type"] in inputs.TEXTUAL and len(entered or "") > most:
            raise NotPossible(f"{field.label} takes at most {most} characters.")
