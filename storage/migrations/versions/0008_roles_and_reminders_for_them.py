"""Roles and reminders for them"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEY = ["workspace_id", "number", "nominal", "round"]


def upgrade() -> None:
    op.create_table(
        "role",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("channel_kind", sa.String(length=16), nullable=False),
        sa.Column("creator_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_by", sa.String(length=32), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("holder_ids", sa.String(), server_default="", nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_role")),
        sa.UniqueConstraint("workspace_id", "channel_id", "name", name=op.f("uq_role_workspace_id_channel_id_name")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=30), server_default="", nullable=False))
        batch_op.add_column(sa.Column("declined_ids", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("reminder_response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_id", sa.String(length=32), server_default="", nullable=False))
        batch_op.drop_constraint("pk_reminder_response", type_="primary")
        batch_op.create_primary_key("pk_reminder_response", [*_KEY, "to_id"])
    with op.batch_alter_table("alarm", schema=None) as batch_op:
        batch_op.alter_column("part", existing_type=sa.String(length=48), type_=sa.String(length=80))


def downgrade() -> None:
    # What only those who share a role have, and longer names, there is no place for.
    op.execute("DELETE FROM alarm WHERE length(part) > 48")
    with op.batch_alter_table("alarm", schema=None) as batch_op:
        batch_op.alter_column("part", existing_type=sa.String(length=80), type_=sa.String(length=48))
    op.execute("DELETE FROM reminder_response WHERE to_id <> ''")
    with op.batch_alter_table("reminder_response", schema=None) as batch_op:
        batch_op.drop_constraint("pk_reminder_response", type_="primary")
        batch_op.create_primary_key("pk_reminder_response", _KEY)
        batch_op.drop_column("to_id")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_column("declined_ids")
        batch_op.drop_column("role")
    op.drop_table("role")
