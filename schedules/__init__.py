"""The clock knocking: what is due is found, and what was planned is sent."""

from schedules import answers, blockers, sharing, tasks

RENDERERS = {**tasks.RENDERERS, **blockers.RENDERERS, **sharing.RENDERERS, **answers.RENDERERS}
