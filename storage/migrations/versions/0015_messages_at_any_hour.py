"""Messages at any hour"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Whoever never said when they want quiet has it outside their working hours from now on.
    op.add_column("preference", sa.Column("any_hour", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("preference", "any_hour")
