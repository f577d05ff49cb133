"""Plans of weekly reports as people see them: setting up, showing, the draft and what its owner may add."""

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
    field,
    form,
    lines,
    md,
    place,
    section,
    select,
    text_input,
)
from bot.views.lists import ONLY_YOU

if TYPE_CHECKING:
    from storage.status import Edition, Plan

_YES_NO = (("yes", "Yes, publish it"), ("no", "No, wait for me"))


def happened(said: str, plan: "Plan", following: date | None, now: datetime, batch: str) -> Message:
    """The answer to a change of a plan; `following` is the day of the next report, if there is one to come."""
    text = lines(md(f"{said}: the report of ", place(plan.channel_id)), _when(plan, following, now))
    return Message(text, (section(text), _buttons(plan, batch=batch)), ONLY_YOU)


def shown(plan: "Plan | None", following: date | None, now: datetime) -> Message:
    """A channel's plan, with the ways to change it."""
    if plan is None:
        text = md(
            "This channel has no report yet. `/beat report every friday at 16:00` sets it up, or press the button."
        )
        return Message(text, (section(text), actions(button("Set up", "status.setup", {}))), ONLY_YOU)
    text = lines(md(bold("Report of"), " ", place(plan.channel_id)), _when(plan, following, now))
    return Message(text, (section(text), _buttons(plan)), ONLY_YOU)


def preview(taken: Snapshot, plan: "Plan | None") -> Message:
    """What would be published now, for the asker alone."""
    said = reports.report(taken)
    return Message(said.text, (*said.blocks, _ways_on(taken, plan)), md(ONLY_YOU, " Nothing was posted or kept."))


def _ways_on(taken: Snapshot, plan: "Plan | None") -> Block:
    if plan is None:
        return actions(button("Set up", "status.setup", {}))
    if not plan.runs:
        return actions(button("Resume", "status.resume", {"plan": plan.number}))
    value = {"plan": plan.number, "day": taken.nominal}
    return actions(button("Add notes", "status.edit", value), button("Publish now", "status.publish", value))


def published(draft: "Edition", plan: "Plan", number: int, now: datetime) -> Message:
    """The answer to Publish now."""
    day = day_words(draft.nominal, local_day(now, plan.local))
    text = md(f"Published as #{number} in ", place(plan.channel_id), f", for {day}. It won't change any more.")
    return Message(text, (section(text),))


def skipped(draft: "Edition", plan: "Plan", following: date | None, now: datetime) -> Message:
    """The answer to Skip this week; `following` is the day of the next report, if there is one to come."""
    today = local_day(now, plan.local)
    then = f" The next one is for {day_words(following, today)}." if following else ""
    text = md(f"The report for {day_words(draft.nominal, today)} is skipped.{then}")
    return Message(text, (section(text),))


def settled_already(last: "Edition", plan: "Plan", following: date, now: datetime) -> Md:
    """Why one that nobody waits for yet is not published or skipped by a word."""
    days = (last.nominal, following, local_day(plan.moments(following)[0], plan.local))
    was, to_come, drafted = (day_words(day, local_day(now, plan.local)) for day in days)
    return md(
        f"The report for {was} {_ended(last, plan)}. Nothing changed. "
        f"The next one is for {to_come}, and its draft comes on {drafted}."
    )


def noted(taken: Snapshot) -> Message:
    """The answer to what the owner has written."""
    opening, said = md("Saved. This is how it reads now:"), reports.report(taken)
    return Message(clip_text(lines(opening, said.text)), (section(opening), *said.blocks))


def card(draft: "Edition", plan: "Plan", taken: Snapshot | None, now: datetime, *, reminds: bool = False) -> Message:
    """The draft in its owner's DM; kept up to date in place. `taken` is None when it is no draft any more."""
    if taken is None:
        text = md("The report of ", place(plan.channel_id), " ", _ended(draft, plan), ". Nothing to do.")
        return Message(text, (section(text),))
    opening = _reminder(plan) if reminds else _opening(draft, plan, now)
    value = {"plan": plan.number, "day": draft.nominal.isoformat()}
    row = actions(
        button("Edit", "status.edit", value),
        button("Publish now", "status.publish", value, style="primary"),
        button("Skip this week", "status.skip", value),
        block_id=f"card:status:{plan.number}",
    )
    said = reports.report(taken)
    return Message(clip_text(lines(opening, said.text)), (section(opening), *said.blocks, row), picture=said.picture)


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


def _when(plan: "Plan", following: date | None, now: datetime) -> Md:
    zone = ZoneInfo(plan.zone)
    if following is None:
        way = "`/beat report resume` lets it come again." if plan.status == "paused" else "Set it up again any time."
        return md(f"It would come {plan.words} ({plan.zone}), but it is {plan.status}. ", Md(way))
    lead = rules.LEADS[plan.lead_minutes]
    by_itself = (
        "It is published by itself if nobody touches the draft." if plan.publishes else "It waits for Publish now."
    )
    return lines(
        md(f"It comes {plan.words} ({plan.zone}). The next one is for {day_words(following, local_day(now, zone))}."),
        md(f"The draft goes to whoever set it up, {lead} before. {by_itself}"),
        md("If I'm not in that channel yet, type ", "`/invite @Drumbeat`", " there."),
    )


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
    zone = plan.local
    day = day_words(draft.nominal, local_day(now, zone))
    at = f"on {day} at {plan.rhythm.at:%H:%M} ({zone_label(zone)})"
    then = (
        md(f"It is published by itself {at}; the figures will be those of that moment.")
        if plan.publishes
        else md(f"It waits for your Publish now; I'll remind you {at}.")
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
