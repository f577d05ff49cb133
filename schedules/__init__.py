"""The clock knocking: what is due is found, and what was planned is sent."""

from schedules import answers, blockers, rounds, tasks, undelivered
from schedules.ringing import Rings

RENDERERS = {
    **tasks.RENDERERS, **blockers.RENDERERS, **rounds.RENDERERS, **undelivered.RENDERERS, **answers.RENDERERS,
}  # fmt: skip
RINGS: Rings = {**rounds.RINGS}
