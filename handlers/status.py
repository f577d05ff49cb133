"""Weekly reports: what people ask of them, each a function of one transaction."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from sqlmodel import Session

from bot.rules import snapshots as snapshot_rules
from bot.rules import status as rules
from bot.rules.errors import AlreadySo, UserError
from bot.rules.people import Place
from bot.rules.snapshots import Snapshot
from bot.rules.status import NewPlan, Notes, Verb
from bot.views import reports as report_views
from bot.views import status as views
from bot.views.blocks import Md
from bot.views.lists import ONLY_YOU
from bot.views.status import Outlook
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from storage import history, members, permission, reports
from storage import status as plans
from storage.history import Change
from storage.reports import Report
from storage.status import Edition, Plan

_NUMBER = re.compile(r"#?[0-9]{1,9}")


def preview(session: Session, ask: Ask) -> Answer:
    """`/beat report`: what it would say now; nothing is kept."""
    if "plan" not in ask.value:
        _refuse_nowhere(ask)
    plan = _plan(session, ask)
    return Answer(views.preview(_now(session, ask, plan), plan), private=True)


def show(session: Session, ask: Ask) -> Answer:
    """`/beat report 12`: an old one; `/beat report every friday at 16:00`: when it comes."""
    if not _NUMBER.fullmatch(ask.text.strip()):
        return _set_up_in_words(session, ask)
    report = reports.find(session, ask.actor, rules.numbers_of(ask.text)[0])
    said = report_views.report(report.taken, number=report.number)
    return Answer(replace(said, note=ONLY_YOU), private=True)


def list_(session: Session, ask: Ask) -> Answer:
    """`/beat report list`."""
    _refuse_nowhere(ask)
    rows = [(row.number, row.taken, row.published_by) for row in reports.of_channel(session, ask.actor)]
    return Answer(report_views.listing(rows), private=True)


def diff(session: Session, ask: Ask) -> Answer:
    """`/beat report diff`, `/beat report diff 11`, `/beat report diff 11 12`."""
    numbers = rules.numbers_of(ask.text)
    if len(numbers) < 2:
        return _since(session, ask, numbers[0] if numbers else None)
    first, last = sorted(numbers)
    return _differing([row.taken for row in reports.chain(session, ask.actor, first, last)], (first, last))


def plan(session: Session, ask: Ask) -> Answer:
    """`/beat report plan`: when it comes, and the ways to change that."""
    _refuse_nowhere(ask)
    found = plans.of_channel(session, ask.actor)
    may_change = found is not None and plans.may_change(session, ask.actor, found)
    outlook = _outlook(session, ask, found) if found else None
    return Answer(views.shown(found, outlook, ask.now, may_change=may_change), private=True)


def setup(session: Session, ask: Ask) -> Answer:
    """`/beat report setup`, or the button: the form; with words, at once."""
    if ask.text:
        return _set_up_in_words(session, ask)
    found, here = _plan(session, ask), ask.actor.place
    channel_id = found.channel_id if found else here.channel_id if here.kind != "dm" else ""
    # The form says which channel; without one in the draft, that is where the plan will be.
    draft = ask.draft(session, channel_id="", channel_kind="", from_channel=here.channel_id)
    return Answer(form=views.setup_form(found, ask.actor.zone, draft, channel_id=channel_id))


def set_up(session: Session, ask: Ask) -> Answer:
    """The form came back."""
    if not ask.actor.place.channel_id or ask.actor.place.kind == "dm":
        said = "Choose a channel: a report goes to those who are in it."
        raise UserError(said, fields={"channel": said})
    return _set_up(session, ask, rules.from_form(ask.values, now=ask.now))


def mover(verb: Verb) -> Act:
    """The act that pauses, resumes or stops a plan."""
    return Act(partial(_move, verb), takes="nothing")


def edit(session: Session, ask: Ask) -> Answer:
    """`/beat report edit`, or the Edit button: the form for what the owner adds."""
    found, draft = _draft(session, ask)
    kept = ask.draft(session, plan=found.number, day=draft.nominal.isoformat())
    return Answer(form=views.notes_form(draft.notes, kept))


def edited(session: Session, ask: Ask) -> Answer:
    """The form came back."""
    found, draft = _draft(session, ask)
    before, notes = vars(draft.notes), rules.notes_from_form(ask.values)
    written = plans.write(session, ask.stamp, draft, notes)
    plans.happened(session, ask.stamp, found, plans.NOTED, draft, was=before, now=vars(notes))
    plans.refresh(session, found, written.nominal, ask.stamp.batch, ask.now)
    return Answer(views.noted(reports.preview(session, found, written, ask.now), ask.stamp.batch), private=True)


def publish(session: Session, ask: Ask) -> Answer:
    """`/beat report publish`, or the Publish now button; long before its hour it asks first.

    A report that could not be posted comes before one that nobody waits for yet.
    """
    stuck = _stuck(session, ask)
    if stuck is not None:
        return _post(session, ask, stuck)
    found, draft = _due(session, ask)
    early = draft.status == "draft" and rules.is_early(found.moments(draft.nominal)[1], ask.now)
    if early and not ask.value.get("early"):
        return Answer(views.early(draft, found, plans.after(found, draft.nominal), ask.now), private=True)
    begun = plans.is_begun(session, draft)
    with _way_back_kept(session, ask, found, draft):
        report = reports.publish(session, found, draft, ask.now, by=ask.actor.user_id)
    plans.happened(session, ask.stamp, found, plans.PUBLISHED, draft, report=report.number, begun=begun)
    _settled(session, ask, found, report.nominal)
    following = plans.upcoming(session, found, ask.now)
    return Answer(views.published(draft, found, report.number, following, ask.now, ask.stamp.batch), private=True)


def post(session: Session, ask: Ask) -> Answer:
    """The Post it now button, under the news that a report could not be posted."""
    return _post(session, ask, reports.find(session, ask.actor, ask.number("report") or 0))


def _post(session: Session, ask: Ask, report: Report) -> Answer:
    there = Place(report.channel_id, "private")
    permission.refuse_reader(session, replace(ask.actor, place=there))
    reports.post_again(session, report, ask.now)
    return Answer(views.posted_again(report.number, report.channel_id), private=True)


def _stuck(session: Session, ask: Ask) -> Report | None:
    """The report that a word may mean because it is not in its channel yet, unless a newer draft is out."""
    found = _plan(session, ask)
    if found is None or _day(ask):
        return None
    draft = plans.waiting(session, found, ask.now)
    drafted = draft is not None and found.runs and found.moments(draft.nominal)[0] <= ask.now
    return None if drafted else reports.unposted(session, found)


def skip(session: Session, ask: Ask) -> Answer:
    """`/beat report skip`, or the Skip this week button."""
    found, draft = _due(session, ask)
    begun = plans.is_begun(session, draft)
    with _way_back_kept(session, ask, found, draft):
        plans.skip(session, draft, ask.actor.user_id, ask.now)
    plans.happened(session, ask.stamp, found, plans.SKIPPED, draft, begun=begun)
    _settled(session, ask, found, draft.nominal)
    following = plans.upcoming(session, found, ask.now)
    return Answer(views.skipped(draft, found, following, ask.now, ask.stamp.batch), private=True)


@contextlib.contextmanager
def _way_back_kept(session: Session, ask: Ask, found: Plan, draft: Edition) -> Iterator[None]:
    """Whoever publishes or skips what they have just published or skipped can still undo that."""
    try:
        yield
    except AlreadySo as error:
        last = history.own_last(session, ask.stamp, plans.NOUN, found.number)
        settled = last is not None and last.verb in (plans.PUBLISHED, plans.SKIPPED)
        if last and settled and last.after["day"] == draft.nominal.isoformat():
            error.undo = last.batch
        raise


def restore(session: Session, ask: Ask, change: Change) -> Md:
    """Undo of a report that was published or skipped, or of its notes: it is what it was.

    Raises:
        UserError: something has happened to it since.
        NotYours: they may not change it any more.
    """
    found = plans.find(session, ask.actor, change.number)
    plans.require(session, ask.actor, "change", found)
    draft = plans.edition(session, found, date.fromisoformat(change.after["day"]))
    history.note(
        session, ask.stamp, plans.NOUN, "undo", number=found.number, after={"day": draft.nominal}, undoes=change.batch
    )
    if change.verb == plans.NOTED:
        return _restore_notes(session, ask, found, draft, change)
    number, begun = change.after.get("report"), bool(change.after["begun"])
    if draft.status != change.verb or draft.report_number != number:
        raise UserError(_CHANGED_SINCE)
    posted = reports.unpublish(session, found, number, ask.actor.user_id, ask.now) if number else False
    plans.reopen(session, found, draft, ask.now, begun=begun)
    return views.as_before(draft, found, number, ask.now, begun=begun, posted=posted)


_CHANGED_SINCE = "That report was changed again since, so I can't undo this any more. Nothing changed."


def _restore_notes(session: Session, ask: Ask, found: Plan, draft: Edition, change: Change) -> Md:
    if draft.status != "draft" or vars(draft.notes) != change.after["now"]:
        raise UserError(_CHANGED_SINCE)
    plans.write(session, ask.stamp, draft, Notes(**change.after["was"]))
    plans.refresh(session, found, draft.nominal, ask.stamp.batch, ask.now)
    return views.noted_as_before(draft, found, ask.now)


def take_over(session: Session, ask: Ask) -> Answer:
    """The Take it over button, under a report that nobody owns."""
    found = _needed(_plan(session, ask))
    owner = plans.owner(session, found)
    if owner:
        return Answer(views.owned(found, owner), private=True)
    plans.require(session, ask.actor, "change", found)
    plans.take_over(session, ask.stamp, found)
    reports.refresh_post(session, found, ask.number("report") or 0, ask.stamp.batch, ask.now)
    return _happened(session, ask, "Yours now", found)


def _set_up_in_words(session: Session, ask: Ask) -> Answer:
    _refuse_nowhere(ask)
    found = plans.of_channel(session, ask.actor)
    zone = found.local if found else ask.actor.zone
    new = NewPlan(rules.parse_rhythm(ask.text, now=ask.now, zone=zone), zone.key)
    if found:
        new = replace(new, publishes=found.publishes, lead_minutes=found.lead_minutes)
    return _set_up(session, ask, new)


def _set_up(session: Session, ask: Ask, new: NewPlan) -> Answer:
    permission.refuse_reader(session, ask.actor)
    standing = plans.of_channel(session, ask.actor)
    # One that was stopped is nobody's: whoever brings it back owns it.
    if standing is not None and standing.status != "stopped":
        plans.require(session, ask.actor, "govern", standing)
    found = plans.set_up(session, ask.stamp, ask.actor.place, new)
    return _happened(session, ask, "Set up", found)


def _move(verb: Verb, session: Session, ask: Ask) -> Answer:
    found = _needed(_plan(session, ask))
    plans.require(session, ask.actor, "govern", found)
    plans.move(session, ask.stamp, found, verb)
    return _happened(session, ask, rules.LIFECYCLE.moves[verb].said, found)


def _happened(session: Session, ask: Ask, said: str, found: Plan) -> Answer:
    outlook = _outlook(session, ask, found)
    return Answer(views.happened(said, found, outlook, ask.now, ask.stamp.batch), private=True)


def _outlook(session: Session, ask: Ask, found: Plan) -> Outlook:
    known = members.channel(session, found.workspace_id, found.channel_id)
    return Outlook(
        following=plans.upcoming(session, found, ask.now),
        owner_id=plans.owner(session, found),
        joined=known is not None and known.joined,
        reader=ask.actor.user_id,
        zone=ask.actor.zone,
    )


def _settled(session: Session, ask: Ask, found: Plan, nominal: date) -> None:
    """An edition is over: its cards say so, and the next one is waited for."""
    plans.refresh(session, found, nominal, ask.stamp.batch, ask.now)
    plans.follow(session, found, ask.now)


def _since(session: Session, ask: Ask, number: int | None) -> Answer:
    """From a report of this channel, or its last one, to now."""
    _refuse_nowhere(ask)
    if number is None:
        newest = reports.of_channel(session, ask.actor, limit=1)
        if not newest:
            raise UserError("No report was published in this channel yet, so there is nothing to compare with.")
        number = newest[0].number
    chain = [row.taken for row in reports.chain(session, ask.actor, number)]
    if chain[0].channel_id != ask.actor.place.channel_id:
        raise UserError(f"#{number} is a report of another channel. Ask in that one what has changed since.")
    return _differing([*chain, _now(session, ask, plans.of_channel(session, ask.actor))], (number, None))


def _differing(chain: list[Snapshot], numbers: tuple[int, int | None]) -> Answer:
    change = snapshot_rules.difference(chain)
    return Answer(report_views.differing(change, chain[0], chain[-1], numbers), private=True)


def _now(session: Session, ask: Ask, found: Plan | None) -> Snapshot:
    """What is true now, with the notes of the report to come."""
    draft = plans.waiting(session, found, ask.now) if found else None
    if found is None or draft is None:
        return reports.glance(session, ask.actor, ask.now)
    return reports.preview(session, found, draft, ask.now)


def _plan(session: Session, ask: Ask) -> Plan | None:
    """The plan that a button names, else the one of this channel."""
    number = ask.number("plan")
    return plans.find(session, ask.actor, number) if number else plans.of_channel(session, ask.actor)


def _draft(session: Session, ask: Ask) -> tuple[Plan, Edition]:
    """The edition that a button or a form names, else the one that waits in this channel."""
    found = _needed(_plan(session, ask))
    day = _day(ask)
    plans.require(session, ask.actor, "change", found)
    draft = plans.edition(session, found, day) if day else plans.waiting(session, found, ask.now)
    if draft is None or not found.runs:
        raise UserError("No report is to come in this channel. `/beat report resume` lets it come again.")
    return found, draft


def _due(session: Session, ask: Ask) -> tuple[Plan, Edition]:
    """The same; but a word said twice within a day does not publish or skip next week's as well."""
    found, draft = _draft(session, ask)
    last, drafted = plans.settled(session, found), found.moments(draft.nominal)[0]
    if not _day(ask) and last and last.at and last.at > ask.now - timedelta(days=1) and drafted > ask.now:
        raise UserError(views.settled_already(last, found, draft.nominal, ask.now))
    return found, draft


def _day(ask: Ask) -> date | None:
    """The day that a button or a form names."""
    said = str(ask.value.get("day", ask.context.get("day", "")))
    with contextlib.suppress(ValueError):
        return date.fromisoformat(said) if re.fullmatch(r"\d{4}-\d\d-\d\d", said, re.ASCII) else None
    return None


def _needed(found: Plan | None) -> Plan:
    if found is None:
        raise UserError("This channel has no report yet. `/beat report every friday at 16:00` sets it up.")
    return found


def _refuse_nowhere(ask: Ask) -> None:
    if not ask.actor.place.channel_id or ask.actor.place.kind == "dm":
        raise UserError("A report belongs to a channel. Please ask for it in the channel that it is about.")


NOUN = Noun(
    verbs={
        "preview": reads(preview, "nothing"),
        "now": reads(preview, "nothing"),
        "show": Act(show, crowd=True),
        "list": reads(list_, "nothing"),
        "ls": reads(list_, "nothing"),
        "diff": reads(diff),
        "plan": reads(plan, "nothing"),
        "setup": Act(setup),
        "change": Act(setup),
        "pause": mover("pause"),
        "resume": mover("resume"),
        "stop": mover("stop"),
        "edit": Act(edit, takes="nothing"),
        "publish": Act(publish, takes="nothing"),
        "skip": Act(skip, takes="nothing"),
    },
    bare="preview",
    otherwise="show",
)
BUTTONS: dict[str, Act] = {
    "status.preview": reads(preview),
    "status.setup": Act(setup),
    "status.pause": mover("pause"),
    "status.resume": mover("resume"),
    "status.stop": mover("stop"),
    "status.edit": Act(edit),
    "status.publish": Act(publish),
    "status.post": Act(post),
    "status.skip": Act(skip),
    "status.own": Act(take_over),
}
FORMS = {"status.setup": Act(set_up, crowd=True), "status.edit": Act(edited)}
