"""Human numbers: T-1, T-2, B-1, counted for each workspace and noun without gaps in sight."""

from sqlalchemy import text
from sqlmodel import Field, Session

from storage.schema import Row


class Counter(Row, table=True):
    noun: str = Field(primary_key=True, max_length=16)
    last: int


_NEXT = text(
    "INSERT INTO counter (workspace_id, noun, last) VALUES (:workspace_id, :noun, 1) "
    "ON CONFLICT (workspace_id, noun) DO UPDATE SET last = counter.last + 1 RETURNING last"
)


def next_number(session: Session, workspace_id: str, noun: str) -> int:
    """Take the next number of a noun; it is taken for good when the transaction commits."""
    found = session.connection().execute(_NEXT, {"workspace_id": workspace_id, "noun": noun})
    return int(found.scalar_one())
