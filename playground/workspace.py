"""The state of one Slack workspace: its team, people, channels and what was said in them."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from playground.clock import Clock
from playground.manifest import Manifest
from playground.wire import Json, new_id

Kind = Literal["channel", "private", "im", "mpim"]

COLORS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c", "5b89d5", "2b6836")


@dataclass(eq=False)
class Person:
    """A member of the workspace: a human, or the app's bot user."""

    id: str
    name: str
    real_name: str
    display_name: str
    team_id: str
    tz: str = "Europe/Berlin"
    locale: str = "en-US"
    email: str = ""
    title: str = ""
    color: str = COLORS[0]
    is_bot: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_primary_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    status_emoji: str = ""
    status_text: str = ""
    status_expiration: int = 0
    presence: Literal["active", "away"] = "active"
    updated: int = 0
    dnd_from: int = 0
    dnd_until: int = 0

    @staticmethod
    def colored(number: int) -> str:
        """The colour of the n-th person."""
        return COLORS[number % len(COLORS)]


@dataclass(eq=False)
class Message:
    """A message in Slack's own JSON, with what Slack keeps beside it."""

    body: Json
    only_for: str | None = None  # the one person who sees an ephemeral message
    touched: int = 0  # grows with every change anywhere, so that the newest change can be told

    @property
    def ts(self) -> str:
        return str(self.body["ts"])

    @property
    def thread_ts(self) -> str | None:
        return self.body.get("thread_ts")

    @property
    def is_reply(self) -> bool:
        return self.thread_ts not in {None, self.ts}


@dataclass(eq=False)
class Channel:
    """A conversation of any kind. `messages` holds what is in its history, by ts, oldest first."""

    id: str
    name: str
    kind: Kind
    created: int
    creator: str
    members: list[str] = field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    is_general: bool = False
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    last_read: dict[str, str] = field(default_factory=dict)
    pins: list[str] = field(default_factory=list)

    def other(self, user: str) -> str:
        """The other side of a DM."""
        return next((member for member in self.members if member != user), user)

    def unread(self, user: str) -> int:
        """How many messages this person has not seen: what others said, but for replies, and what only they can see."""
        since = self.last_read.get(user, "")
        said = [each for each in self.messages.values() if not each.is_reply and each.body.get("user") != user]
        return sum(each.ts > since for each in [*said, *self.whispers(user)])

    def whispers(self, user: str) -> list["Message"]:
        """The messages that only this person sees."""
        return [each for each in self.ephemerals.values() if each.only_for == user]

    def read(self, user: str) -> None:
        """They have seen everything there is."""
        self.last_read[user] = max([*self.messages, *self.ephemerals], default="")


@dataclass(frozen=True)
class App:
    """The installed app and its secrets."""

    id: str
    bot_id: str
    bot_user_id: str
    name: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str


@dataclass(frozen=True)
class Secrets:
    """What to install the app with; anything left empty is made up."""

    bot_token: str = ""
    app_token: str = ""
    signing_secret: str = ""


class Workspace:
    """One team with one app installed."""

    def __init__(self, manifest: Manifest, clock: Clock, given: Secrets = Secrets()) -> None:
        self.manifest = manifest
        self.clock = clock
        self.team_id = new_id("T")
        self.team_name = "Playground"
        self.domain = "playground"
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, Json] = {}
        self.completed: set[str] = set()
        self.contents: dict[str, bytes] = {}
        self._last_micros = 0
        self._touches = 0
        self.app = self._install(given)
        self.add_channel("general", is_general=True, purpose="Everybody is here")
        self.add_channel("random")

    def _install(self, given: Secrets) -> App:
        name = self.manifest.bot_name
        bot = self.add_person(name.lower().replace(" ", ""), real_name=name, is_bot=True, tz="America/Los_Angeles")
        return App(
            id=new_id("A"),
            bot_id=new_id("B"),
            bot_user_id=bot.id,
            name=self.manifest.name,
            bot_token=given.bot_token or f"xoxb-{secrets.token_hex(16)}",
            app_token=given.app_token or f"xapp-1-{secrets.token_hex(16)}",
            signing_secret=given.signing_secret or secrets.token_hex(16),
            verification_token=secrets.token_hex(12),
        )

    # Time and order

    def new_ts(self) -> str:
        """A message id: seconds and six digits, later than every id before it."""
        self._last_micros = max(int(self.clock.now() * 1_000_000), self._last_micros + 1)
        seconds, micros = divmod(self._last_micros, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def touch(self) -> int:
        self._touches += 1
        return self._touches

    # People

    def add_person(self, name: str, **details: object) -> Person:
        """A new member. `details` are fields of Person; guests join no channel by themselves."""
        details.setdefault("real_name", name.capitalize())
        details.setdefault("display_name", name)
        details.setdefault("email", f"{name}@example.com")
        details.setdefault("color", Person.colored(len(self.people)))
        details.setdefault("team_id", new_id("T") if details.get("is_stranger") else self.team_id)
        person = Person(id=new_id("U"), name=name, updated=int(self.clock.now()), **details)  # type: ignore[arg-type]
        self.people[person.id] = person
        if not (person.is_bot or person.is_restricted or person.is_ultra_restricted or person.is_stranger):
            self._join_open_channels(person)
        return person

    def _join_open_channels(self, person: Person) -> None:
        for channel in self.channels.values():
            if channel.name in {"general", "random"}:
                channel.members.append(person.id)

    def person_called(self, name: str) -> Person | None:
        """By user name, display name or real name, whatever the case; `@` in front is allowed."""
        wanted = name.removeprefix("@").casefold()
        for person in self.people.values():
            if wanted in {person.name.casefold(), person.display_name.casefold(), person.real_name.casefold()}:
                return person
        return None

    # Channels

    def add_channel(
        self,
        name: str,
        *,
        members: Iterable[str] = (),
        private: bool = False,
        is_general: bool = False,
        purpose: str = "",
        creator: str | None = None,
    ) -> Channel:
        """A new public or private channel with the people whose ids are `members`."""
        return self._new_channel("C", name, "private" if private else "channel", members, creator, is_general, purpose)

    def _new_channel(
        self,
        prefix: str,
        name: str,
        kind: Kind,
        members: Iterable[str],
        creator: str | None = None,
        is_general: bool = False,
        purpose: str = "",
    ) -> Channel:
        everyone = list(dict.fromkeys(members))
        channel = Channel(
            id=new_id(prefix),
            name=name,
            kind=kind,
            created=int(self.clock.now()),
            creator=creator or (everyone[0] if everyone else ""),
            members=everyone,
            is_general=is_general,
            purpose=purpose,
        )
        self.channels[channel.id] = channel
        return channel

    def channel_called(self, name: str) -> Channel | None:
        """A public or private channel by its name, with or without `#`."""
        wanted = name.removeprefix("#")
        named = (each for each in self.channels.values() if each.kind in {"channel", "private"})
        return next((each for each in named if each.name == wanted), None)

    def direct(self, users: Iterable[str]) -> Channel | None:
        """The DM or group DM of exactly these people, if they have one."""
        wanted = set(users)
        talks = (each for each in self.channels.values() if each.kind in {"im", "mpim"})
        return next((each for each in talks if set(each.members) == wanted), None)

    def open_direct(self, users: Iterable[str]) -> Channel:
        """The DM of two people, or the group DM of more; the same one every time."""
        members = list(dict.fromkeys(users))
        existing = self.direct(members)
        if existing:
            return existing
        if len(members) <= 2:
            return self._new_channel("D", "", "im", members)
        names = "--".join(self.people[user].name for user in members)
        return self._new_channel("G", f"mpdm-{names}-1", "mpim", members)

    def app_dm(self, user: str) -> Channel:
        """The DM between a person and the app."""
        return self.open_direct([user, self.app.bot_user_id])

    def sees(self, user: str, channel: Channel) -> bool:
        """Whether a person can read a channel: its members, and for a public one every full member."""
        if user in channel.members:
            return True
        person = self.people[user]
        outsider = person.is_restricted or person.is_ultra_restricted or person.is_stranger
        return channel.kind == "channel" and not outsider

    def audience(self, channel: Channel) -> list[str]:
        return [user for user in self.people if self.sees(user, channel)]

    def is_ext_shared(self, channel: Channel) -> bool:
        """Whether people of another organisation are in the channel (Slack Connect)."""
        return any(self.people[user].is_stranger for user in channel.members)

    def directory(self) -> list[Person]:
        """Everybody users.list tells of; Slackbot is among them and, as at Slack, does not count as a bot."""
        slackbot = Person("USLACKBOT", "slackbot", "Slackbot", "Slackbot", self.team_id, tz="America/Los_Angeles")
        return [slackbot, *self.people.values()]

    def humans(self) -> Iterator[Person]:
        return (person for person in self.people.values() if not person.is_bot)
