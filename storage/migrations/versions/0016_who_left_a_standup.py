"""Who left a standup"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("standup", sa.Column("left_ids", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("standup", "left_ids")
