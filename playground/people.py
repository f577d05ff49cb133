"""The driver: people who type, click, fill in forms and look at what appears."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from playground import payloads
from playground.form import Form
from playground.interactions import Outcome, Place
from playground.reading import Clickable, Reader
from playground.refusal import NotPossible
from playground.slack import Slack
from playground.viewstack import View
from playground.wire import Json
from playground.workspace import Channel, Message, Person

T = TypeVar("T")

TIMEOUT = 3.0


@dataclass(frozen=True)
class Seen:
    """What a person has before their eyes: a message, or a view, or what Slack says went wrong (`is_error`).

    It is how things were at that moment; `Actor.reads` gives what it is now.

    Attributes:
        text: everything a human can read in it, without markup: names for mentions, labels for links.
        buttons: labels of buttons and overflow options, in reading order.
        message: the message in Slack's JSON, blocks included; None for a view.
        channel: the id of the conversation, empty for a view.
        ts: the id of the message in it.
        view: the Home or the modal, if it is one.
    """

    text: str
    buttons: tuple[str, ...] = ()
    message: Json | None = None
    channel: str = ""
    ts: str = ""
    is_ephemeral: bool = False
    is_error: bool = False
    view: View | None = None


class Actor:
    """One person at the keyboard.

    A `channel` is a name, an id, an actor or `"@ben"` for a DM; None is the DM with the app. Timeouts are in real
    seconds. What this person could not do in Slack's client raises NotPossible, whose text says why; what should be
    there and is not, AssertionError with what there is instead.
    """

    def __init__(self, slack: Slack, person: Person) -> None:
        self.person = person
        self._slack = slack
        self._reader = Reader(slack.workspace)

    @property
    def id(self) -> str:
        return self.person.id

    @property
    def name(self) -> str:
        return self.person.name

    # Doing

    async def types(self, text: str, channel: "str | Actor | None" = None) -> Seen | None:
        """Type a slash command, and wait for its acknowledgement (three seconds at most).

        Returns the answer that came with it; None when there was none (`sees` waits for what comes later); what Slack
        shows, with `is_error`, when the app did not answer or Slack would not take it.
        """
        outcome = await self._slack.interactions.command(self.person, self._channel(channel), text)
        if outcome.error:
            return Seen(outcome.text, is_error=True)
        if outcome.message is None or outcome.channel is None:
            return None
        return self._seen_message(outcome.channel, outcome.message)

    async def says(self, text: str, channel: "str | Actor | None" = None, thread: Seen | None = None) -> Seen:
        """Post a message, in a `thread` if given; mentions are typed as people do: `@ben`, `#launch`."""
        where = self._channel(channel or (thread.channel if thread else None))
        return self._seen_message(where, say(self._slack, self.person, where, text, thread.ts if thread else None))

    async def clicks(self, label: str, on: "Seen | Form | None" = None, nth: int = 0) -> Outcome:
        """Click the `nth` button or overflow option with this label.

        Without `on`, in the newest view or message that has one. The outcome tells whether the app acknowledged; `sees`
        and `form` wait for what it does then.
        """
        place = self._place(on) if on else self._newest_with(label)
        found = [each for each in self._reader.clickables(place.blocks) if each.label == label]
        if len(found) <= nth:
            labels = [each.label for each in self._reader.clickables(place.blocks)]
            raise NotPossible(f"There is no button {label!r} here; there are {labels}.")
        return await self._use(place, found[nth])

    async def selects(self, name: str, choice: str | list[str], on: "Seen | Form") -> Outcome:
        """Choose in a select, date picker or the like, known by its label, placeholder or text; the app is told."""
        place = self._place(on)
        form = Form(self._slack, self.person, place)
        field = form.field(name)
        value = form.raw_value(field, choice)
        where = field.block["block_id"], field.element["action_id"]
        return await self._slack.interactions.act(self.person, place, *where, value)

    async def uses_shortcut(self, name: str) -> Outcome:
        """Use a global shortcut by its name."""
        return await self._slack.interactions.shortcut(self.person, self._shortcut(name, "global"))

    async def uses_message_shortcut(self, name: str, on: Seen) -> Outcome:
        """Use a shortcut from a message's menu."""
        place = self._place(on)
        callback_id = self._shortcut(name, "message")
        return await self._slack.interactions.shortcut(self.person, callback_id, place.channel, place.message)

    async def opens_home(self, timeout: float = TIMEOUT) -> Seen:  # noqa: ASYNC109 - part of the driver's words
        """Open the app's Home; waits until the app has published it (anew, if it was there)."""
        home = self._slack.views.homes.get(self.id)
        before = home.hash if home else None
        self._slack.interactions.open_home(self.person, "home")
        shown = await self._until(lambda: self._home_after(before), timeout) or home
        if shown is None:
            raise AssertionError("The app has published no Home.")
        return self._seen_view(shown)

    async def reacts(self, name: str, on: Seen) -> None:
        """Add a reaction by its short name, `"eyes"`."""
        place = self._place(on)
        if place.channel and place.message:
            self._slack.timeline.react(place.channel, place.message, self.id, name)

    async def snoozes(self, minutes: int) -> None:
        """Pause notifications for so long; 0 takes them up again."""
        now = self._slack.clock.now()
        self.person.dnd_from, self.person.dnd_until = int(now), int(now + minutes * 60)
        status = payloads.dnd_status(self.person, now)
        self._slack.events.other({"type": "dnd_updated_user", "user": self.id, "dnd_status": status})

    async def joins(self, channel: str) -> None:
        """Join a channel this person can see."""
        self._slack.timeline.join(self._channel(channel), self.person)

    async def leaves(self, channel: str) -> None:
        """Leave a channel."""
        self._slack.timeline.leave(self._channel(channel), self.person)

    # Looking

    async def sees(
        self,
        text: str,
        channel: "str | Actor | None" = None,
        timeout: float = TIMEOUT,  # noqa: ASYNC109 - part of the driver's words
    ) -> Seen:
        """Wait until something before this person contains `text`; the newest that does.

        What they said themselves does not count. Raises AssertionError with what there is instead.
        """
        where = None if channel is None else self._channel(channel)
        seen = await self._until(lambda: self._newest(text, where), timeout)
        if seen is None:
            raise AssertionError(self._absent(text))
        return seen

    async def does_not_see(self, text: str, within: float = 0.2, channel: "str | Actor | None" = None) -> None:
        """Watch for `within` real seconds; raises AssertionError when `text` is there or appears."""
        try:
            seen = await self.sees(text, channel, within)
        except AssertionError:
            return
        raise AssertionError(f"{self.name} sees {text!r} in: {seen.text}")

    async def form(self, title: str | None = None, timeout: float = TIMEOUT) -> Form:  # noqa: ASYNC109
        """The top open modal, as soon as there is one (with this title)."""
        form = await self._until(lambda: self._top_form(title), timeout)
        if form is None:
            raise AssertionError(f"{self.name} sees no form{f' {title!r}' if title else ''}.")
        return form

    def reads(self, seen: Seen) -> Seen:
        """The same message or view as it is now. Raises NotPossible when it is gone."""
        place = self._place(seen)
        if place.view:
            return self._seen_view(place.view)
        if place.channel is None or place.message is None:
            raise NotPossible("It is gone.")
        return self._seen_message(place.channel, place.message)

    def everything(self, channel: "str | Actor | None" = None) -> list[Seen]:
        """All that is before this person, oldest change first: their messages, then their Home and modals."""
        where = None if channel is None else self._channel(channel)
        messages = [self._seen_message(place, each) for place, each in self._messages(where)]
        return messages if where else [*messages, *map(self._seen_view, self._views())]

    # How

    def _channel(self, name: "str | Actor | None") -> Channel:
        workspace = self._slack.workspace
        if name is None:
            return workspace.app_dm(self.id)
        if isinstance(name, Actor):
            return workspace.open_direct([self.id, name.id])
        if name.startswith("@") and (person := workspace.person_called(name)):
            return workspace.open_direct([self.id, person.id])
        channel = workspace.channels.get(name) or workspace.channel_called(name)
        if channel is None or not workspace.sees(self.id, channel):
            raise NotPossible(f"{self.name} knows no channel {name!r}.")
        return channel

    def _shortcut(self, name: str, kind: str) -> str:
        for each in self._slack.manifest.shortcuts:
            if each.name == name and each.type == kind:
                return each.callback_id
        raise NotPossible(f"There is no {kind} shortcut {name!r}.")

    def _place(self, on: "Seen | Form") -> Place:
        if isinstance(on, Form):
            return on.place
        if on.view:
            return Place(view=on.view)
        channel = self._slack.workspace.channels.get(on.channel)
        message = None
        if channel:
            message = channel.ephemerals.get(on.ts) or channel.messages.get(on.ts)
        if message is None:
            raise NotPossible("This message is gone.")
        return Place(channel, message)

    async def _use(self, place: Place, it: Clickable) -> Outcome:
        return await self._slack.interactions.act(self.person, place, it.block_id, it.action_id, it.value)

    def _newest_with(self, label: str) -> Place:
        views = [Place(view=view) for view in reversed(self._views())]
        messages = [Place(channel, message) for channel, message in reversed(list(self._messages(None)))]
        for place in [*views, *messages]:
            if any(each.label == label for each in self._reader.clickables(place.blocks)):
                return place
        raise NotPossible(f"{self.name} sees no button {label!r}.")

    def _messages(self, only: Channel | None) -> Iterator[tuple[Channel, Message]]:
        workspace = self._slack.workspace
        channels = [only] if only else [each for each in workspace.channels.values() if workspace.sees(self.id, each)]
        found = [(channel, each) for channel in channels for each in channel.messages.values()]
        for channel in channels:
            found += [(channel, each) for each in channel.ephemerals.values() if each.only_for == self.id]
        yield from sorted(found, key=lambda pair: pair[1].touched)

    def _views(self) -> list[View]:
        home = self._slack.views.homes.get(self.id)
        return [*([home] if home else []), *self._slack.views.stack(self.id)]

    def _newest(self, text: str, where: Channel | None) -> Seen | None:
        if where is None:
            for view in reversed(self._views()):
                if text in (seen := self._seen_view(view)).text:
                    return seen
        for channel, message in reversed(list(self._messages(where))):
            own = message.body.get("user") == self.id
            if not own and text in self._reader.message(message.body):
                return self._seen_message(channel, message)
        return None

    def _top_form(self, title: str | None) -> Form | None:
        stack = self._slack.views.stack(self.id)
        if not stack or (title is not None and stack[-1].source["title"]["text"] != title):
            return None
        return Form(self._slack, self.person, Place(view=stack[-1]))

    def _home_after(self, before: str | None) -> View | None:
        home = self._slack.views.homes.get(self.id)
        return home if home and home.hash != before else None

    def _absent(self, text: str) -> str:
        there = "\n---\n".join(seen.text for seen in self.everything()[-6:])
        return f"{self.name} does not see {text!r}. The last things there are:\n{there}"

    async def _until(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """Look after every change until something is found; None when the time is over."""
        try:
            async with asyncio.timeout(seconds):
                while (found := look()) is None:
                    await self._slack.hub.changed()
                return found
        except TimeoutError:
            return None

    def _seen_message(self, channel: Channel, message: Message) -> Seen:
        blocks = Place(channel, message).blocks
        return Seen(
            text=self._reader.message(message.body),
            buttons=tuple(each.label for each in self._reader.clickables(blocks)),
            message=message.body,
            channel=channel.id,
            ts=message.ts,
            is_ephemeral=message.only_for is not None,
        )

    def _seen_view(self, view: View) -> Seen:
        buttons = tuple(each.label for each in self._reader.clickables(view.blocks))
        return Seen(self._reader.view(view.source, view.values), buttons, view=view)


def say(
    slack: Slack,
    person: Person,
    channel: Channel,
    text: str,
    thread_ts: str | None = None,
    files: Sequence[Json] = (),
) -> Message:
    """A person posts what they typed. Raises NotPossible where Slack's client would not let them."""
    if person.id not in channel.members:
        raise NotPossible(f"{person.name} is not in this conversation.")
    if channel.is_archived:
        raise NotPossible("This channel is archived.")
    with_app = channel.kind == "im" and slack.workspace.app.bot_user_id in channel.members
    if with_app and (slack.manifest.messages_read_only or not slack.manifest.messages_tab):
        raise NotPossible("Sending messages to this app has been turned off.")
    if thread_ts is not None and thread_ts not in channel.messages:
        raise NotPossible("This thread is gone.")
    root = channel.messages[thread_ts].thread_ts or thread_ts if thread_ts else None
    return slack.timeline.say(person, channel, slack.composer.message(text), root, files)
