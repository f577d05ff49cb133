"""Answers to what was said in a conversation; they read as they did when they were given."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.views.blocks import Md
from bot.views.blocks import Message as Said
from storage.outbox import Message


def answer(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said:
    """The answer that was kept."""
    said = row.detail["said"]
    return Said(Md(said["text"]), tuple(said["blocks"]))


RENDERERS = {"answer": answer}
