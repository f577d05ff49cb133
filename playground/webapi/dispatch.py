"""Finds the method, checks the token and the scope, and runs it."""

import asyncio
import contextlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from playground.faults import WRONG_BODIES
from playground.refusal import Refusal
from playground.slack import Slack
from playground.webapi import (
    apps,
    arguments,
    auth,
    chat,
    conversations,
    files,
    membership,
    reactions,
    scheduling,
    users,
    views,
)
from playground.webapi.call import Call, Method
from playground.wire import Json

METHODS: Mapping[str, Method] = {
    **apps.METHODS,
    **auth.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **membership.METHODS,
    **reactions.METHODS,
    **scheduling.METHODS,
    **users.METHODS,
    **views.METHODS,
}


@dataclass(frozen=True)
class Reply:
    """What goes back over HTTP; `cut` means the connection ends without it, `text` goes instead of it."""

    body: Json
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    text: str | None = None


async def answer(slack: Slack, method: str, request: Request) -> Reply:
    """Answer one request, with the faults that are switched on, and note it in the traffic."""
    try:
        args = await arguments.read(request)
    except Refusal as refusal:
        slack.traffic.note("in", method, method, None, refusal.as_json(), refusal.problems)
        return Reply(refusal.as_json())
    token = _token(request, args)
    late = slack.faults.take("late", method)
    if late:
        await asyncio.sleep(late.seconds)
    reply = _limited(slack, method, args) or _failing(slack, method, args)
    if reply is None:
        reply = _apply(slack, method, args, token)
    slow = slack.faults.take("slow", method)
    if slow:
        await asyncio.sleep(slow.seconds)
    return reply


def _limited(slack: Slack, method: str, args: Json) -> Reply | None:
    fault = slack.faults.take("rate_limit", method)
    wait = fault.retry_after if fault else 0
    if not fault and slack.faults.strict_rate_limits:
        wait = slack.rate_limits.wait(method, str(args.get("channel", "")))
    if not wait:
        return None
    body = {"ok": False, "error": "ratelimited"}
    problems = [] if fault else ["ratelimited"]
    slack.traffic.note("in", method, f"{method} (429)", args, body, problems)
    return Reply(body, 429, {"Retry-After": str(wait)})


def _failing(slack: Slack, method: str, args: Json) -> Reply | None:
    """An answer that tells nothing of what became of the call."""
    fault = slack.faults.take("server_error", method) or slack.faults.take("wrong_reply", method)
    if fault is None:
        return None
    if fault.apply:
        with contextlib.suppress(Refusal):
            run(slack, method, args)
    if fault.name == "wrong_reply":
        slack.traffic.note("in", method, f"{method} ({fault.body})", args, WRONG_BODIES[fault.body])
        return Reply({}, text=WRONG_BODIES[fault.body])
    body = {"ok": False, "error": "internal_error"}
    slack.traffic.note("in", method, f"{method} (500)", args, body)
    return Reply(body, 500)


def _apply(slack: Slack, method: str, args: Json, token: str | None) -> Reply:
    try:
        _authenticate(slack, method, token)
        body, problems = run(slack, method, args), []
    except Refusal as refusal:
        body, problems = refusal.as_json(), refusal.problems
    slack.traffic.note("in", method, method, args, body, problems)
    return Reply(body, cut=slack.faults.take("drop_reply", method) is not None)


def run(slack: Slack, method: str, args: Mapping[str, object]) -> Json:
    """Run a method whose token is in order. Raises Refusal with Slack's error."""
    found = METHODS.get(method)
    if found is None:
        raise Refusal("unknown_method", req_method=method)
    call = Call(slack, method, args)
    if found.scope:
        call.need(found.scope)
    return {"ok": True, **found.run(call)}


def _token(request: Request, args: Json) -> str | None:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = args.pop("token", None)
    return bearer if scheme.lower() == "bearer" else token


def _authenticate(slack: Slack, method: str, token: str | None) -> None:
    found = METHODS.get(method)
    if found is None or found.token == "none":  # noqa: S105 - the kind of token
        return
    if not token:
        raise Refusal("not_authed")
    app = slack.workspace.app
    kinds = {"bot": app.bot_token, "app": app.app_token}
    if not any(hmac.compare_digest(token.encode(), known.encode()) for known in kinds.values()):
        raise Refusal("invalid_auth")
    if not hmac.compare_digest(token.encode(), kinds[found.token].encode()):
        raise Refusal("not_allowed_token_type")
