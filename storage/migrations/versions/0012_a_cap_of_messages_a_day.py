"""A cap of messages a day"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_recipient", "outbox", ["workspace_id", "recipient", "finished_at"])
    op.add_column("preference", sa.Column("cap", sa.Integer(), nullable=True))
    op.add_column("preference", sa.Column("step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("preference", sa.Column("settled_in", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "reaction",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("meaning", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_reaction")),
    )
    op.execute("UPDATE preference SET cap = 10")


def downgrade() -> None:
    op.drop_table("reaction")
    with op.batch_alter_table("preference", schema=None) as batch_op:
        batch_op.drop_column("settled_in")
        batch_op.drop_column("step")
        batch_op.drop_column("cap")
    op.drop_index("ix_outbox_recipient", "outbox")
