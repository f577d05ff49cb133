"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blocker",
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
        sa.Column("what", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("stuck_id", sa.String(length=32), nullable=False),
        sa.Column("unblocker_id", sa.String(length=32), nullable=True),
        sa.Column("task_numbers", sa.String(), server_default="", nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("note_by", sa.String(length=32), nullable=True),
        sa.Column("source_url", sa.String(length=3000), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_blocker")),
    )
    with op.batch_alter_table("blocker", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_blocker_workspace_id_status_number"), ["workspace_id", "status", "number"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_blocker_workspace_id_unblocker_id_status_number"),
            ["workspace_id", "unblocker_id", "status", "number"],
            unique=False,
        )

    op.create_table(
        "counter",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("noun", sa.String(length=16), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "noun", name=op.f("pk_counter")),
    )
    op.create_table(
        "draft",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_at"), ["at"], unique=False)

    op.create_table(
        "history",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("noun", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("batch", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "noun", "number", "version", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_workspace_id_batch"), ["workspace_id", "batch"], unique=False)

    op.create_table(
        "inbound",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_inbound")),
    )
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbound_at"), ["at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("purpose", sa.String(length=48), nullable=False),
        sa.Column("noun", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("nominal", sa.String(length=32), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("doubt", sa.Boolean(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel_id", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_unfinished",
            ["state", "due_at"],
            unique=False,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_workspace_id_finished_at"), ["workspace_id", "finished_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_workspace_id_noun_number"), ["workspace_id", "noun", "number"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("handle", sa.String(length=255), nullable=False),
        sa.Column("tz", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("dm_channel_id", sa.String(length=32), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_person")),
    )
    op.create_table(
        "task",
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
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("helper_ids", sa.String(), server_default="", nullable=False),
        sa.Column("labels", sa.String(), server_default="", nullable=False),
        sa.Column("waits_for", sa.String(), server_default="", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_zone", sa.String(length=64), nullable=True),
        sa.Column("due_timed", sa.Boolean(), nullable=False),
        sa.Column("due_rank", sa.DateTime(timezone=True), nullable=False),
        sa.Column("estimate_minutes", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.String(length=3000), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(
            "ix_task_unfinished",
            ["workspace_id", "due_rank", "number"],
            unique=False,
            sqlite_where=sa.text("removed_at IS NULL AND status IN ('open', 'doing', 'blocked')"),
            postgresql_where=sa.text("removed_at IS NULL AND status IN ('open', 'doing', 'blocked')"),
        )
        batch_op.create_index(
            batch_op.f("ix_task_workspace_id_owner_id_status_due_rank_number"),
            ["workspace_id", "owner_id", "status", "due_rank", "number"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_task_workspace_id_status_due_rank_number"),
            ["workspace_id", "status", "due_rank", "number"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_workspace_id_status_due_rank_number"))
        batch_op.drop_index(batch_op.f("ix_task_workspace_id_owner_id_status_due_rank_number"))
        batch_op.drop_index("ix_task_unfinished")

    op.drop_table("task")
    op.drop_table("person")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_workspace_id_noun_number"))
        batch_op.drop_index(batch_op.f("ix_outbox_workspace_id_finished_at"))
        batch_op.drop_index(
            "ix_outbox_unfinished",
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )

    op.drop_table("outbox")
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbound_at"))

    op.drop_table("inbound")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_workspace_id_batch"))

    op.drop_table("history")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_at"))

    op.drop_table("draft")
    op.drop_table("counter")
    with op.batch_alter_table("blocker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blocker_workspace_id_unblocker_id_status_number"))
        batch_op.drop_index(batch_op.f("ix_blocker_workspace_id_status_number"))

    op.drop_table("blocker")
