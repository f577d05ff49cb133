"""A channel begins, in one form; and the app itself comes and goes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from sqlmodel import Session

from bot.context import Bot
from bot.rules.errors import Choice, UserError
from bot.views import setup as views
from handlers import standups, status
from handlers.asking import Act, Answer, Ask
from handlers.commands import Noun
from storage import standups as standup_records
from storage import status as plans

log = structlog.get_logger()


async def token_gone(bot: Bot, workspace_id: str, body: Mapping[str, Any]) -> None:
    """`tokens_revoked` and `app_uninstalled`: what we believed of our token no longer holds."""
    log.warning("token.gone", workspace=workspace_id)
    bot.reauthorize()


def setup(session: Session, ask: Ask) -> Answer:
    """`/beat setup`: the form, for this channel unless another is chosen in it."""
    if ask.text.strip():
        raise UserError(
            "Setting up is one form: it asks for the channel, its standup and its report. Nothing changed. To set one "
            "up in words, type `/standup new` or `/beat report` in its channel.",
            choices=(Choice("Open the form", "setup"),),
        )
    here = ask.actor.place
    channel_id = "" if here.kind == "dm" else here.channel_id
    # The form says which channel; without one in the draft, that is where what comes of it will be.
    draft = ask.draft(session, channel_id="", channel_kind="", from_channel=here.channel_id)
    running = standup_records.running(session, ask.actor.workspace_id, channel_id) if channel_id else []
    plan = plans.of_channel(session, ask.actor) if channel_id else None
    has_report = plan is not None and plan.runs
    return Answer(form=views.setup_form(draft, channel_id=channel_id, has_standup=bool(running), has_report=has_report))


def set_up(session: Session, ask: Ask) -> Answer:
    """The form came back: each part is set up as by its own command."""
    if not ask.actor.place.channel_id or ask.actor.place.kind == "dm":
        said = "Choose a channel: standups and reports go to those who are in it."
        raise UserError(said, fields={"channel": said})
    _refuse_replacing(session, ask)
    parts = [
        act(session, replace(ask, text=words)).message
        for act, words in ((standups.new, _said(ask, "standup", "Standup ")), (status.setup, _said(ask, "report")))
        if words
    ]
    if not parts:
        raise UserError("Nothing was chosen.", fields={"standup": "Choose a standup, a report, or both."})
    return Answer(views.done(*(part for part in parts if part)), private=True)


def _refuse_replacing(session: Session, ask: Ask) -> None:
    """Of a channel chosen only in the form nobody has seen that it has a report, so that is not written over."""
    plan = plans.of_channel(session, ask.actor)
    unseen = ask.actor.place.channel_id != ask.context.get("from_channel")
    if unseen and plan is not None and plan.runs and _said(ask, "report"):
        said = "That channel has a report already. Choose “No report”, or type `/beat report setup` there to change it."
        raise UserError(said, fields={"report": said.replace("`", "")})


def _said(ask: Ask, part: str, called: str = "") -> str:
    """A part of the form in the words of its command; nothing where it is not wanted."""
    rhythm = str(ask.values.get(part) or "off")
    known = {value for value, _ in (*views.STANDUP, *views.REPORT)} - {"off"}
    return f"{called}{rhythm} at {ask.values.get(f'{part}_at')}" if rhythm in known else ""


NOUN = Noun(verbs={"setup": Act(setup)}, bare="setup", otherwise="setup")
FORMS = {"setup.channel": Act(set_up, crowd=True)}
EVENTS = {"tokens_revoked": token_gone, "app_uninstalled": token_gone}
