"""Days of people: working weeks, holidays, zones of their own, statuses and delegates"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "marked_day",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("whom", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "whom", "day", name=op.f("pk_marked_day")),
    )
    op.create_table(
        "work_calendar",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("whom", sa.String(length=32), nullable=False),
        sa.Column("country", sa.String(length=8), nullable=False),
        sa.Column("weekdays", sa.String(), server_default="", nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("ignores_status", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.String(length=32), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "whom", name=op.f("pk_work_calendar")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slack_tz", sa.String(length=64), server_default="", nullable=False))
        batch_op.add_column(sa.Column("status", sa.String(length=80), server_default="", nullable=False))
        batch_op.add_column(sa.Column("own_tz", sa.String(length=64), server_default="", nullable=False))
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(length=16), server_default="said", nullable=False))
        batch_op.add_column(sa.Column("delegate_id", sa.String(length=32), server_default="", nullable=False))
    op.execute("UPDATE person SET slack_tz = tz")


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("own_tz")
        batch_op.drop_column("status")
        batch_op.drop_column("slack_tz")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_column("delegate_id")
        batch_op.drop_column("source")
    op.drop_table("work_calendar")
    op.drop_table("marked_day")
