"""Standups: the table, and every way it changes. The caller owns the transaction; nobody is spoken to here."""

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from bot.rules import standups as rules
from storage.records import Record

NOUN = "standup"


class Standup(Record, table=True):
    """`channel_id` is where it is posted; `members` and `questions` are plain JSON (see bot/rules/standups.py)."""

    name: str = Field(max_length=rules.NAME_LIMIT)
    status: str = Field(default="running", max_length=16)
    cadence: dict[str, Any] = Field(sa_type=JSON)
    zone: str = Field(default="", max_length=64)
    window_minutes: int = rules.WINDOW_MINUTES
    posting: str = Field(default="thread", max_length=16)
    questions: list[dict[str, Any]] = Field(sa_type=JSON)
    everyone: bool = True
    members: dict[str, str] = Field(sa_type=JSON)
    early: bool = False
    names_missing: bool = True

    def involves(self, user_id: str) -> bool:
        """Whether this person made it or was named as taking part."""
        return user_id == self.creator_id or user_id in self.members
