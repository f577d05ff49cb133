"""Rounds keep where they are posted"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = (("channel_id", 32), ("channel_kind", 16), ("posting", 16))
_OF_ITS_STANDUP = """
    UPDATE round SET {column} = (
        SELECT standup.{column} FROM standup
        WHERE standup.workspace_id = round.workspace_id AND standup.number = round.standup_number
    )
"""


def upgrade() -> None:
    with op.batch_alter_table("round", schema=None) as batch_op:
        for column, length in _COLUMNS:
            batch_op.add_column(sa.Column(column, sa.String(length=length), nullable=True))
    for column, _ in _COLUMNS:
        op.execute(_OF_ITS_STANDUP.format(column=column))
    with op.batch_alter_table("round", schema=None) as batch_op:
        for column, length in _COLUMNS:
            batch_op.alter_column(column, existing_type=sa.String(length=length), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("round", schema=None) as batch_op:
        for column, _ in reversed(_COLUMNS):
            batch_op.drop_column(column)
