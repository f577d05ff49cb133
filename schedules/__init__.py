"""The clock knocking: what is due is found, and what was planned is sent."""

from schedules import (
    absences,
    answers,
    blockers,
    digests,
    feeds,
    people,
    privacy,
    reminders,
    rounds,
    standups,
    status,
    tallies,
    tasks,
    undelivered,
)
from schedules.ringing import Rings

RENDERERS = {
    **tasks.RENDERERS,
    **blockers.RENDERERS,
    **standups.RENDERERS,
    **rounds.RENDERERS,
    **reminders.RENDERERS,
    **digests.RENDERERS,
    **absences.RENDERERS,
    **feeds.RENDERERS,
    **people.RENDERERS,
    **tallies.RENDERERS,
    **status.RENDERERS,
    **undelivered.RENDERERS,
    **answers.RENDERERS,
    **privacy.RENDERERS,
}
RINGS: Rings = {
    **tasks.RINGS,
    **standups.RINGS,
    **rounds.RINGS,
    **reminders.RINGS,
    **digests.RINGS,
    **feeds.RINGS,
    **tallies.RINGS,
    **status.RINGS,
}
