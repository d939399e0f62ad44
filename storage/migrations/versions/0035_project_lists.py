"""Lists of real-name platforms and banks by project."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = "0035_project_lists"
down_revision = "0034_lost_work"
branch_labels = None
depends_on = None


def _leads_to(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=f"fk_project_list_{column}", deferrable=True, initially="DEFERRED"
    )


def upgrade() -> None:
    op.create_table(
        "project_list",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("jurisdiction_key", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("batch_no", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("imported_by", sa.String(length=26), nullable=False),
        sa.Column("imported_at", UtcTime(), nullable=False),
        sa.Column("replaced_at", UtcTime(), nullable=True),
        sa.Column("cipher", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_project_list"),
        _leads_to("jurisdiction_key", "jurisdiction.key"),
        _leads_to("entry_id", "register_entry.id"),
        _leads_to("unit_id", "unit.id"),
        _leads_to("imported_by", "officer.id"),
        sa.UniqueConstraint("entry_id", "kind", "batch_no", "version", name="uq_project_list_version"),
    )
    op.create_index("ix_project_list_entry", "project_list", ["entry_id", "kind", "replaced_at"])


def downgrade() -> None:
    op.drop_table("project_list")
