"""Where the parts meet: the clock, the memory, Slack, the door, the sender. The only module that sees everything."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot import health
from bot.clock import TurnedClock
from bot.context import Bot
from bot.directory import Directory, reason
from bot.guard import Refused, admit
from bot.rules.shapes import ID, flag, record
from bot.settings import Settings, SlackAccess
from bot.stopping import ANSWER_SECONDS, FAREWELL_SECONDS, Deadline
from handlers import TABLES, payloads
from handlers.door import Door
from schedules import RENDERERS, RINGS
from schedules.lanes import Timing
from schedules.tick import Clockwork
from storage.database import Database
from storage.sealing import Vault

log = structlog.get_logger()

RETRY = timedelta(seconds=15)
# Asked for before everything else that a request needs; what is left of Slack's three seconds is the door's.
OURSELVES_SECONDS = 0.5

_OURSELVES = record(team_id=ID, enterprise_id=ID, bot_id=ID, user_id=ID, is_enterprise_install=flag)
TIMING = Timing()


def clock() -> datetime:
    """The one place that reads the time."""
    return datetime.now(UTC)  # noqa: TID251 - every other module is handed this function


@dataclass
class Drumbeat:
    """The running program: the bot, and its door for HTTP as an ASGI application."""

    bot: Bot
    access: SlackAccess
    app: AsyncApp
    authorize: "Authorize"
    deadline: Deadline = field(default_factory=Deadline)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one HTTP request: Slack's, or a look at our health."""
        if scope["type"] != "http":
            return
        if scope["path"] == "/slack/events" and not self.access.app_token:
            status, headers, body = await self._slack(scope, receive)
        else:
            status, headers, body = await health.look(self.bot, scope["path"])
        headers = [*headers, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def dispatch(self, payload: dict[str, Any], delivery: str) -> BoltResponse:
        """Take in one request of Slack's. `delivery` is the same when the very same request comes again."""
        # Bolt would read an HTTP body by itself, and stumble over what is not of its kind.
        request = AsyncBoltRequest(body=payload, context={"delivery": delivery}, mode="socket_mode")
        return await self.app.async_dispatch(request)

    async def _slack(self, scope: dict[str, Any], receive: Any) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        try:
            body = await admit(scope, receive, self.access.signing_secrets, self.bot.now().timestamp())
            payload = payloads.parse(body.decode())
        except Refused as refused:
            return refused.status, [], b""
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST, [], b""
        response = await self.dispatch(payload, _headers(scope)["x-slack-request-timestamp"])
        if response.status == HTTPStatus.NOT_FOUND or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            # Signed, and nothing that can be made sense of: received, or Slack would send it again and again.
            return HTTPStatus.OK, [], b""
        headers = [(name.encode(), value.encode()) for name, values in response.headers.items() for value in values]
        return response.status, headers, (response.body or "").encode()


class Authorize(AsyncAuthorize):
    """Who we are in each workspace: asked of Slack once, and again only when it was told otherwise.

    As soon as we know it, everybody there is met.
    """

    def __init__(self, token: str, slack: AsyncWebClient, bot: Bot) -> None:
        self._token = token
        self._slack = slack
        self._bot = bot
        self._known: AuthorizeResult | None = None
        self._silent_until = bot.now()

    async def __call__(self, **_: Any) -> AuthorizeResult:
        """Bolt's question before each request. While Slack says nothing, it is not asked for every one."""
        if self._known is None and self._bot.now() >= self._silent_until:
            self._silent_until = self._bot.now() + RETRY
            await self._ask(OURSELVES_SECONDS)
        return self._known or AuthorizeResult(enterprise_id=None, team_id=None, bot_token=self._token)

    async def begin(self) -> None:
        """Ask before there is any request: nobody waits for it, so Slack may take its time."""
        await self._ask(None)

    def forget(self) -> None:
        """Ask again next time: the token was revoked or replaced."""
        self._known, self._silent_until = None, self._bot.now()

    async def _ask(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                found = _OURSELVES((await self._slack.auth_test()).data) or {}
        except (SlackClientError, ClientError, TimeoutError, OSError) as error:
            log.warning("slack.not_authorized", error=reason(error))
            return
        first, self._known = self._known is None, _ourselves(found, self._token)
        self._bot.directory.home = None if found.get("is_enterprise_install") else found.get("team_id")
        if first and self._known.team_id:
            self._bot.later(self._bot.directory.sync(self._known.team_id))


def _ourselves(found: dict[str, Any], token: str) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=found.get("enterprise_id"),
        team_id=found.get("team_id"),
        bot_token=token,
        bot_id=found.get("bot_id"),
        bot_user_id=found.get("user_id"),
    )


@contextlib.asynccontextmanager
async def running(
    settings: Settings, access: SlackAccess, now: Callable[[], datetime] = clock
) -> AsyncIterator[Drumbeat]:
    """Drumbeat with everything turning; on leaving, what was begun is finished and all is put away.

    The database must have been migrated.
    """
    timeout = ClientTimeout(total=TIMING.timeout.total_seconds(), connect=5)
    vault = Vault(settings.encryption_keys())
    with contextlib.closing(Database(settings.database_url, vault=vault)) as db:
        async with ClientSession(connector=TCPConnector(limit=20), timeout=timeout) as http:
            slack = AsyncWebClient(
                token=access.bot_token,
                base_url=settings.slack_api_url,
                session=http,
                timeout=int(TIMING.timeout.total_seconds()),
                retry_handlers=[],
            )
            turned = await _turned_clock(settings, access, http, now)
            bot = Bot(settings, db, turned or now, lambda _: slack, http, Directory(db, lambda _: slack, turned or now))
            drumbeat = _assemble(bot, access, slack)
            async with _turning(drumbeat, turned):
                yield drumbeat


async def _turned_clock(
    settings: Settings, access: SlackAccess, http: ClientSession, real: Callable[[], datetime]
) -> TurnedClock | None:
    """The playground's clock, already showing its time, where the settings name it; see bot/clock.py."""
    if settings.clock_url is None:
        return None
    turned = TurnedClock(settings.clock_url, access.bot_token, http, real)
    await turned.begin()
    return turned


def _assemble(bot: Bot, access: SlackAccess, slack: AsyncWebClient) -> Drumbeat:
    authorize = Authorize(access.bot_token, slack, bot)
    bot.reauthorize = authorize.forget
    app = AsyncApp(
        logger=logging.getLogger("slack_bolt"),
        client=AsyncWebClient(base_url=slack.base_url, session=bot.http, retry_handlers=[]),
        authorize=authorize,
        # The guard has verified it, or the socket was ours to open.
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        # The ack leaves when our listener has returned; otherwise Bolt looks for it every 10 ms.
        process_before_response=True,
    )
    app.use(Door(bot, TABLES))
    return Drumbeat(bot, access, app, authorize)


@contextlib.asynccontextmanager
async def _turning(drumbeat: Drumbeat, turned: TurnedClock | None) -> AsyncIterator[None]:
    bot = drumbeat.bot
    clockwork = Clockwork(bot, RENDERERS, RINGS, TIMING)
    clockwork.start()
    bot.ticked = bot.now()
    going = asyncio.create_task(clockwork.keep_going())
    following = asyncio.create_task(turned.follow(clockwork)) if turned else None
    bot.later(drumbeat.authorize.begin())
    try:
        yield
    finally:
        if following:
            following.cancel()
        clockwork.stop()
        await bot.drain(drumbeat.deadline.left())
        await asyncio.wait({going}, timeout=drumbeat.deadline.left())
        going.cancel()


class _Envelopes(AsyncSocketModeHandler):
    """Bolt's handler, that knows what it has in hand: the connection stays open until that is answered."""

    def __init__(self, drumbeat: Drumbeat) -> None:
        super().__init__(drumbeat.app, drumbeat.access.app_token)
        self._drumbeat = drumbeat
        self._in_hand: set[asyncio.Future[None]] = set()
        self._leaving = False

    async def handle(self, client: Any, req: Any) -> None:
        """Answer an envelope; one that comes while we leave is Slack's to bring again."""
        if self._leaving:
            return
        work = asyncio.ensure_future(self._answer(client, req))
        self._in_hand.add(work)
        work.add_done_callback(self._in_hand.discard)
        await work

    async def _answer(self, client: Any, req: Any) -> None:
        try:
            payload = payloads.known(req.payload)
        except ValueError:
            payload = {}
        response = await self._drumbeat.dispatch(payload, str(req.envelope_id))
        await send_async_response(client, req, response, 0)

    async def leave(self, deadline: Deadline) -> None:
        """Answer what is in hand, then hang up; neither is waited for long."""
        self._leaving = True
        if self._in_hand:
            await asyncio.wait(set(self._in_hand), timeout=deadline.left(ANSWER_SECONDS))
        # A Slack that has fallen silent would be waited for to hang up, too.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(deadline.left(FAREWELL_SECONDS)):
                await self.close_async()  # type: ignore[no-untyped-call]


@contextlib.asynccontextmanager
async def connected(drumbeat: Drumbeat) -> AsyncIterator[None]:
    """A Socket Mode connection meanwhile, where the settings ask for one, as soon as Slack can be reached."""
    if drumbeat.access.app_token is None:
        yield
        return
    envelopes = _Envelopes(drumbeat)
    connecting = asyncio.create_task(envelopes.connect_async())  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        connecting.cancel()
        await asyncio.wait({connecting})
        await envelopes.leave(drumbeat.deadline)


def _headers(scope: dict[str, Any]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
