"""The playground's web server: Slack's own addresses, the driver's API, and the page."""

import asyncio
import hmac
from email.utils import formatdate
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from playground import page, sim
from playground.hosting import ADDRESS, Uvicorn, listener
from playground.refusal import NotPossible
from playground.slack import Slack
from playground.webapi import arguments, dispatch
from playground.wire import AsciiJson

UPLOAD_LIMIT = 50_000_000
SHOWN_AS_THEY_ARE = frozenset({"image/png", "image/jpeg", "image/gif"})
CUT = "playground.cut"


def application(slack: Slack, token: str) -> ASGIApp:
    """The ASGI application; `token` opens the page and the driver's API."""
    routes = [
        Route("/api/{method:path}", _web_api(slack), methods=["GET", "POST"]),
        Route("/clock", _clock(slack), methods=["POST"]),
        Route("/response/{key}", _response_url(slack), methods=["POST"]),
        Route("/upload/{file_id}", _upload(slack), methods=["POST"]),
        Route("/files/{file_id}", _download(slack, token), methods=["GET"]),
        WebSocketRoute("/link/", slack.sockets.serve),
        *sim.routes(slack),
        *page.routes(token),
    ]
    return Gate(Starlette(routes=routes), slack, token)


class Gate:
    """Lets only this machine's own pages, with the token, near the page and the driver's API.

    A wrong Host is refused because a hostile site can point its name at 127.0.0.1; a foreign Origin because a
    hostile page can send requests. Slack's own addresses authenticate as Slack does.
    """

    def __init__(self, app: ASGIApp, slack: Slack, token: str) -> None:
        self._app = app
        self._slack = slack
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        guarded = path == "/" or path.startswith(("/page/", "/sim/"))
        if scope["type"] == "http" and guarded:
            refused = self._refusal(Request(scope), path)
            if refused:
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, request: Request, path: str) -> Response | None:
        hosts = self._hosts()
        if request.headers.get("host", "") not in hosts:
            return PlainTextResponse("This address is not the playground's.", status_code=400)
        origin = request.headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in hosts}:
            return PlainTextResponse("Only the playground's own page may do this.", status_code=403)
        if path.startswith("/page/") or self._knows_token(request):
            return None
        return PlainTextResponse("Open the whole address that was printed, token included.", status_code=403)

    def _hosts(self) -> set[str]:
        port = self._slack.base_url.rstrip("/").rpartition(":")[2]
        return {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}

    def _knows_token(self, request: Request) -> bool:
        given = request.headers.get("x-playground-token") or request.query_params.get("token") or ""
        return hmac.compare_digest(given.encode(), self._token.encode())


def _web_api(slack: Slack) -> Any:
    async def endpoint(request: Request) -> Response:
        reply = await dispatch.answer(slack, request.path_params["method"], request)
        if reply.cut:
            request.scope["extensions"][CUT]()
        if reply.text is not None:
            return HTMLResponse(reply.text, reply.status)
        told = {
            "X-OAuth-Scopes": ",".join(sorted(slack.manifest.scopes)),
            "Date": formatdate(slack.clock.now(), usegmt=True),
        }
        return AsciiJson(dict(reply.body), reply.status, told | dict(reply.headers))

    return endpoint


def _clock(slack: Slack) -> Any:
    """Where the app hears what time it is; see following.py."""

    async def endpoint(request: Request) -> Response:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(bearer.encode(), slack.workspace.app.bot_token.encode()):
            return AsciiJson({"error": "The bot token is not this app's."}, 403)
        try:
            said = await request.json()
            return AsciiJson(await slack.following.listen(said if isinstance(said, dict) else {}))
        except (ValueError, NotPossible) as reason:
            return AsciiJson({"error": str(reason)}, 400)

    return endpoint


def _response_url(slack: Slack) -> Any:
    async def endpoint(request: Request) -> Response:
        try:
            body: object = await request.json()
        except ValueError:
            body = None
        status, text = slack.answers.post_to_url(request.path_params["key"], body)
        return PlainTextResponse(text, status)

    return endpoint


def _upload(slack: Slack) -> Any:
    async def endpoint(request: Request) -> Response:
        file = slack.workspace.files.get(request.path_params["file_id"])
        if file is None:
            return PlainTextResponse("not found", 404)
        body = await request.body()
        content_type = request.headers.get("content-type", "")
        if content_type.startswith("multipart/form-data"):
            body = next((content for *_, content in arguments.parts(content_type, body)), b"")
        if len(body) > UPLOAD_LIMIT or len(body) != file["size"]:
            return PlainTextResponse("the length is not the announced one", 400)
        slack.workspace.contents[file["id"]] = body
        return PlainTextResponse(f"OK - {len(body)}")

    return endpoint


def _download(slack: Slack, token: str) -> Any:
    async def endpoint(request: Request) -> Response:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        known = {slack.workspace.app.bot_token, token}
        if bearer not in known and request.query_params.get("token") != token:
            return PlainTextResponse("not allowed", 403)
        file = slack.workspace.files.get(request.path_params["file_id"])
        if file is None or file["id"] not in slack.workspace.contents:
            return PlainTextResponse("not found", 404)
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        kind = file["mimetype"] if file["mimetype"] in SHOWN_AS_THEY_ARE else "application/octet-stream"
        return Response(slack.workspace.contents[file["id"]], headers=headers, media_type=kind)

    return endpoint


class _CuttableProtocol(HttpToolsProtocol):
    """HTTP whose connection the application can cut before it answers."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {CUT: self.transport.abort}  # type: ignore[dict-item]


class Server:
    """Runs the playground in the current event loop, on a loopback port."""

    def __init__(self, slack: Slack, token: str) -> None:
        self._slack = slack
        self._token = token
        self._task: asyncio.Task[None] | None = None
        self._uvicorn: Uvicorn | None = None

    def listen(self, port: int = 0) -> None:
        """Take `port` (0 is any free one). Raises OSError when it is taken."""
        self._listener = listener(port)
        self._slack.listen_at(f"http://{ADDRESS}:{self._listener.getsockname()[1]}/")

    async def start(self) -> None:
        """Serve."""
        config = uvicorn.Config(
            application(self._slack, self._token),
            http=_CuttableProtocol,
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            access_log=False,
            date_header=False,  # the workspace has a clock of its own
            timeout_graceful_shutdown=1,
        )
        self._uvicorn = Uvicorn(config)
        self._task = await self._uvicorn.begin(self._listener)
        if self._task.done():
            await self._task

    async def wait(self) -> None:
        if self._task:
            await self._task

    def end(self) -> None:
        """Take no more requests; open streams are closed."""
        self._slack.hub.close()
        self._slack.following.close()
        if self._uvicorn:
            self._uvicorn.end()

    async def stop(self) -> None:
        """Close every connection and the port."""
        await self._slack.close()
        if self._uvicorn and self._task:
            self._uvicorn.end()
            await self._task
