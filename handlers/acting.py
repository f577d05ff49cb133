"""From a knock to its outcome: find the act, run it once, and word whatever goes wrong."""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, NoReturn

import structlog
from sqlmodel import Session

from bot.context import Bot
from bot.directory import PATIENCE_SECONDS, PLACE_FRESH
from bot.rules.errors import AlreadySo, NotYours, UserError
from bot.rules.people import Actor, Kind, Place, enter, may_read
from bot.rules.rounds import looks_like_answer
from bot.rules.spoken import may_be_answer
from bot.rules.text import clean, tokens
from bot.views import errors as sorry
from bot.views import home as home_views
from bot.views.blocks import Block, Message
from handlers import aloud, speaking
from handlers.asking import Act, Answer, Ask, Choices
from handlers.commands import ROOT, Noun, route
from handlers.requests import Knock
from storage import drafts, homes, inbound, members, outbox, people
from storage.database import Busy
from storage.history import Stamp

log = structlog.get_logger()

EventHandler = Callable[[Bot, str, Mapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Tables:
    """Everything that can be asked for, by the name Slack calls it by."""

    nouns: Mapping[str, Noun]
    buttons: Mapping[str, Act]
    forms: Mapping[str, Act]
    typing: Mapping[str, Act]
    shortcuts: Mapping[str, Act]
    events: Mapping[str, EventHandler]
    options: Mapping[str, Callable[[str], Choices]]
    reaction: Act
    home: Callable[[Session, Ask, Message | None], Answer]
    stray: Callable[[UserError, Session, Ask], Answer]
    perhaps: Callable[[Act, str, Session, Ask], Answer]


@dataclass(frozen=True)
class Outcome:
    """What came of a knock: the answer, what is wrong with which field of a form, and where the form came from."""

    answer: Answer
    fields: Mapping[str, str] = field(default_factory=dict)
    origin: Mapping[str, Any] = field(default_factory=dict)


class Doer:
    """Runs acts; the one place where errors become sentences."""

    def __init__(self, bot: Bot, tables: Tables) -> None:
        self._bot = bot
        self._tables = tables
        self._by_name: Mapping[str, tuple[Mapping[str, Act], str]] = {
            "form": (tables.forms, "This form"),
            "typing": (tables.typing, "This form"),
            "shortcut": (tables.shortcuts, "That shortcut"),
        }

    async def do(self, knock: Knock) -> Outcome:
        """Do what is asked. Never raises: what goes wrong is said, and for a form under its first field."""
        try:
            return await self._act(knock)
        except UserError as error:
            return _failed(knock, sorry.sorry(error), error.fields or await self._plainly(knock, error))
        except Busy:
            return _failed(knock, sorry.busy())
        except Exception:
            error_id = secrets.token_hex(4)
            log.exception("request.failed", error_id=error_id, surface=knock.surface, name=knock.name)
            return _failed(knock, sorry.unexpected(error_id))

    async def _plainly(self, knock: Knock, error: UserError) -> str:
        """An error under a field of a form, where Slack shows no mentions."""
        told = error.ask if isinstance(error, NotYours) else (error.by,) if isinstance(error, AlreadySo) else ()
        by = tuple(filter(None, told))
        if not by:
            return error.text
        names: Mapping[str, str] = {}
        with contextlib.suppress(Busy):
            names = await self._bot.db.read(people.names, knock.workspace_id, by)
        who = ", ".join(names.get(each, "somebody else") for each in by)
        return f"{error.text} {'Now that is' if isinstance(error, NotYours) else 'It was'} {who}."

    async def home(self, workspace_id: str, user_id: str, notice: Message | None = None) -> Answer:
        """Somebody's Home as it is now, with what has just happened on top; no form for whom there is none."""
        try:
            ask = await self._ask(Knock("home", "home", "home", workspace_id, user_id), "", {})
            return await self._bot.db.read(self._tables.home, ask, notice)
        except UserError as error:
            return Answer(sorry.sorry(error))
        except Busy:
            return Answer(sorry.busy())

    async def before_home(self, workspace_id: str, user_id: str) -> datetime | None:
        """What a Home that is about to be rendered must remember, for `shown`; None when that can't be known now."""
        with contextlib.suppress(Busy):
            when = await self._bot.db.read(homes.seen, workspace_id, user_id)
            return when or await self._bot.db.write(homes.opened, workspace_id, user_id, self._bot.now())
        return None

    async def shown(self, workspace_id: str, user_id: str, when: datetime, view: Block, notice: Message | None) -> None:
        """A Home was published as it was; what changed since then is still to be shown."""
        detail: dict[str, Any] = {"shows": home_views.mark(view)}
        now = self._bot.now()
        if notice:
            detail["news"] = {"text": notice.text, "blocks": list(notice.blocks), "at": now.isoformat()}
        with contextlib.suppress(Busy):
            if not await self._bot.db.write(homes.shown, workspace_id, user_id, when, now, detail):
                self._bot.outbox_waits.set()

    async def _act(self, knock: Knock) -> Outcome:
        origin = await self._origin(knock)
        act, text = self._find(knock)
        ask = await self._ask(knock, text, origin)
        if await self._is_crowd_needed(act, ask):
            await self._meet_crowd(knock.workspace_id, ask.actor.place.channel_id)
        work = self._bot.db.write if act.writes else self._bot.db.read
        answer, planned = await work(once, ask, act)
        if answer.moved:
            self._bot.directory.forget(knock.workspace_id, knock.user_id)
        if planned:
            self._bot.outbox_waits.set()
        return Outcome(answer, origin=origin)

    def _find(self, knock: Knock) -> tuple[Act, str]:
        """The act that is meant, and the words left for it."""
        if knock.message.get("files") and knock.surface in ("dm", "mention") and not knock.text:
            raise UserError(
                "I can't keep files. Please tell me in words what to do, like `task add Read the contract friday`; "
                "the shortcut *Create task* on your message links back to it."
            )
        if knock.surface in self._by_name:
            acts, what = self._by_name[knock.surface]
            return _known(acts, knock.name, what), ""
        match knock.surface:
            case "command":
                return self._route(knock.name, knock.text)
            case "mention" | "dm":
                return self._understand(knock)
            case "reaction":
                return self._tables.reaction, ""
            case _ if knock.name.startswith("run"):
                return self._route(ROOT, clean(str(knock.value.get("command") or "")))
            case _:
                return _known(self._tables.buttons, knock.name, "That button"), ""

    def _understand(self, knock: Knock) -> tuple[Act, str]:
        """What words mean; whoever is asked something in a DM answers there."""
        if knock.surface == "mention":
            return self._route(ROOT, knock.text)
        if looks_like_answer(knock.text):
            return self._route("standup", knock.text)
        try:
            act, words = self._route(ROOT, knock.text)
        except UserError as error:
            return Act(partial(self._tables.stray, error)), knock.text
        if may_be_answer(knock.text):
            return Act(partial(self._tables.perhaps, act, words), crowd=act.crowd), knock.text
        return act, words

    def _route(self, command: str, text: str) -> tuple[Act, str]:
        found = route(self._tables.nouns, command, text)
        return found.act, found.text

    async def _ask(self, knock: Knock, text: str, origin: Mapping[str, Any]) -> Ask:
        if not (knock.workspace_id and knock.user_id):
            raise UserError("Slack didn't tell me who you are, so nothing happened. Please try again.")
        # All at once: Slack may be slow, and the answer has three seconds in all.
        known, place, message, public = await asyncio.gather(
            self._bot.directory.person(knock.workspace_id, knock.user_id),
            self._place(knock, origin),
            self._message(knock),
            self._public(knock.workspace_id, text),
        )
        kind: Kind = "stranger" if self._bot.directory.foreign(knock.workspace_id, knock.home_id) else known.kind
        actor = Actor(knock.workspace_id, knock.user_id, kind, known.zone, place, known.admin)
        enter(actor)
        return Ask(
            actor=await self._as_of_now(actor, origin) if knock.surface == "form" else actor,
            stamp=Stamp(knock.workspace_id, knock.user_id, knock.surface, knock.key, self._bot.now()),
            surface=knock.surface,
            text=text,
            value=knock.value,
            values=knock.values,
            context=origin,
            message=message,
            response_url=knock.response_url,
            thread_ts=knock.thread_ts,
            public=public,
            called=partial(self._bot.directory.called, knock.workspace_id),
        )

    async def _as_of_now(self, actor: Actor, origin: Mapping[str, Any]) -> Actor:
        """Whoever sends a form, where they opened it; nowhere, if they are known to have left that channel since.

        Of a channel that we are not in, nobody can tell us who is.

        Raises:
            UserError: they chose another channel in it, and can't be seen to be there.
        """
        here = actor.place
        if here.kind == "dm" or may_read(actor.kind, here.kind, inside=False):
            return actor
        await self._meet_again(actor.workspace_id, here.channel_id)
        them = (actor.workspace_id, here.channel_id, actor.user_id)
        if await self._bot.db.read(members.is_in, *them):
            return actor
        left = await self._bot.db.read(members.has_left, *them)
        if here.channel_id == origin.get("channel_id"):
            return replace(actor, place=Place("", "dm")) if left else actor
        return actor if here.channel_id == origin.get("from_channel") and not left else _refuse_chosen()

    async def _meet_again(self, workspace_id: str, channel_id: str) -> None:
        """Have it known who is in a channel, unless that was learned lately."""
        known = await self._bot.db.read(members.channel, workspace_id, channel_id)
        if known is None or known.checked_at < self._bot.now() - PLACE_FRESH:
            await self._meet_crowd(workspace_id, channel_id)

    async def _is_crowd_needed(self, act: Act, ask: Ask) -> bool:
        """Whether it must be known who is in the channel: they are asked, or read the answer and were never met."""
        here = ask.actor.place
        if act.crowd:
            return here.kind != "dm"
        return aloud.is_overheard(ask) and not await self._bot.db.read(
            members.channel, ask.actor.workspace_id, here.channel_id
        )

    async def _meet_crowd(self, workspace_id: str, channel_id: str) -> None:
        """Have it known who is in a channel; what Slack does not say in time is learned while we answer."""
        learning = asyncio.ensure_future(self._bot.directory.members(workspace_id, channel_id))
        self._bot.later(learning)
        await asyncio.wait({learning}, timeout=PATIENCE_SECONDS)

    async def _place(self, knock: Knock, origin: Mapping[str, Any]) -> Place:
        """Where it is said; for a form, where it was opened, or the channel chosen in it."""
        if origin.get("channel_id") and origin["channel_kind"] != "public":
            return Place(origin["channel_id"], origin["channel_kind"])
        if origin.get("channel_id"):
            # It may have been made private since.
            return await self._bot.directory.place(knock.workspace_id, origin["channel_id"], "public")
        channel_id = knock.channel_id or str(knock.values.get("channel") or "")
        return await self._bot.directory.place(knock.workspace_id, channel_id, knock.channel_kind)

    async def _public(self, workspace_id: str, text: str) -> frozenset[str]:
        """The channel that is named first, if everybody can see it."""
        named = next((token.value for token in tokens(text) if token.kind == "channel"), "")
        place = await self._bot.directory.place(workspace_id, named) if named else None
        return frozenset({named}) if place and place.kind == "public" else frozenset()

    async def _origin(self, knock: Knock) -> Mapping[str, Any]:
        """What was kept when a form was opened, for the person who opened it."""
        if knock.surface not in ("form", "typing"):
            return {}
        kept = await self._bot.db.read(drafts.find, knock.workspace_id, knock.user_id, knock.draft)
        if kept is None:
            raise UserError("This form has expired, so nothing was saved. Please open it again.")
        return kept

    async def _message(self, knock: Knock) -> Mapping[str, Any]:
        """The message a shortcut was used on, with its address."""
        ts = str(knock.message.get("ts") or "")
        if not ts or not knock.channel_id:
            return knock.message
        address = await speaking.permalink(self._bot, knock.workspace_id, knock.channel_id, ts)
        return {**knock.message, "permalink": address}


def once(session: Session, ask: Ask, act: Act) -> tuple[Answer, bool]:
    """Run an act in the transaction of `session`, unless this very request has had its answer.

    Returns the answer, and whether a message to others was planned.
    """
    if not act.writes or act.repeatable:
        answer = aloud.discreet(session, ask, act.run(session, ask))
        homes.plan(session)
        return answer, outbox.planned(session)
    workspace_id, key = ask.actor.workspace_id, ask.stamp.batch
    kept = inbound.answered(session, workspace_id, key)
    if kept is not None:
        return Answer.revived(kept), False
    answer = aloud.planned(session, ask, aloud.discreet(session, ask, act.run(session, ask)))
    inbound.remember(session, workspace_id, key, answer.kept(), ask.now)
    homes.plan(session)
    return answer, outbox.planned(session)


def _known(acts: Mapping[str, Act], name: str, what: str) -> Act:
    if name not in acts:
        raise UserError(
            f"{what} is from an older version of me, so nothing happened. Please start again: `/beat help`."
        )
    return acts[name]


def _refuse_chosen() -> NoReturn:
    why = "I can't see that you are in that channel. Type `/invite @Drumbeat` there, then try again."
    raise UserError(why, fields={"channel": why})


def _failed(knock: Knock, message: Message, wrong: Mapping[str, str] | str = "") -> Outcome:
    """What went wrong, as a message and under the fields of a form; what is about none of them under the first."""
    if knock.surface == "reaction":
        return Outcome(Answer())  # whoever puts an emoji under a message has not spoken to us
    fields = wrong if isinstance(wrong, Mapping) else dict.fromkeys(list(knock.values)[:1], wrong or str(message.text))
    return Outcome(Answer(message, private=True), fields)
