"""Slack knocks here. One middleware of Bolt's, and a dict: Bolt would try its listeners one after another."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.middleware.async_middleware import AsyncMiddleware

from bot.context import Bot
from bot.rules.text import clean
from bot.views.blocks import OPTIONS_LIMIT, Message, option
from handlers import requests, speaking
from handlers.acting import Doer, Outcome, Tables
from handlers.requests import Knock
from handlers.speaking import Listener
from storage import reactions

# Slack waits three seconds, of which asking who we are may take half of one; an answer that isn't ready by then
# follows by the response URL.
ANSWER_WITHIN_SECONDS = 2.2
# Nothing that we look up has a longer name.
_LETTERS = 100

Body = Mapping[str, Any]
Listening = Callable[[AsyncAck, Body, AsyncBoltContext], Awaitable[None]]


class Door(AsyncMiddleware):
    """Takes Slack's requests in, and brings the answers to those who asked."""

    def __init__(self, bot: Bot, tables: Tables) -> None:
        self._bot = bot
        self._tables = tables
        self._doer = Doer(bot, tables)
        self._listeners: Mapping[str, Listening] = {
            "command": self.on_command,
            "block_actions": self.on_click,
            "view_submission": self.on_submission,
            "view_closed": self.on_typing,
            "shortcut": self.on_shortcut,
            "message_action": self.on_shortcut,
            "event_callback": self.on_event,
            "block_suggestion": self.on_lookup,
        }

    async def async_process(self, *, req: AsyncBoltRequest, **_: Any) -> BoltResponse | None:
        """Every request that Bolt has authorized; one of a kind we don't know of is received all the same."""
        kind = "command" if "command" in req.body else req.body.get("type", "")
        ack: AsyncAck = req.context.ack
        if kind in self._listeners:
            await self._listeners[kind](ack, req.body, req.context)
        return ack.response or await ack()

    async def on_command(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A slash command; its answer rides in the acknowledgement."""
        knock = requests.command(body, _workspace(body, context), context["delivery"])
        work = asyncio.create_task(self._doer.do(knock))
        outcome = await _in_time(work)
        if outcome is not None and outcome.answer.message:
            await ack(**outcome.answer.message.whisper(), response_type="ephemeral")
            return
        await ack()
        self._bot.later(self._deliver(knock, work))

    async def on_click(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A pressed button, on a message or on Home; or a change in a form that wants to know of it."""
        if (body.get("view") or {}).get("callback_id") in self._tables.typing:
            await self.on_typing(ack, body, context)
            return
        await self._take(ack, requests.click(body, _workspace(body, context), context["delivery"]))

    async def on_shortcut(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A global shortcut, or one used on a message."""
        await self._take(ack, requests.shortcut(body, _workspace(body, context), context["delivery"]))

    async def on_submission(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A form sent in; what is wrong is said under its fields."""
        knock = requests.submission(body, _workspace(body, context))
        work = asyncio.create_task(self._doer.do(knock))
        outcome = await _in_time(work)
        if outcome is not None and outcome.fields:
            await ack(response_action="errors", errors=dict(outcome.fields))
            return
        await ack()
        self._bot.later(self._deliver(knock, work))

    async def on_typing(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """A form half filled in, or closed: there is nothing to answer."""
        knock = requests.typing(body, _workspace(body, context))
        if knock.name in self._tables.typing:
            work = asyncio.create_task(self._doer.do(knock))
            await _in_time(work)
            self._bot.later(_ended(work))
        await ack()

    async def on_lookup(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:  # noqa: ARG002
        """Letters typed in a select whose options we look up; none of it is anybody's secret."""
        find = self._tables.options.get(body.get("action_id", ""))
        fitting = await asyncio.to_thread(find, clean(body.get("value", ""))[:_LETTERS]) if find else ()
        await ack(options=[option(label, value) for value, label in fitting[:OPTIONS_LIMIT]])

    async def on_event(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Something happened; what we don't know of is received all the same."""
        event, workspace_id = body.get("event") or {}, _workspace(body, context)
        kind, user_id = event.get("type", ""), event.get("user")
        if kind in ("app_mention", "message"):
            knock = requests.words(body, workspace_id, context.bot_user_id or requests.ourselves(body))
            await (self._take(ack, knock) if knock else ack())
            return
        if kind == "app_home_opened" and event.get("tab", "home") == "home" and isinstance(user_id, str):
            self._bot.later(self._show_home(workspace_id, user_id))
        elif kind == "reaction_added":
            self._bot.later(self._react(requests.reaction(body, workspace_id)))
        elif kind in self._tables.events:
            self._bot.later(self._tables.events[kind](self._bot, workspace_id, body))
        await ack()

    async def _react(self, knock: Knock | None) -> None:
        """Most emoji mean nothing, and cost no more than a look."""
        if knock is None:
            return
        meaning = await self._bot.db.read(reactions.meaning, knock.workspace_id, knock.name)
        if meaning:
            await self._deliver(knock, asyncio.create_task(self._doer.do(knock)))

    async def _take(self, ack: AsyncAck, knock: Knock) -> None:
        """Acknowledge once it is done, so that nothing acknowledged is lost; then bring the answer."""
        work = asyncio.create_task(self._doer.do(knock))
        await _in_time(work)
        await ack()
        self._bot.later(self._deliver(knock, work))

    async def _deliver(self, knock: Knock, work: asyncio.Task[Outcome]) -> None:
        outcome = await work
        answer, origin = outcome.answer, outcome.origin
        to = _listener(knock, origin)
        if answer.form and knock.view_id and answer.form.get("callback_id") == knock.view_name:
            await speaking.show_anew(self._bot, to, knock.view_id, answer.form)
        elif answer.form:
            await speaking.open_form(self._bot, to, knock.trigger_id, answer.form)
        elif answer.message is None or answer.elsewhere:
            return
        elif "home" in (knock.surface, origin.get("surface")):
            if not await self._show_home(knock.workspace_id, knock.user_id, answer.message):
                await speaking.direct(self._bot, to, answer.message)
        elif knock.surface == "dm" or (knock.surface == "mention" and not answer.private):
            await speaking.reply_in_thread(self._bot, to, answer.message)
        else:
            clicked = origin.get("surface") or knock.surface
            if clicked == "message" and answer.private:
                clicked = "card"  # what everybody reads is not replaced by what concerns one
            await speaking.reply(self._bot, to, answer.message, on=clicked)

    async def _show_home(self, workspace_id: str, user_id: str, notice: Message | None = None) -> bool:
        """Bring somebody's Home up to date; says whether Slack shows it."""
        when = await self._doer.before_home(workspace_id, user_id)
        home = await self._doer.home(workspace_id, user_id, notice)
        if home.form is None or not await speaking.show_home(self._bot, workspace_id, user_id, home.form):
            return False
        if when:
            await self._doer.shown(workspace_id, user_id, when, home.form, notice)
        return True


async def _in_time(work: asyncio.Task[Outcome]) -> Outcome | None:
    await asyncio.wait({work}, timeout=ANSWER_WITHIN_SECONDS)
    return work.result() if work.done() else None


def _workspace(body: Body, context: AsyncBoltContext) -> str:
    known = context.authorize_result
    return requests.workspace(body, known.team_id if known else None)


async def _ended(work: asyncio.Task[Outcome]) -> None:
    await work


def _listener(knock: Knock, origin: Mapping[str, Any]) -> Listener:
    """Where the asker is; for a form, where they opened it."""
    return Listener(
        workspace_id=knock.workspace_id,
        user_id=knock.user_id,
        channel_id=origin.get("channel_id") or knock.channel_id,
        thread_ts=knock.thread_ts,
        response_url=origin.get("response_url") or knock.response_url,
    )
