"""What is kept about people: shown, given to them, erased; and for how long."""

from sqlmodel import Session

from bot.rules import retention as rules
from bot.rules.errors import UserError
from bot.rules.people import is_former
from bot.rules.text import tokens
from bot.views import privacy as views
from bot.views.blocks import Md
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from storage import history, outbox, people, personal, retention
from storage.history import Change

PURPOSE, NAME = "privacy.export", retention.NOUN


def show(session: Session, ask: Ask) -> Answer:
    """`/beat privacy`."""
    return Answer(views.shown(retention.months(session, ask.actor.workspace_id)), private=True)


def export(session: Session, ask: Ask) -> Answer:
    """The Export button, or `/beat privacy export`: the files follow in their DM."""
    me = ask.actor.user_id
    key = f"{PURPOSE}:{me}:{ask.stamp.batch}"
    outbox.plan(session, ask.actor.workspace_id, key, PURPOSE, ("privacy", 0), me, ask.now, owner_id=me)
    history.note(session, ask.stamp, "privacy", "export")
    return Answer(views.exporting(), private=True)


def ask_to_erase(session: Session, ask: Ask) -> Answer:
    """The Erase button, or `/beat privacy erase`; with `@user`, an administrator's, for somebody who left."""
    whom = _named(session, ask)
    if whom == ask.actor.user_id:
        return Answer(form=views.erase_form(ask.draft(session, erase=whom), None))
    _may_erase(session, ask, whom)
    return Answer(form=views.erase_form(ask.draft(session, erase=whom), whom))


def erase(session: Session, ask: Ask) -> Answer:
    """The form came back."""
    whom = str(ask.context.get("erase", ""))
    if not ask.values.get("sure"):
        said = "Tick it to erase, or press Cancel to keep all as it is."
        raise UserError(said, fields={"sure": said})
    mine = whom == ask.actor.user_id
    if not mine:
        _may_erase(session, ask, whom)
    personal.erase(session, ask.stamp, whom)
    return Answer(views.erased(mine=mine), private=True)


def retain(session: Session, ask: Ask) -> Answer:
    """`/beat retention`, and for administrators `/beat retention answers 12 months`."""
    if not ask.actor.admin:
        raise UserError("Only an administrator of this workspace can change that. `/beat retention` shows how it is.")
    kind, months = rules.parse(ask.text)
    before = retention.set_(session, ask.stamp, kind, months)
    return Answer(views.retained(kind, months, before, ask.stamp.batch), private=True)


def retained(session: Session, ask: Ask) -> Answer:
    """`/beat retention`: as it is."""
    return Answer(views.retention(retention.months(session, ask.actor.workspace_id)), private=True)


def restore(session: Session, ask: Ask, change: Change) -> Md:
    """Undo: it is kept for as long as before.

    Raises:
        UserError: that was changed since.
    """
    kind, months = str(change.after["kind"]), int(change.after["months"])
    if retention.months(session, ask.actor.workspace_id)[kind] != months:
        raise UserError("That was changed since, so nothing changed now. `/beat retention` shows how it is.")
    retention.restore(session, ask.stamp, change)
    return views.restored(kind, int(change.before["months"]))


def _named(session: Session, ask: Ask) -> str:
    """Whoever is named; the asker, if nobody is. Slack makes no mention of somebody who left, so a handle will do."""
    if not ask.text.strip():
        return ask.actor.user_id
    named = [token.value for token in tokens(ask.text) if token.kind == "user"]
    found = named[0] if named else ask.find(session).exactly(ask.text.strip()) or _who_left(session, ask)
    if not found:
        raise UserError(
            "I know nobody of that name. Say whom, like `/beat privacy erase @ben`, or by their member ID; alone, "
            "`/beat privacy erase` is about you."
        )
    return found


def _who_left(session: Session, ask: Ask) -> str | None:
    return people.who_left(session, ask.actor.workspace_id, ask.text) if ask.actor.admin else None


def _may_erase(session: Session, ask: Ask, whom: str) -> None:
    """Administrators erase those who have left; anybody else does it themselves.

    Raises:
        UserError: it is neither.
    """
    if not ask.actor.admin:
        raise UserError(
            "You can erase yourself: `/beat privacy erase`. Others are erased by administrators, once gone."
        )
    known = people.find(session, ask.actor.workspace_id, whom)
    if known is None or is_former(whom):
        raise UserError("I don't know that person, so there is nothing to erase.")
    if known.kind != "gone":
        raise UserError("They are still here, so only they can do that: `/beat privacy erase`. Nothing changed.")


NOUN = Noun(
    verbs={"show": reads(show, "nothing"), "export": Act(export, takes="nothing"), "erase": Act(ask_to_erase)},
    bare="show",
    otherwise="show",
)
RETENTION = Noun(
    verbs={"show": reads(retained, "nothing"), "retention": Act(retain)}, bare="show", otherwise="retention"
)
BUTTONS = {"privacy.export": Act(export), "privacy.erase": Act(ask_to_erase)}
FORMS = {"privacy.erase": Act(erase)}
