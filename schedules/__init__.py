"""The clock knocking: what is due is found, and what was planned is sent."""

from schedules import answers, blockers, status, tasks, undelivered
from schedules.ringing import Rings

RENDERERS = {
    **tasks.RENDERERS,
    **blockers.RENDERERS,
    **status.RENDERERS,
    **undelivered.RENDERERS,
    **answers.RENDERERS,
}
RINGS: Rings = {**status.RINGS}
