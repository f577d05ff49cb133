"""Plans of weekly reports as people see them: setting up, showing, the draft and what its owner may add."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.rules import status as rules
from bot.rules.calendar import day_words, local_day, zone_label
from bot.rules.snapshots import Snapshot
from bot.rules.status import Notes
from bot.views import reports
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    bold,
    button,
    channel_input,
    clip_text,
    code,
    context,
    field,
    form,
    lines,
    md,
    person,
    place,
    section,
    select,
    text_input,
)
from bot.views.history import undo, undo_button
from bot.views.lists import ONLY_YOU

if TYPE_CHECKING:
    from storage.status import Edition, Plan

_YES_NO = (("yes", "Yes, publish it"), ("no", "No, wait for me"))


@dataclass(frozen=True)
class Outlook:
    """What becomes of a plan, for one reader.

    Attributes:
        following: the day of the next report; None when there is none to come.
        owner_id: who gets its draft; empty when nobody does.
        joined: whether we are in the channel, for all we know.
        reader: who asks, and `zone` the one of their day.
    """

    following: date | None
    owner_id: str
    joined: bool
    reader: str
    zone: ZoneInfo


def happened(said: str, plan: "Plan", outlook: Outlook, now: datetime, batch: str) -> Message:
    """The answer to a change of a plan."""
    text = lines(md(f"{said}: the report of ", place(plan.channel_id)), _when(plan, outlook, now))
    return Message(text, (section(text), _buttons(plan, batch=batch)), ONLY_YOU)


def shown(plan: "Plan | None", outlook: Outlook | None, now: datetime, *, may_change: bool) -> Message:
    """A channel's plan, with the ways to change it for whoever may."""
    if plan is None or outlook is None:
        text = md(
            "This channel has no report yet. `/beat report every friday at 16:00` sets it up, or press the button."
        )
        return Message(text, (section(text), actions(button("Set up", "status.setup", {}))), ONLY_YOU)
    text = lines(md(bold("Report of"), " ", place(plan.channel_id)), _when(plan, outlook, now))
    buttons = _buttons(plan) if may_change else actions(button("Preview", "status.preview", {"plan": plan.number}))
    return Message(text, (section(text), buttons), ONLY_YOU)


def preview(taken: Snapshot, plan: "Plan | None") -> Message:
    """What would be published now, for the asker alone."""
    said = reports.report(taken)
    hour = _hour(plan, date.fromisoformat(taken.nominal), taken.taken_at) if plan and plan.runs else ""
    note = md(ONLY_YOU, " Nothing was posted or kept.", f" The next report is for {hour}." if hour else "")
    return Message(said.text, (*said.blocks, _ways_on(taken, plan)), note)


def _ways_on(taken: Snapshot, plan: "Plan | None") -> Block:
    if plan is None:
        return actions(button("Set up", "status.setup", {}))
    if not plan.runs:
        return actions(button("Resume", "status.resume", {"plan": plan.number}))
    value = {"plan": plan.number, "day": taken.nominal}
    return actions(button("Add notes", "status.edit", value), button("Publish now", "status.publish", value))


def early(draft: "Edition", plan: "Plan", following: date | None, now: datetime) -> Message:
    """Which report somebody is about to publish long before its hour, and what becomes of that hour."""
    hour, day = _hour(plan, draft.nominal, now), day_words(draft.nominal, local_day(now, plan.local))
    text = lines(
        md("This would be the report of ", place(plan.channel_id), f" for {hour}, published today instead."),
        md(f"It would tell what is true now, and nothing would come on {day}.", _next(plan, following, now)),
    )
    value = {"plan": plan.number, "day": draft.nominal.isoformat(), "early": 1}
    return Message(text, (section(text), actions(button("Publish it today", "status.publish", value))), ONLY_YOU)


def published(
    draft: "Edition", plan: "Plan", number: int, following: date | None, now: datetime, batch: str
) -> Message:
    """The answer to Publish now; `following` is the day of the next report, if there is one to come."""
    day = day_words(draft.nominal, local_day(now, plan.local))
    said = md(
        f"Published as #{number} in ",
        place(plan.channel_id),
        f", for {day}. What it says stays as it is, unless you undo it.",
    )
    text = md(said, _next(plan, following, now))
    return Message(text, (section(text), undo(batch)))


def noted_as_before(draft: "Edition", plan: "Plan", now: datetime) -> Md:
    """What Undo made of a report's notes."""
    return md(_which(draft, plan, now), " has the notes that it had before.")


def as_before(
    draft: "Edition", plan: "Plan", number: int | None, now: datetime, *, begun: bool, posted: bool = False
) -> Md:
    """What Undo made of a report that was published under a `number`, or skipped.

    `begun` says whether it was a draft before, `posted` whether it stands in its channel, or may come to.
    """
    post = f"I'm deleting #{number} there" if posted else f"#{number} was not posted"
    gone = f" {post}, and its number stays unused." if number else ""
    again = "is a draft again" if begun else "is to come again"
    return md(_which(draft, plan, now), f" {again}.{gone} {_comes(draft, plan, now)}")


def _which(draft: "Edition", plan: "Plan", now: datetime) -> Md:
    return md(f"the report for {day_words(draft.nominal, local_day(now, plan.local))} in ", place(plan.channel_id))


def _comes(draft: "Edition", plan: "Plan", now: datetime) -> str:
    """What has to happen for a draft to come to its channel."""
    if not plan.runs:
        return f"No report comes there now, for that is {plan.status}; `/beat report resume` there lets it come again."
    late = plan.moments(draft.nominal)[1] <= now
    then = "Its hour has passed, so it waits for you" if late or not plan.publishes else "It comes at its hour"
    return f"{then}; `/beat report publish` there publishes it."


def posted_again(number: int, channel_id: str) -> Message:
    """The answer to Post it now."""
    text = md(f"I'm posting #{number} in ", place(channel_id), ", as it was published.")
    return Message(text, (section(text),))


def owned(plan: "Plan", owner_id: str) -> Message:
    """The answer to Take it over, when somebody was faster."""
    text = md(person(owner_id), " looks after the report of ", place(plan.channel_id), ". Nothing changed.")
    return Message(text, (section(text),))


def ownerless(said: Message, plan: int, report: int) -> Message:
    """A report in its channel, when nobody gets its drafts any more."""
    text = md("Nobody looks after this report: who did has left this channel. It comes by itself, without notes.")
    take = actions(button("Take it over", "status.own", {"plan": plan, "report": report}), block_id="card:report")
    return replace(said, text=lines(said.text, text), blocks=(*said.blocks, context(text), take))


def left(plan: "Plan") -> Message:
    """What stays of a draft with somebody who may not read its channel any more."""
    text = md("You are not in ", place(plan.channel_id), " any more, so its report goes on without you.")
    return Message(text, (section(text),))


def skipped(draft: "Edition", plan: "Plan", following: date | None, now: datetime, batch: str) -> Message:
    """The answer to Skip this week; `following` is the day of the next report, if there is one to come."""
    day = day_words(draft.nominal, local_day(now, plan.local))
    text = md(f"The report for {day} is skipped.", _next(plan, following, now))
    return Message(text, (section(text), undo(batch)))


def settled_already(last: "Edition", plan: "Plan", following: date, now: datetime) -> Md:
    """Why one that nobody waits for yet is not published or skipped by a word."""
    days = (last.nominal, following, local_day(plan.moments(following)[0], plan.local))
    was, to_come, drafted = (day_words(day, local_day(now, plan.local)) for day in days)
    return md(
        f"The report for {was} {_ended(last, plan)}. Nothing changed. "
        f"The next one is for {to_come}, and its draft comes on {drafted}."
    )


def noted(taken: Snapshot, batch: str) -> Message:
    """The answer to what the owner has written."""
    opening, said = md("Saved. This is how it reads now:"), reports.report(taken)
    return Message(clip_text(lines(opening, said.text)), (section(opening, undo_button(batch)), *said.blocks))


def card(
    draft: "Edition",
    plan: "Plan",
    taken: Snapshot | None,
    now: datetime,
    *,
    reminds: bool = False,
    instead_of: str = "",
) -> Message:
    """The draft in its owner's DM; kept up to date in place. `taken` is None when it is no draft any more.

    It may be brought to who stands in for its owner, `instead_of` them.
    """
    if taken is None:
        text = md("The report of ", place(plan.channel_id), " ", _ended(draft, plan), ".")
        return Message(text, (section(text),))
    whose = md(person(instead_of), " is away, and you stand in. ") if instead_of else ""
    opening = md(whose, _reminder(plan) if reminds else _opening(draft, plan, now))
    value = {"plan": plan.number, "day": draft.nominal.isoformat()}
    row = actions(
        button("Edit", "status.edit", value),
        button("Publish now", "status.publish", value, style="primary"),
        button("Skip this week", "status.skip", value),
        block_id=f"card:status:{plan.number}",
    )
    said = reports.report(taken)
    return Message(clip_text(lines(opening, said.text)), (section(opening), *said.blocks, row), picture=said.picture)


def unposted(draft: "Edition", plan: "Plan") -> Message:
    """The same card, when the report was published and could not be posted."""
    text = md(
        f"The report is ready as #{draft.report_number}, but I couldn't post it in ", place(plan.channel_id),
        ", so nobody has seen it. ", code("/beat report publish"), " there tries again.",
    )  # fmt: skip
    return Message(text, (section(text),))


def setup_form(plan: "Plan | None", zone: ZoneInfo, draft: str, *, channel_id: str) -> Block:
    """The form for a channel's plan, filled with what it is now."""
    words = plan.words if plan else rules.DEFAULT_WORDS
    lead = plan.lead_minutes if plan else rules.DEFAULT_LEAD
    publishes = "no" if plan and not plan.publishes else "yes"
    leads = tuple((str(minutes), words) for minutes, words in rules.LEADS.items())
    fields = (
        field("channel", "Channel", channel_input(channel_id), optional=False),
        field(
            "cadence", "How often", text_input(words, limit=rules.CADENCE_LIMIT), optional=False,
            hint="For example: every friday at 16:00, every other monday at 9:30, last friday of every month",
        ),
        field("zone", "Time zone", text_input(plan.zone if plan else zone.key, limit=64), optional=False),
        field("publishes", "Publish if nobody touches the draft?", select(_YES_NO, publishes), optional=False),
        field("lead", "Send me the draft how long before?", select(leads, str(lead)), optional=False),
    )  # fmt: skip
    return form("status.setup", "Weekly report", "Save", fields, draft=draft)


def notes_form(notes: Notes, draft: str) -> Block:
    """The form for what the owner adds; the figures are taken when it is published."""
    hint = "The figures are taken from the tasks when it is published."
    fields = (
        field("headline", "Headline", text_input(notes.headline, limit=rules.HEADLINE_LIMIT), hint=hint),
        field("highlights", "Highlights", text_input(notes.highlights, limit=rules.NOTE_LIMIT, multiline=True)),
        field("needs", "What we need", text_input(notes.needs, limit=rules.NOTE_LIMIT, multiline=True)),
    )
    return form("status.edit", "Notes for the report", "Save", fields, draft=draft)


def _when(plan: "Plan", outlook: Outlook, now: datetime) -> Md:
    if outlook.following is None:
        way = "`/beat report resume` lets it come again." if plan.status == "paused" else "Set it up again any time."
        return md(f"It would come {plan.words} ({plan.zone}), but it is {plan.status}. ", Md(way))
    lead = rules.LEADS[plan.lead_minutes]
    by_itself = "It is published by itself if nobody stops it." if plan.publishes else "It waits for Publish now."
    you = outlook.owner_id == outlook.reader
    to = md("The draft goes to ", "you" if you else person(outlook.owner_id), f", {lead} before. {by_itself}")
    return lines(
        md(f"It comes {plan.words} ({plan.zone}). ", _coming(plan, outlook, now)),
        to if outlook.owner_id else md("Nobody gets the draft, so it is published by itself."),
        None if outlook.joined else md("I'm not in that channel yet: type ", "`/invite @Drumbeat`", " there."),
    )


def _coming(plan: "Plan", outlook: Outlook, now: datetime) -> Md:
    """The next one's hour in the zone of the plan, and in the reader's where that is another one."""
    if outlook.following is None:
        return md("")
    at = plan.moments(outlook.following)[1]
    theirs, own = at.astimezone(outlook.zone), at.astimezone(plan.local)
    other = theirs.utcoffset() != own.utcoffset()
    day = "" if theirs.date() == own.date() else f"{day_words(theirs.date(), local_day(now, outlook.zone))}, "
    yours = f", which is {day}{theirs:%H:%M} for you ({zone_label(outlook.zone)})" if other else ""
    return md(f"Next: {_hour(plan, outlook.following, now)}{yours}.")


def _next(plan: "Plan", following: date | None, now: datetime) -> Md:
    return md(f" The next one is for {_hour(plan, following, now)}." if following else "")


def _hour(plan: "Plan", day: date, now: datetime) -> str:
    """The hour of a report in full: "Fri 27 Nov, 16:00 (Berlin)"."""
    return f"{day_words(day, local_day(now, plan.local))}, {plan.rhythm.at:%H:%M} ({zone_label(plan.local)})"


def _buttons(plan: "Plan", *, batch: str = "") -> Block:
    value = {"plan": plan.number}
    running = plan.status == "running"
    return actions(
        button("Change", "status.setup", value),
        button("Preview", "status.preview", value),
        button("Pause", "status.pause", value) if running else button("Resume", "status.resume", value),
        button("Stop", "status.stop", value) if plan.status != "stopped" else None,
        button("Undo", "history.undo", {"batch": batch}) if batch else None,
    )


def _opening(draft: "Edition", plan: "Plan", now: datetime) -> Md:
    day, at = day_words(draft.nominal, local_day(now, plan.local)), _hour(plan, draft.nominal, now)
    then = (
        md(f"It is published by itself on {at}; the figures will be those of that moment.")
        if plan.publishes
        else md(f"It waits for your Publish now; I'll remind you on {at}.")
    )
    return md(bold("Draft"), f" of the report for {day} in ", place(plan.channel_id), ". ", then)


def _reminder(plan: "Plan") -> Md:
    return md("It's time for the report of ", place(plan.channel_id), ". It waits for you: publish it, or skip it.")


def _ended(draft: "Edition", plan: "Plan") -> str:
    if draft.status == "draft":
        return f"is {plan.status}"
    if draft.status == "published":
        return f"is published as #{draft.report_number}"
    return "was skipped this time" if draft.status == "skipped" else "was not published this time"
