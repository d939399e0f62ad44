"""Which units are a party of a case themselves, so that finding a unit for a step asks no table of parties."""

import sqlalchemy as sa
from alembic import op

revision = "0006_barred_units"
down_revision = "0005_drafts_end"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "case_file", sa.Column("barred_units", sa.String(length=300), nullable=False, server_default="")
    )


def downgrade() -> None:
    with op.batch_alter_table("case_file") as batch_op:
        batch_op.drop_column("barred_units")
