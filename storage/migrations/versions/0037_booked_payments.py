"""Which run booked a payment, so that a correction takes back what it had booked and nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0037_booked_payments"
down_revision = "0028_export_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("payment", sa.Column("run_id", sa.String(length=26), nullable=True))


def downgrade() -> None:
    op.drop_column("payment", "run_id")
