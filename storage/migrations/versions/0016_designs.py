"""Drafts of processes, proposals to publish them, and which version is in force where; what is published stays so."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime, new_id

OUTSET = date(1, 1, 1)
"""Since when the first version of a process is in force: it displaced none."""

revision = "0016_designs"
down_revision = "0014_migrations_of_runs"
branch_labels = None
depends_on = None


def _key(table: str, name: str, other: str) -> sa.ForeignKeyConstraint:
    """A foreign key that is checked at commit."""
    target = "digest" if other == "process_file" else "id"
    return sa.ForeignKeyConstraint(
        [name], [f"{other}.{target}"], name=op.f(f"fk_{table}_{name}"), initially="DEFERRED", deferrable=True
    )


def _text(name: str, length: int = 26, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def upgrade() -> None:
    _drafts()
    _publications()
    versions = sa.table(
        "process_version", *(sa.column(name) for name in ("id", "process_key", "number", "published_by")),
        sa.column("published_at", UtcTime()),
    )  # fmt: skip
    connection = op.get_bind()
    rows = connection.execute(sa.select(versions).order_by(versions.c.process_key, versions.c.number)).all()
    in_force = sa.table(
        "process_in_force",
        *(sa.column(name) for name in ("id", "process_key", "district", "version_id", "put_by", "note")),
        sa.column("from_on", sa.Date()),
        sa.column("put_at", UtcTime()),
    )
    for row in rows:
        values = {
            "id": new_id(),
            "process_key": row.process_key,
            "district": "",
            "version_id": row.id,
            "from_on": OUTSET if row.number == 1 else row.published_at.date(),
            "put_at": row.published_at,
            "put_by": row.published_by,
            "note": "",
        }
        connection.execute(sa.insert(in_force).values(values))


def _drafts() -> None:
    op.create_table(
        "draft",
        _text("id"),
        _text("process_key", 64),
        _text("title", 300),
        _text("origin", 64),
        _text("based_on_id", nullable=True),
        _text("state", 64),
        _text("begun_by"),
        sa.Column("begun_at", UtcTime(), nullable=False),
        _text("changed_by"),
        sa.Column("changed_at", UtcTime(), nullable=False),
        _text("version_id", nullable=True),
        *(_key("draft", name, "process_version") for name in ("based_on_id", "version_id")),
        *(_key("draft", name, "officer") for name in ("begun_by", "changed_by")),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )
    op.create_index("ix_draft_process", "draft", ["process_key", "state"])
    op.create_index("ix_draft_state", "draft", ["state", "changed_at"])
    op.create_table(
        "draft_revision",
        _text("draft_id"),
        _text("path", 200),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        _text("digest", 64, nullable=True),
        _text("made_by"),
        sa.Column("made_at", UtcTime(), nullable=False),
        _text("note", 300),
        _key("draft_revision", "draft_id", "draft"),
        _key("draft_revision", "digest", "process_file"),
        _key("draft_revision", "made_by", "officer"),
        sa.PrimaryKeyConstraint("draft_id", "path", "number", name="pk_draft_revision"),
    )
    op.create_index("ix_draft_revision_made", "draft_revision", ["draft_id", "made_at"])
    op.create_table(
        "draft_presence",
        _text("draft_id"),
        _text("officer_id"),
        _text("path", 200),
        sa.Column("seen_at", UtcTime(), nullable=False),
        _key("draft_presence", "draft_id", "draft"),
        _key("draft_presence", "officer_id", "officer"),
        sa.PrimaryKeyConstraint("draft_id", "officer_id", name="pk_draft_presence"),
    )


def _publications() -> None:
    op.create_table(
        "publication",
        _text("id"),
        _text("process_key", 64),
        _text("kind", 64),
        _text("draft_id", nullable=True),
        _text("version_id", nullable=True),
        _text("digest", 64),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("starts", sa.JSON(), nullable=False),
        _text("proposed_by"),
        sa.Column("proposed_at", UtcTime(), nullable=False),
        _text("state", 64),
        _text("decided_by", nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("override", sa.Text(), nullable=False),
        _key("publication", "draft_id", "draft"),
        _key("publication", "version_id", "process_version"),
        *(_key("publication", name, "officer") for name in ("proposed_by", "decided_by")),
        sa.CheckConstraint("(decided_at IS NULL) = (state = 'waiting')", name="ck_publication_decided"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="ck_publication_decider"),
        sa.CheckConstraint(
            "state <> 'approved' OR decided_by <> proposed_by", name="ck_publication_four_eyes"
        ),
        sa.CheckConstraint("(draft_id IS NULL) = (kind = 'restore')", name="ck_publication_subject"),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
    )
    op.create_index("ix_publication_state", "publication", ["state", "proposed_at"])
    op.create_index("ix_publication_process", "publication", ["process_key", "proposed_at"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "uq_publication_waiting", "publication", ["draft_id"],
        unique=True, sqlite_where=waiting, postgresql_where=waiting,
    )  # fmt: skip
    op.create_table(
        "process_in_force",
        _text("id"),
        _text("process_key", 64),
        _text("district", 64),
        _text("version_id"),
        sa.Column("from_on", sa.Date(), nullable=False),
        _text("publication_id", nullable=True),
        sa.Column("put_at", UtcTime(), nullable=False),
        _text("put_by", nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("dropped_at", UtcTime(), nullable=True),
        _text("dropped_by", nullable=True),
        _key("process_in_force", "version_id", "process_version"),
        _key("process_in_force", "publication_id", "publication"),
        sa.CheckConstraint("(dropped_at IS NULL) = (dropped_by IS NULL)", name="ck_process_in_force_dropped"),
        sa.PrimaryKeyConstraint("id", name="pk_process_in_force"),
    )
    op.create_index("ix_process_in_force", "process_in_force", ["process_key", "from_on", "id"])


def downgrade() -> None:
    for table in ("process_in_force", "publication", "draft_presence", "draft_revision", "draft"):
        op.drop_table(table)
