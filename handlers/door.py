"""Slack knocks here: few Bolt listeners, a dict of acts behind each, and the one place where errors are worded."""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from sqlmodel import Session

from bot.context import Bot
from bot.rules.errors import UserError
from bot.rules.people import Actor, PlaceKind, enter
from bot.rules.text import clean
from bot.views import errors as sorry
from bot.views.blocks import Message
from handlers import requests, speaking
from handlers.asking import Act, Answer, Ask, Surface
from handlers.commands import ROOT, Noun, route
from handlers.speaking import Listener
from storage import drafts, inbound
from storage.database import Busy
from storage.history import Stamp

log = structlog.get_logger()

# Slack waits three seconds; an answer that isn't ready by then follows by the response URL.
ANSWER_WITHIN_SECONDS = 2.5
ANY = re.compile("")

Body = Mapping[str, Any]
EventHandler = Callable[[Bot, str, Body], Awaitable[None]]


@dataclass(frozen=True)
class Tables:
    """Everything that can be asked for, by the name Slack calls it by."""

    nouns: Mapping[str, Noun]
    buttons: Mapping[str, Act]
    forms: Mapping[str, Act]
    shortcuts: Mapping[str, Act]
    events: Mapping[str, EventHandler]
    home: Callable[[Session, Ask, Answer | None], Answer]


@dataclass(frozen=True)
class Outcome:
    """What came of a request: the answer, or what is wrong with which field of a form."""

    answer: Answer
    fields: Mapping[str, str] | None = None


class Door:
    """Turns Slack's requests into acts, and their answers into Slack's."""

    def __init__(self, bot: Bot, tables: Tables) -> None:
        self._bot = bot
        self._tables = tables

    def hang_in(self, app: AsyncApp) -> None:
        """Register the listeners; few, because Bolt tries them one after another."""
        app.command(ANY)(self.on_command)
        app.action(ANY)(self.on_click)
        app.view(ANY)(self.on_submission)
        app.shortcut(ANY)(self.on_shortcut)
        app.event(ANY)(self.on_event)

    async def on_command(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A slash command; its answer rides in the ack."""
        work = self._begin(self._command(body, context))
        outcome = await self._in_time(work)
        to = _command_listener(body, context)
        if outcome is None:
            await ack()
            self._bot.later(self._reply_when_done(work, to))
            return
        answer = outcome.answer
        await (ack(**answer.message.payload(), response_type="ephemeral") if answer.message else ack())
        if answer.form:
            self._bot.later(speaking.open_form(self._bot, to, str(body.get("trigger_id")), answer.form))

    async def on_click(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A pressed button, or a choice made, on a message or on Home."""
        work = self._begin(self._click(body, context))
        await self._in_time(work)
        await ack()
        self._bot.later(self._answer_click(work, body, context))

    async def on_submission(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A form sent in; what is wrong is said under its fields."""
        work = self._begin(self._submission(body, context))
        outcome = await self._in_time(work)
        if outcome is not None and outcome.fields:
            await ack(response_action="errors", errors=dict(outcome.fields))
            return
        await ack()
        self._bot.later(self._answer_submission(work, body, context))

    async def on_shortcut(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A global shortcut, or one used on a message."""
        work = self._begin(self._shortcut(body, context))
        await self._in_time(work)
        await ack()
        channel = (body.get("channel") or {}).get("id", "")
        to = Listener(_workspace(context), _user(body), channel, response_url=body.get("response_url"))
        self._bot.later(self._speak(work, to, body))

    async def on_event(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Something happened; what we don't know of is received all the same."""
        event = body.get("event") or {}
        kind = str(event.get("type"))
        if kind in ("app_mention", "message"):
            await self._heard(body, event, context)
        elif kind == "app_home_opened" and event.get("tab", "home") == "home":
            self._bot.later(self._guarded(self.show_home(_workspace(context), event["user"])))
        elif kind in self._tables.events:
            self._bot.later(self._guarded(self._tables.events[kind](self._bot, _workspace(context), body)))
        await ack()

    # From a request to its outcome

    async def _command(self, body: Body, context: AsyncBoltContext) -> Outcome:
        command, text = str(body.get("command", "")).lstrip("/").lower(), clean(str(body.get("text") or ""))
        channel_id, name = str(body.get("channel_id", "")), str(body.get("channel_name", ""))
        kind = requests.place_kind(channel_id, name)

        async def prepare() -> tuple[Act, Ask]:
            found = route(self._tables.nouns, command, text)
            ask = await self._ask(
                context, str(body["user_id"]), channel_id, kind, "command", requests.command_key(body)
            )
            return found.act, replace(ask, text=found.text, response_url=body.get("response_url"))

        return await self._perform(prepare)

    async def _click(self, body: Body, context: AsyncBoltContext) -> Outcome:
        action = body["actions"][0]
        channel = body.get("channel") or {}
        kind = requests.place_kind(channel.get("id", ""), channel.get("name", ""))

        async def prepare() -> tuple[Act, Ask]:
            value = requests.button_value(action)
            act, text = self._tables.buttons.get(action.get("action_id", "")), ""
            if action.get("action_id", "").startswith("run"):
                found = route(self._tables.nouns, ROOT, clean(str(value.get("command", ""))))
                act, text = found.act, found.text
            if act is None:
                raise UserError("That button is from an older version of me. Please ask for the message again.")
            ask = await self._ask(
                context, _user(body), channel.get("id", ""), kind, _surface(body), requests.click_key(body)
            )
            return act, replace(ask, value=value, text=text, response_url=body.get("response_url"))

        return await self._perform(prepare)

    async def _submission(self, body: Body, context: AsyncBoltContext) -> Outcome:
        view = body["view"]

        async def prepare() -> tuple[Act, Ask]:
            act = self._tables.forms.get(view.get("callback_id", ""))
            kept = await self._kept(body, context)
            if act is None or kept is None:
                raise UserError("This form has expired, so nothing was saved. Please open it again.")
            values = requests.form_values(view)
            channel = str(kept.get("channel_id") or values.get("channel") or "")
            key = requests.submission_key(body)
            ask = await self._ask(context, _user(body), channel, kept.get("channel_kind"), "form", key)
            return act, replace(ask, values=values, context=kept)

        return await self._perform(prepare, tuple(requests.form_values(view)))

    async def _shortcut(self, body: Body, context: AsyncBoltContext) -> Outcome:
        channel = body.get("channel") or {}
        kind = requests.place_kind(channel.get("id", ""), channel.get("name", ""))

        async def prepare() -> tuple[Act, Ask]:
            act = self._tables.shortcuts.get(str(body.get("callback_id", "")))
            if act is None:
                raise UserError("I no longer know that shortcut. Please try `/beat help`.")
            ask = await self._ask(
                context, _user(body), channel.get("id", ""), kind, "shortcut", requests.click_key(body)
            )
            message = dict(body.get("message") or {})
            message["permalink"] = await self._permalink(ask.actor, message)
            return act, replace(ask, message=message, response_url=body.get("response_url"))

        return await self._perform(prepare)

    async def _heard(self, body: Body, event: Body, context: AsyncBoltContext) -> None:
        if not _is_for_us(event):
            return
        in_dm = event["type"] == "message"
        text = _without_mention(clean(str(event.get("text") or "")), context.bot_user_id)

        async def prepare() -> tuple[Act, Ask]:
            found = route(self._tables.nouns, ROOT, text)
            surface: Surface = "dm" if in_dm else "mention"
            kind = requests.event_place_kind(event)
            key = requests.event_key(body)
            ask = await self._ask(context, event["user"], event["channel"], kind, surface, key)
            return found.act, replace(ask, text=found.text)

        answer = (await self._perform(prepare)).answer
        thread = event.get("thread_ts") if in_dm else event.get("thread_ts") or event.get("ts")
        to = Listener(_workspace(context), event["user"], event["channel"], thread)
        if answer.message and answer.private and not in_dm:
            self._bot.later(speaking.reply(self._bot, to, answer.message))
        elif answer.message:
            self._bot.later(speaking.reply_in_thread(self._bot, to, answer.message))

    async def _ask(
        self,
        context: AsyncBoltContext,
        user_id: str,
        channel_id: str,
        kind: PlaceKind | None,
        surface: Surface,
        key: str,
    ) -> Ask:
        workspace_id, directory = _workspace(context), self._bot.directory
        known = await directory.person(workspace_id, user_id)
        place = await directory.place(workspace_id, channel_id, kind)
        actor = Actor(workspace_id, user_id, known.kind, known.zone, place)
        enter(actor)
        return Ask(actor, Stamp(workspace_id, user_id, surface, key, self._bot.now()), surface)

    async def _perform(
        self, prepare: Callable[[], Awaitable[tuple[Act, Ask]]], inputs: tuple[str, ...] = ()
    ) -> Outcome:
        """Run one act; whatever goes wrong becomes a sentence, and for a form stands under one of its `inputs`."""
        try:
            act, ask = await prepare()
            work = self._bot.db.write if act.writes else self._bot.db.read
            answer = await work(once, ask, act)
            self._bot.outbox_waits.set()
            return Outcome(answer)
        except UserError as error:
            fields = error.fields or dict.fromkeys(inputs[:1], error.text)
            return Outcome(Answer(sorry.sorry(error), private=True), fields)
        except Busy:
            return _failed(sorry.busy(), inputs)
        except Exception:
            error_id = secrets.token_hex(4)
            log.exception("request.failed", error_id=error_id)
            return _failed(sorry.unexpected(error_id), inputs)

    # From an outcome to what Slack shows

    async def _answer_click(self, work: asyncio.Task[Outcome], body: Body, context: AsyncBoltContext) -> None:
        workspace_id, user_id = _workspace(context), _user(body)
        answer = (await work).answer
        container = body.get("container") or {}
        if answer.message and _surface(body) == "home":
            await self.show_home(workspace_id, user_id, answer)
            return
        channel = (body.get("channel") or {}).get("id") or container.get("channel_id", "")
        thread = container.get("thread_ts")
        to = Listener(workspace_id, user_id, channel, thread, body.get("response_url"))
        await self._speak(work, to, body, replaces=not requests.is_card(body))

    async def _answer_submission(self, work: asyncio.Task[Outcome], body: Body, context: AsyncBoltContext) -> None:
        kept = await self._kept(body, context) or {}
        workspace_id, user_id = _workspace(context), _user(body)
        answer = (await work).answer
        if answer.message and kept.get("surface") == "home":
            await self.show_home(workspace_id, user_id, answer)
            return
        urls = body.get("response_urls") or [{}]
        url = kept.get("response_url") or urls[0].get("response_url")
        channel = kept.get("channel_id") or urls[0].get("channel_id") or ""
        to = Listener(workspace_id, user_id, channel, None, url)
        await self._speak(work, to, body, replaces=bool(kept.get("replaces")))

    async def _speak(self, work: asyncio.Task[Outcome], to: Listener, body: Body, *, replaces: bool = False) -> None:
        answer = (await work).answer
        if answer.form:
            await speaking.open_form(self._bot, to, str(body.get("trigger_id")), answer.form)
        elif answer.message:
            await speaking.reply(self._bot, to, answer.message, replaces=replaces)

    async def show_home(self, workspace_id: str, user_id: str, notice: Answer | None = None) -> None:
        """Publish somebody's Home as it is now, with what has just happened on top."""
        known = await self._bot.directory.person(workspace_id, user_id)
        place = await self._bot.directory.place(workspace_id, "")
        actor = Actor(workspace_id, user_id, known.kind, known.zone, place)
        ask = Ask(actor, Stamp(workspace_id, user_id, "home", "", self._bot.now()), "home")
        home = await self._bot.db.read(self._tables.home, ask, notice)
        if home.form:
            await speaking.show_home(self._bot, workspace_id, user_id, home.form)

    async def _reply_when_done(self, work: asyncio.Task[Outcome], to: Listener) -> None:
        answer = (await work).answer
        if answer.message:
            await speaking.reply(self._bot, to, answer.message)

    async def _permalink(self, actor: Actor, message: Body) -> str | None:
        if not message.get("ts") or not actor.place.channel_id:
            return None
        return await speaking.permalink(self._bot, actor.workspace_id, actor.place.channel_id, str(message["ts"]))

    async def _kept(self, body: Body, context: AsyncBoltContext) -> dict[str, Any] | None:
        draft = requests.draft_id(body["view"])
        return await self._bot.db.read(drafts.find, _workspace(context), _user(body), draft)

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Busy:
            log.warning("event.dropped", reason="database busy")

    def _begin(self, work: Coroutine[Any, Any, Outcome]) -> asyncio.Task[Outcome]:
        return asyncio.create_task(work)

    async def _in_time(self, work: asyncio.Task[Outcome]) -> Outcome | None:
        await asyncio.wait({work}, timeout=ANSWER_WITHIN_SECONDS)
        return work.result() if work.done() else None


def once(session: Session, ask: Ask, act: Act) -> Answer:
    """Run an act in the transaction of `session`, unless this very request has had its answer."""
    if not act.writes:
        return act.run(session, ask)
    key = ask.stamp.batch
    kept = inbound.answered(session, ask.actor.workspace_id, key)
    if kept is not None:
        return Answer.revived(kept)
    answer = act.run(session, ask)
    inbound.remember(session, ask.actor.workspace_id, key, answer.kept(), ask.now)
    return answer


def _workspace(context: AsyncBoltContext) -> str:
    return str(context.team_id or context.enterprise_id or "")


def _user(body: Body) -> str:
    return str((body.get("user") or {}).get("id", ""))


def _surface(body: Body) -> Surface:
    container = body.get("container") or {}
    if container.get("type") == "view" or (body.get("view") or {}).get("type") == "home":
        return "home"
    return "card" if requests.is_card(body) else "ephemeral"


def _command_listener(body: Body, context: AsyncBoltContext) -> Listener:
    return Listener(
        _workspace(context),
        str(body.get("user_id", "")),
        str(body.get("channel_id", "")),
        response_url=body.get("response_url"),
    )


def _is_for_us(event: Body) -> bool:
    """A person's own words to us: a mention outside a DM, or anything in a DM."""
    if event.get("bot_id") or event.get("subtype") or not event.get("user") or not event.get("channel"):
        return False
    in_dm = str(event["channel"]).startswith("D")
    return in_dm if event["type"] == "message" else not in_dm


def _without_mention(text: str, bot_user_id: str | None) -> str:
    words = text.strip()
    if bot_user_id:
        words = re.sub(rf"^<@{re.escape(bot_user_id)}(\|[^>]*)?>[:,]?\s*", "", words)
    return words.removeprefix("/beat").lstrip("/").strip()


def _failed(message: Message, inputs: tuple[str, ...]) -> Outcome:
    return Outcome(Answer(message, private=True), dict.fromkeys(inputs[:1], message.text))
