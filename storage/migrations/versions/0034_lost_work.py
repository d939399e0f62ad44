"""How often sending was broken off; several kinds of errands of one draft; runs that go back, each to its version."""

import sqlalchemy as sa
from alembic import op

revision = "0034_lost_work"
down_revision = "0036_register_indexes"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")
_COUNTED = (("exchange", "lost"), ("reminder", "mail_lost"))


def _one_open_errand(*columns: str) -> None:
    op.drop_index("uq_desk_errand_open", "desk_errand")
    op.create_index(
        "uq_desk_errand_open",
        "desk_errand",
        list(columns),
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def upgrade() -> None:
    for table, column in _COUNTED:
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("migration_item", sa.Column("version_id", sa.String(length=26), nullable=True))
    _one_open_errand("subject_id", "kind")


def downgrade() -> None:
    _one_open_errand("subject_id")
    op.drop_column("migration_item", "version_id")
    for table, column in _COUNTED:
        op.drop_column(table, column)
