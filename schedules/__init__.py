"""The clock knocking: what is due is found, and what was planned is sent."""

from schedules import answers, blockers, rounds, standups, status, tasks, undelivered
from schedules.ringing import Rings

RENDERERS = {
    **tasks.RENDERERS,
    **blockers.RENDERERS,
    **undelivered.RENDERERS,
    **answers.RENDERERS,
    **standups.RENDERERS,
    **rounds.RENDERERS,
    **status.RENDERERS,
}
RINGS: Rings = {**standups.RINGS, **rounds.RINGS, **status.RINGS}
