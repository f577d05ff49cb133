"""The clock knocking: what is due is found, and what was planned is sent."""

from schedules import answers, blockers, digests, reminders, tasks, undelivered
from schedules.ringing import Rings

RENDERERS = {
    **tasks.RENDERERS,
    **blockers.RENDERERS,
    **reminders.RENDERERS,
    **digests.RENDERERS,
    **undelivered.RENDERERS,
    **answers.RENDERERS,
}
RINGS: Rings = {**reminders.RINGS, **digests.RINGS, **tasks.RINGS}
