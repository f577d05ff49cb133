"""Where the parts meet: the clock, the memory, Slack, the door, the sender. The only module that sees everything."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import ClientSession, ClientTimeout, TCPConnector
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot import health
from bot.context import Bot
from bot.directory import PATIENCE_SECONDS, Directory
from bot.guard import Refused, admit
from bot.settings import Settings, SlackAccess
from bot.stopping import ANSWER_SECONDS, Deadline
from handlers import TABLES
from handlers.door import Door
from handlers.speaking import reason
from schedules import RENDERERS
from schedules.outbox import TIMEOUT_SECONDS, Sender
from schedules.tick import clockwork
from storage.database import Database

log = structlog.get_logger()

RETRY = timedelta(seconds=15)


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

    async def _slack(self, scope: dict[str, Any], receive: Any) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        try:
            body = await admit(scope, receive, self.access.signing_secrets, self.bot.now().timestamp())
            request = AsyncBoltRequest(body=body.decode(), headers=_headers(scope))
        except Refused as refused:
            return refused.status, [], b""
        except (ValueError, TypeError, AttributeError, RecursionError):
            # Bolt reads into the body as it is; not every body is an object, or flat enough.
            return HTTPStatus.BAD_REQUEST, [], b""
        response = await self.app.async_dispatch(request)
        if response.status == HTTPStatus.NOT_FOUND or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            # Signed, and nothing that can be made sense of: received, or Slack would send it again and again.
            return HTTPStatus.OK, [], b""
        headers = [(name.encode(), value.encode()) for name, values in response.headers.items() for value in values]
        return response.status, headers, (response.body or "").encode()


class Authorize(AsyncAuthorize):
    """Who we are in each workspace: asked of Slack once, and again only when it was told otherwise."""

    def __init__(self, token: str, slack: AsyncWebClient, now: Callable[[], datetime]) -> None:
        self._token = token
        self._slack = slack
        self._now = now
        self._known: AuthorizeResult | None = None
        self._silent_until = now()

    async def __call__(self, *, enterprise_id: str | None, team_id: str | None, **_: Any) -> AuthorizeResult:
        """Bolt's question before each request."""
        known = await self._whoami()
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id or (known.team_id if known else None),
            bot_token=self._token,
            bot_id=known.bot_id if known else None,
            bot_user_id=known.bot_user_id if known else None,
        )

    def forget(self) -> None:
        """Ask again next time: the token was revoked or replaced."""
        self._known, self._silent_until = None, self._now()

    async def workspace(self) -> str | None:
        """The workspace of the token, or None while Slack can't be reached or refuses it."""
        known = await self._whoami()
        return known.team_id if known else None

    async def _whoami(self) -> AuthorizeResult | None:
        """What Slack says; while it says nothing, it is not asked for every request."""
        if self._known is None and self._now() >= self._silent_until:
            self._silent_until = self._now() + RETRY
            return await self._ask()
        return self._known

    async def _ask(self) -> AuthorizeResult | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = await self._slack.auth_test()
        except (SlackClientError, TimeoutError, OSError) as error:
            log.warning("slack.not_authorized", error=reason(error))
            return None
        self._known = AuthorizeResult(
            enterprise_id=found.get("enterprise_id"),
            team_id=found.get("team_id"),
            bot_token=self._token,
            bot_id=found.get("bot_id"),
            bot_user_id=found.get("user_id"),
        )
        return self._known


@contextlib.asynccontextmanager
async def running(
    settings: Settings, access: SlackAccess, now: Callable[[], datetime] = clock
) -> AsyncIterator[Drumbeat]:
    """Drumbeat with everything turning; on leaving, what was begun is finished and all is put away.

    The database must have been migrated.
    """
    db = Database(settings.database_url)
    timeout = ClientTimeout(total=TIMEOUT_SECONDS, connect=5)
    async with ClientSession(connector=TCPConnector(limit=20), timeout=timeout) as http:
        slack = AsyncWebClient(
            token=access.bot_token,
            base_url=settings.slack_api_url,
            session=http,
            timeout=TIMEOUT_SECONDS,
            retry_handlers=[],
        )
        bot = Bot(settings, db, now, lambda _: slack, http, Directory(db, lambda _: slack, now))
        drumbeat = _assemble(bot, access, slack)
        async with _turning(drumbeat):
            yield drumbeat
    db.close()


def _assemble(bot: Bot, access: SlackAccess, slack: AsyncWebClient) -> Drumbeat:
    authorize = Authorize(access.bot_token, slack, bot.now)
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
async def _turning(drumbeat: Drumbeat) -> AsyncIterator[None]:
    bot = drumbeat.bot
    sender = Sender(bot, RENDERERS)
    sending = asyncio.create_task(sender.keep_sending())
    scheduler = clockwork(bot)
    scheduler.start()
    bot.ticked = bot.now()
    bot.outbox_waits.set()
    bot.later(_meet_everybody(drumbeat))
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        sender.stop()
        await bot.drain(drumbeat.deadline.left())
        await asyncio.wait({sending}, timeout=drumbeat.deadline.left())
        sending.cancel()


async def _meet_everybody(drumbeat: Drumbeat) -> None:
    workspace_id = await drumbeat.authorize.workspace()
    if workspace_id:
        await drumbeat.bot.directory.sync(workspace_id)


class _Envelopes(AsyncSocketModeHandler):
    """Bolt's handler, that knows what it has in hand: the connection stays open until that is answered."""

    def __init__(self, drumbeat: Drumbeat) -> None:
        super().__init__(drumbeat.app, drumbeat.access.app_token)
        self._in_hand: set[asyncio.Future[None]] = set()
        self._leaving = False

    async def handle(self, client: Any, req: Any) -> None:
        """Answer an envelope; one that comes while we leave is Slack's to bring again."""
        if self._leaving:
            return
        work = asyncio.ensure_future(super().handle(client, req))
        self._in_hand.add(work)
        work.add_done_callback(self._in_hand.discard)
        await work

    async def leave(self, seconds: float) -> None:
        """Answer what is in hand, for so long at the most, then hang up."""
        self._leaving = True
        if self._in_hand:
            await asyncio.wait(set(self._in_hand), timeout=seconds)
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
        await envelopes.leave(drumbeat.deadline.left(ANSWER_SECONDS))


def _headers(scope: dict[str, Any]) -> dict[str, str | Sequence[str]]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
