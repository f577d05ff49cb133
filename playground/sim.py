"""The driver's API over HTTP: what the page, and drivers in any language, use to be people in the workspace."""

import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from playground import clockwork, inputs, payloads
from playground.ask import Answerer, Ask
from playground.composer import rich_text
from playground.interactions import Outcome
from playground.people import say
from playground.refusal import NotPossible
from playground.slack import Slack
from playground.viewstack import View
from playground.webapi.files import keep, put_into
from playground.wire import AsciiJson, Json
from playground.workspace import Channel, Message, Person

PERSON_FIELDS = (
    "id",
    "name",
    "real_name",
    "title",
    "presence",
    "display_name",
    "tz",
    "is_bot",
    "is_admin",
    "is_restricted",
    "is_ultra_restricted",
    "is_stranger",
    "deleted",
    "status_emoji",
    "status_text",
    "color",
)
PAGE = 100

# Looking


async def state(ask: Ask) -> Json:
    slack = ask.slack
    me = ask.person if ask.args.get("as") else _first_person(slack)
    workspace, home = slack.workspace, slack.views.homes.get(me.id)
    visible = [each for each in workspace.channels.values() if workspace.sees(me.id, each)]
    return {
        "team": {"id": workspace.team_id, "name": workspace.team_name, "domain": workspace.domain},
        "me": described(slack, me),
        "people": [described(slack, person) for person in workspace.people.values()],
        "channels": [_channel(each, me) for each in visible],
        "commands": [_fields(each, "command description usage_hint") for each in slack.manifest.commands],
        "shortcuts": [_fields(each, "name type callback_id description") for each in slack.manifest.shortcuts],
        "app": {"id": workspace.app.id, "name": workspace.app.name, "bot_user_id": workspace.app.bot_user_id},
        "views": [slack.views.as_json(view) for view in slack.views.stack(me.id)],
        "home": slack.views.as_json(home) if home else None,
        "now": slack.clock.now(),
        "faults": slack.faults.as_json(),
        "opens": slack.opens,
        "tour": slack.tour.as_json() if slack.tour else None,
    }


def _first_person(slack: Slack) -> Person:
    """Who a page is opened as when it does not say."""
    people = [person for person in slack.workspace.people.values() if not person.is_bot]
    if not people:
        raise NotPossible("There is nobody in this workspace yet.")
    return people[0]


async def messages(ask: Ask) -> Json:
    """A page of a channel or thread, oldest first; looking at the newest page marks the channel as read.

    `whispers` are those in threads of the channel, which only whoever opens the thread would see; `last_read` is the
    ts of what the person had seen before they looked.
    """
    channel, me, thread = ask.channel, ask.person, ask.args.get("thread_ts")
    whispers = channel.whispers(me.id)
    shown = [each for each in [*channel.messages.values(), *whispers] if _belongs(each, thread)]
    before = ask.args.get("before")
    older = sorted((each for each in shown if not before or each.ts < before), key=lambda each: each.ts)
    limit = ask.number("limit", PAGE)
    last_read = channel.last_read.get(me.id, "")
    if not before:
        channel.read(me.id)
    aside = [] if thread else [{"ts": each.ts, "thread_ts": each.thread_ts} for each in whispers if each.is_reply]
    page = {"messages": [each.body for each in older[-limit:]], "has_more": len(older) > limit}
    return {**page, "whispers": aside, "last_read": last_read}


async def log(ask: Ask) -> Json:
    after = ask.number("after", 0)
    return {"entries": [entry.as_json() for entry in ask.slack.traffic.after(after)]}


async def faults(ask: Ask) -> Json:
    return ask.slack.faults.as_json()


def described(slack: Slack, person: Person) -> Json:
    label = payloads.tz_label(slack.workspace, person.tz)
    return {name: getattr(person, name) for name in PERSON_FIELDS} | {"tz_label": label}


def _fields(it: object, names: str) -> Json:
    return {name: getattr(it, name) for name in names.split()}


def _channel(it: Channel, me: Person) -> Json:
    body = {
        "id": it.id,
        "name": it.name,
        "kind": it.kind,
        "is_member": me.id in it.members,
        "topic": it.topic,
        "unread": it.unread(me.id),
        "last_ts": max(it.messages, default=None),
    }
    return {**body, "user": it.other(me.id)} if it.kind == "im" else body


def _belongs(message: Message, thread: str | None) -> bool:
    """A thread shows its parent and replies; a channel everything but replies."""
    if thread:
        return thread in {message.ts, message.thread_ts}
    return not message.is_reply or message.body.get("subtype") == "thread_broadcast"


# Doing


async def say_something(ask: Ask) -> Json:
    """Post a message; `files` are ids of what the person has uploaded."""
    files = ask.files(ask.args.get("files") or [])
    text = str(ask.args.get("text") or "") if files else ask.text("text")
    message = say(ask.slack, ask.person, ask.channel, text, ask.args.get("thread_ts"), files)
    put_into(ask.slack, ask.channel, files)
    return {"ts": message.ts}


async def edit(ask: Ask) -> Json:
    """Change what the person said; `text` as typed."""
    text = ask.slack.composer.message(ask.text("text"))
    content = {"text": text, "blocks": [rich_text(text)]}
    ask.slack.timeline.edit(ask.channel, ask.own_message, content, ask.person.id)
    return {"ok": True}


async def delete(ask: Ask) -> Json:
    ask.slack.timeline.delete(ask.channel, ask.own_message)
    return {"ok": True}


async def upload(ask: Ask) -> Json:
    """A file from the person's machine, for a message or a form; `content` is base64."""
    try:
        body = base64.b64decode(ask.text("content"), validate=True)
    except ValueError:
        raise NotPossible("content is not base64.") from None
    return {"file": keep(ask.slack, ask.person.id, ask.text("name"), body)}


async def command(ask: Ask) -> Json:
    if ask.args.get("thread_ts"):
        raise NotPossible("Slash commands cannot be used in threads.")
    return _result(await ask.slack.interactions.command(ask.person, ask.channel, ask.text("text")))


async def act(ask: Ask) -> Json:
    """Use an element; `values` may carry what else was entered in the view, so that the app gets it too."""
    place = ask.place
    if place.view:
        _enter(ask, place.view)
    where = ask.text("block_id"), ask.text("action_id")
    return _result(await ask.slack.interactions.act(ask.person, place, *where, ask.args.get("value")))


async def options(ask: Ask) -> Json:
    where = ask.text("block_id"), ask.text("action_id")
    value = str(ask.args.get("value") or "")
    found = await ask.slack.interactions.options(ask.person, ask.place, *where, value)
    return {"options": found.get("options", []), "option_groups": found.get("option_groups", [])}


async def shortcut(ask: Ask) -> Json:
    on_message = (ask.channel, ask.message) if ask.args.get("ts") else (None, None)
    return _result(await ask.slack.interactions.shortcut(ask.person, ask.text("callback_id"), *on_message))


async def submit(ask: Ask) -> Json:
    errors = _enter(ask, ask.view)
    if errors:
        return {"errors": errors}
    outcome = await ask.slack.submissions.submit(ask.person, ask.view)
    return {"errors": outcome.errors} if outcome.errors else _result(outcome)


async def close(ask: Ask) -> Json:
    everything = bool(ask.args.get("all"))
    return _result(await ask.slack.submissions.close(ask.person, ask.view, everything=everything))


async def home(ask: Ask) -> Json:
    ask.slack.interactions.open_home(ask.person, "messages" if ask.args.get("tab") == "messages" else "home")
    return {"ok": True, "channel": ask.slack.workspace.app_dm(ask.person.id).id}


async def read(ask: Ask) -> Json:
    """The person has seen what came into a channel while they looked at it."""
    ask.channel.read(ask.person.id)
    return {"ok": True}


async def react(ask: Ask) -> Json:
    change = ask.slack.timeline.unreact if ask.args.get("remove") else ask.slack.timeline.react
    return {"ok": change(ask.channel, ask.message, ask.person.id, ask.text("name").strip(":"))}


async def dm(ask: Ask) -> Json:
    users = [person.id for person in ask.people("users")]
    channel = ask.slack.workspace.open_direct([ask.person.id, *users])
    ask.slack.hub.publish({"type": "channel", "channel": _channel(channel, ask.person)}, to=[ask.person.id])
    return {"channel": channel.id}


async def switch_fault(ask: Ask) -> Json:
    try:
        ask.slack.faults.switch({name: value for name, value in ask.args.items() if name != "as"})
    except ValueError as error:
        raise NotPossible(str(error)) from error
    return ask.slack.faults.as_json()


def _enter(ask: Ask, view: View) -> dict[str, str]:
    """Put what was typed, the request's `values`, into the view; complaints by block id. Files are given by id."""
    errors = {}
    for block_id, actions in (ask.args.get("values") or {}).items():
        for action_id, raw in actions.items():
            found = inputs.find(view.blocks, block_id, action_id)
            if found is None:
                continue
            try:
                given = ask.files(raw) if found[1]["type"] == "file_input" else raw
                value = inputs.entered(found[1], given, view.offered.get(action_id))
                view.enter(block_id, found[1], value)
            except NotPossible as complaint:
                errors[block_id] = str(complaint)
    return errors


def _result(outcome: Outcome) -> Json:
    return {"ok": True} if outcome.ok else {"ok": False, "error": outcome.error, "text": outcome.text}


# Over HTTP

_GET = {"/sim/state": state, "/sim/messages": messages, "/sim/log": log, "/sim/faults": faults}
_POST = {
    "/sim/say": say_something,
    "/sim/edit": edit,
    "/sim/delete": delete,
    "/sim/upload": upload,
    "/sim/command": command,
    "/sim/act": act,
    "/sim/options": options,
    "/sim/shortcut": shortcut,
    "/sim/submit": submit,
    "/sim/close": close,
    "/sim/home": home,
    "/sim/react": react,
    "/sim/read": read,
    "/sim/dm": dm,
    "/sim/faults": switch_fault,
}


def routes(slack: Slack) -> list[BaseRoute]:
    """The routes under `/sim/`."""
    looking = [Route(path, _endpoint(slack, answer), methods=["GET"]) for path, answer in _GET.items()]
    doing = [Route(path, _endpoint(slack, answer), methods=["POST"]) for path, answer in _POST.items()]
    turning = [
        Route(path, _endpoint(slack, answer, status), methods=[method])
        for method, path, answer, status in clockwork.ROUTES
    ]
    return [*doing, *looking, *turning, Route("/sim/stream", _stream(slack), methods=["GET"])]


def _endpoint(slack: Slack, answer: Answerer, status: int = 200) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return AsciiJson(await answer(Ask(slack, await _arguments(request))), status_code=status)
        except NotPossible as reason:
            return AsciiJson({"error": str(reason)}, status_code=400)

    return endpoint


async def _arguments(request: Request) -> Json:
    if request.method == "GET":
        return dict(request.query_params)
    try:
        args: Any = await request.json()
    except ValueError:
        raise NotPossible("The body is not JSON.") from None
    if not isinstance(args, dict):
        raise NotPossible("The body is not a JSON object.")
    return args


def _stream(slack: Slack) -> Callable[[Request], Awaitable[Response]]:
    async def events(user: str) -> AsyncIterator[str]:
        yield ": connected\n\n"
        async for event in slack.hub.stream(user):
            yield f"data: {json.dumps(event)}\n\n"

    async def endpoint(request: Request) -> Response:
        try:
            user = Ask(slack, dict(request.query_params)).person.id
        except NotPossible as reason:
            return AsciiJson({"error": str(reason)}, status_code=400)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(events(user), media_type="text/event-stream", headers=headers)

    return endpoint
