"""Rounds keep what they ask"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_OF_ITS_STANDUP = """
    UPDATE round SET questions = (
        SELECT standup.questions FROM standup
        WHERE standup.workspace_id = round.workspace_id AND standup.number = round.standup_number
    )
"""


def upgrade() -> None:
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("questions", sa.JSON(), nullable=True))
    op.execute(_OF_ITS_STANDUP)
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.alter_column("questions", existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("questions")
