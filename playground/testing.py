"""A Slack workspace for tests: start it, let the bot connect, and be the people in it. See docs/playground.md."""

import contextlib
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from wsgiref.types import WSGIApplication

from playground.clock import Clock
from playground.colleagues import Colleagues
from playground.events import RETRY_DELAYS
from playground.faults import Faults
from playground.hosting import ASGIApp, AsyncSocketHandler, SocketHandler, served, served_in_threads, socket_open
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

EVENTS_PATH = "/slack/events"  # where Bolt's adapters listen unless told otherwise


class Playground:
    """One workspace with one app installed: an async context manager, whose server runs in this event loop.

    Args:
        manifest: the app's manifest, as a mapping or the path of a JSON file. Scopes, events, commands, shortcuts and
            the tabs of Home are taken from it.
        seed: people and channels to begin with: `{"people": [{"name": "ana", "tz": "Europe/Berlin"}], "channels":
            [{"name": "launch", "members": ["ana"]}]}`; see seed.py, where TEAM is such a one.
        state: a whole saved workspace instead; see saved.py.
        port: a loopback port; 0 is any free one. Entering raises OSError when it is taken.
        token: opens the page and the `/sim` API; made up when left out.
        clock: the workspace's time; the real one when left out.
        given: tokens and signing secret of the app; what is empty is made up.
        retry_delays: seconds, on the workspace's clock, before each retry of an event that was not taken.
        tour: what the page leads a newcomer through, as a mapping or the path of a JSON file; see tour.py.
        quiet: nobody does by themselves what the state has a script for.

    Raises:
        ValueError: the tour is none, or a file is not JSON.
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
        """The `base_url` of a Web API client; it ends with a slash."""
        return f"{self.core.base_url}api/"

    @property
    def page_url(self) -> str:
        """The workspace in a browser, token included."""
        return f"{self.core.base_url}?token={self.token}"

    @property
    def clock_url(self) -> str:
        """Where an app hears what time it is; see following.py."""
        return f"{self.core.base_url}clock"

    @property
    def bot_token(self) -> str:
        return self.core.workspace.app.bot_token

    @property
    def app_token(self) -> str:
        return self.core.workspace.app.app_token

    @property
    def signing_secret(self) -> str:
        return self.core.workspace.app.signing_secret

    @property
    def environment(self) -> dict[str, str]:
        """What an app reads from its environment, for a program to start or for `monkeypatch.setenv`."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
        }

    @contextlib.asynccontextmanager
    async def hosts(self, app: ASGIApp, path: str = EVENTS_PATH) -> AsyncIterator[None]:
        """Serve an ASGI app in this event loop, and deliver to its `path`: for Bolt's AsyncApp over HTTP."""
        async with served(app) as url:
            with self._delivering(url + path):
                yield

    @contextlib.asynccontextmanager
    async def hosts_wsgi(self, app: WSGIApplication, path: str = EVENTS_PATH) -> AsyncIterator[None]:
        """Serve a WSGI app in threads, and deliver to its `path`: for Bolt's App over HTTP, in Flask or bare."""
        async with served_in_threads(app) as url:
            with self._delivering(url + path):
                yield

    @contextlib.asynccontextmanager
    async def connects(self, handler: AsyncSocketHandler | SocketHandler) -> AsyncIterator[None]:
        """Have a Socket Mode handler of Bolt's connect, wait until it has, and close it in the end."""
        with self._delivering(None):
            async with socket_open(handler):
                await self.socket_connected()
                yield

    def send_to(self, url: str | None) -> None:
        """Deliver over HTTP to this URL; None goes back to Socket Mode."""
        self.core.delivery.url = url

    @contextlib.contextmanager
    def _delivering(self, url: str | None) -> Iterator[None]:
        before = self.core.delivery.url
        self.send_to(url)
        try:
            yield
        finally:
            self.send_to(before)

    async def verify_url(self) -> bool:
        """Make the `url_verification` handshake; whether the bot answered it."""
        return await self.core.delivery.verify_url()

    async def socket_connected(self) -> None:
        """Wait, for as long as it takes, for a Socket Mode connection."""
        await self.core.sockets.wait_connected()

    # What time it is

    @property
    def clock(self) -> Clock:
        """The workspace's time: `clock.now()` in seconds since the epoch, `clock.turn(hours=3)` to leap."""
        return self.core.clock

    async def clock_followed(self) -> None:
        """Wait, for as long as it takes, until the app follows the clock."""
        await self.core.following.followed()

    async def turn_to(self, moment: float) -> None:
        """Walk to a moment, in seconds since the epoch, and return when an app that follows the clock has come along.

        On the way everything falls due in its order. An app that does not follow sees a leap.
        """
        await self.core.turning.turn(moment, "UTC", "")
        await self.core.turning.done()

    # Who is there

    def add_person(self, name: str, *, announce: bool = False, **details: Any) -> Actor:
        """A new member, in #general and #random unless a guest.

        Args:
            details: fields of Person (workspace.py): `tz`, `real_name`, `email`, `is_restricted`, `is_stranger`, ...
            announce: tell the app by `team_join`.

        Raises TypeError for a detail there is not.
        """
        person = self.core.workspace.add_person(name, **details)
        if announce:
            self._tell_user("team_join", person.id)
        return Actor(self.core, person)

    def person(self, name: str) -> Actor:
        """By user name, display name or real name. Raises LookupError when there is nobody called so."""
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
        """A new channel with these people, given as actors or ids; the bot is in it unless told otherwise."""
        ids = [each if isinstance(each, str) else each.id for each in members]
        everyone = [*ids, self.core.workspace.app.bot_user_id] if bot else ids
        return self.core.workspace.add_channel(name, members=everyone, private=private, purpose=purpose)

    def invite_bot(self, channel: str) -> None:
        """Add the bot to a channel, as a member would by mentioning it. Raises LookupError when there is none."""
        found = self.core.workspace.channel_called(channel)
        if found is None:
            raise LookupError(f"There is no channel {channel!r}.")
        self.core.timeline.join(found, self.core.workspace.people[self.core.workspace.app.bot_user_id])

    def add_file(self, actor: Actor, filename: str, body: bytes) -> dict[str, Any]:
        """A file of a person's, as Slack's JSON, to be chosen in a file input."""
        return keep(self.core, actor.id, filename, body)

    # What happened

    @property
    def log(self) -> list[Exchange]:
        """Every call of the app and every delivery to it, oldest first; the last 2,000."""
        return list(self.core.traffic.entries)

    @property
    def refusals(self) -> list[Exchange]:
        """What the bot sent that Slack would not take; a good test ends with none."""
        return self.core.traffic.refusals

    @property
    def faults(self) -> Faults:
        """The switches for what can go wrong at Slack."""
        return self.core.faults

    def _tell_user(self, kind: str, user: str) -> None:
        self.core.events.user(kind, self.core.workspace.people[user])
