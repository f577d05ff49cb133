"""A Slack workspace for tests: start it, let the bot connect, and be the people in it."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from playground.clock import Clock
from playground.colleagues import Colleagues
from playground.events import RETRY_DELAYS
from playground.faults import Faults
from playground.manifest import Manifest, Source
from playground.people import Actor
from playground.saved import restore
from playground.seed import plant
from playground.server import Server
from playground.slack import Slack
from playground.tour import Source as TourSource
from playground.tour import Tour
from playground.traffic import Exchange
from playground.webapi.files import keep
from playground.workspace import Channel, Secrets

Members = Iterable["Actor | str"]


class Playground:
    """An async context manager; the server runs in this event loop, on an ephemeral loopback port unless given one.

    `seed` is people and channels to begin with (see seed.py), `state` a whole workspace (see saved.py); `retry_delays`
    are the seconds before each event retry; `tour` is what the page leads a newcomer through (see tour.py), or the JSON
    file it is in. When `quiet`, nobody does by themselves what the state has a script for.
    """

    def __init__(
        self,
        manifest: Source,
        seed: Mapping[str, Any] | None = None,
        *,
        state: Mapping[str, Any] | None = None,
        port: int = 0,
        token: str | None = None,
        clock: Clock | None = None,
        given: Secrets | None = None,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        tour: TourSource | None = None,
        quiet: bool = False,
    ) -> None:
        self.token = token or secrets.token_urlsafe(24)
        self.core = Slack(
            Manifest.load(manifest),
            clock or Clock(),
            given or Secrets(),
            retry_delays=retry_delays,
            tour=Tour.load(tour) if tour else None,
        )
        self._server = Server(self.core, self.token)
        self._port = port
        self._state = state
        self._quiet = quiet
        self._colleagues: Colleagues | None = None
        plant(self.core, seed or {})

    async def __aenter__(self) -> Self:
        self._server.listen(self._port)
        if self._state:
            restore(self.core, self._state)
        await self._server.start()
        if self.core.script and not self._quiet:
            self._colleagues = self.core.turning.company = Colleagues(self.core)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._colleagues:
            await self._colleagues.close()
        await self._server.stop()

    async def run(self) -> None:
        """Wait until the server ends."""
        await self._server.wait()

    def end(self) -> None:
        """Have `run` return."""
        self._server.end()

    # How the bot reaches it

    @property
    def api_url(self) -> str:
        return f"{self.core.base_url}api/"

    @property
    def page_url(self) -> str:
        return f"{self.core.base_url}?token={self.token}"

    @property
    def bot_token(self) -> str:
        return self.core.workspace.app.bot_token

    @property
    def app_token(self) -> str:
        return self.core.workspace.app.app_token

    @property
    def signing_secret(self) -> str:
        return self.core.workspace.app.signing_secret

    def send_to(self, url: str | None) -> None:
        """Deliver over HTTP to this URL; None goes back to Socket Mode."""
        self.core.delivery.url = url

    async def verify_url(self) -> bool:
        """Make the `url_verification` handshake; whether the bot answered it."""
        return await self.core.delivery.verify_url()

    async def socket_connected(self) -> None:
        """Wait for a Socket Mode connection."""
        await self.core.sockets.wait_connected()

    # Who is there

    def add_person(self, name: str, *, announce: bool = False, **details: Any) -> Actor:
        """A new member; `details` are fields of Person. With `announce` the app gets `team_join`."""
        person = self.core.workspace.add_person(name, **details)
        if announce:
            self._tell_user("team_join", person.id)
        return Actor(self.core, person)

    def person(self, name: str) -> Actor:
        """Raises LookupError when there is nobody with this name."""
        person = self.core.workspace.person_called(name)
        if person is None:
            raise LookupError(f"There is nobody called {name!r}.")
        return Actor(self.core, person)

    def change_person(self, actor: Actor, **changes: Any) -> None:
        """Change fields of a person, as their profile page would; the app gets `user_change`."""
        for name, value in changes.items():
            setattr(actor.person, name, value)
        self._tell_user("user_change", actor.id)

    def add_channel(
        self, name: str, members: Members = (), *, private: bool = False, bot: bool = True, purpose: str = ""
    ) -> Channel:
        """A new channel; the bot is in it unless told otherwise."""
        ids = [each if isinstance(each, str) else each.id for each in members]
        everyone = [*ids, self.core.workspace.app.bot_user_id] if bot else ids
        return self.core.workspace.add_channel(name, members=everyone, private=private, purpose=purpose)

    def invite_bot(self, channel: str) -> None:
        """Add the bot to a channel, as a member would by mentioning it."""
        found = self.core.workspace.channel_called(channel)
        if found is None:
            raise LookupError(f"There is no channel {channel!r}.")
        self.core.timeline.join(found, self.core.workspace.people[self.core.workspace.app.bot_user_id])

    def add_file(self, actor: Actor, filename: str, body: bytes) -> dict[str, Any]:
        """A file of a person, to be chosen in a file input."""
        return keep(self.core, actor.id, filename, body)

    # What happened

    @property
    def log(self) -> list[Exchange]:
        return list(self.core.traffic.entries)

    @property
    def refusals(self) -> list[Exchange]:
        """What the bot sent that Slack would not take; a good test ends with none."""
        return self.core.traffic.refusals

    @property
    def faults(self) -> Faults:
        return self.core.faults

    def _tell_user(self, kind: str, user: str) -> None:
        self.core.events.user(kind, self.core.workspace.people[user])
