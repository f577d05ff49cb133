"""One request of a driver, read: who acts, where, and on what."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playground.interactions import Place
from playground.refusal import NotPossible
from playground.slack import Slack
from playground.viewstack import View
from playground.wire import Json
from playground.workspace import Channel, Message, Person

Answerer = Callable[["Ask"], Awaitable[Json]]


@dataclass(frozen=True)
class Ask:
    """One request of a driver: who acts, and with what arguments. People and channels go by id or by name."""

    slack: Slack
    args: Json

    @property
    def person(self) -> Person:
        return self._person(self.args.get("as"))

    def people(self, name: str) -> list[Person]:
        return [self._person(user) for user in self.args.get(name, ())]

    def text(self, name: str) -> str:
        value = self.args.get(name)
        if not isinstance(value, str) or not value:
            raise NotPossible(f"{name} is missing.")
        return value

    def number(self, name: str, default: int) -> int:
        value = str(self.args.get(name) or default)
        if not value.isdecimal():
            raise NotPossible(f"{name} is not a number.")
        return int(value)

    @property
    def channel(self) -> Channel:
        """By id or by name, as far as the person sees it; `@ben` is their DM with Ben."""
        workspace, name = self.slack.workspace, self.text("channel")
        other = workspace.person_called(name) if name.startswith("@") else None
        if other:
            return workspace.open_direct([self.person.id, other.id])
        channel = workspace.channels.get(name) or workspace.channel_called(name)
        if channel is None or not workspace.sees(self.person.id, channel):
            raise NotPossible("There is no such conversation.")
        return channel

    @property
    def message(self) -> Message:
        channel, ts = self.channel, self.text("ts")
        message = channel.messages.get(ts) or channel.ephemerals.get(ts)
        if message is None or message.only_for not in {None, self.person.id}:
            raise NotPossible("This message is gone.")
        return message

    @property
    def own_message(self) -> Message:
        message = self.message
        if message.body.get("user") != self.person.id:
            raise NotPossible("Only who wrote a message can change it.")
        return message

    def files(self, ids: object) -> list[Json]:
        """Files this person has uploaded."""
        known = self.slack.workspace.files
        if not isinstance(ids, list):
            raise NotPossible("files is not a list of ids.")
        if not all(each in known and known[each]["user"] == self.person.id for each in map(str, ids)):
            raise NotPossible("There is no such file.")
        return [known[each] for each in ids]

    @property
    def view(self) -> View:
        view = self.slack.views.find(self.text("view_id"))
        if view is None or view.user != self.person.id:
            raise NotPossible("This view is not open.")
        return view

    @property
    def place(self) -> Place:
        if self.args.get("view_id"):
            return Place(view=self.view)
        return Place(self.channel, self.message)

    def _person(self, user: object) -> Person:
        workspace = self.slack.workspace
        person = workspace.people.get(str(user)) or (workspace.person_called(user) if isinstance(user, str) else None)
        if person is None:
            raise NotPossible("There is no such person.")
        return person
