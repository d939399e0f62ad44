"""What the hot path costs, measured; `python -m tests.bench` prints it. It changes nothing of the product."""

import storage.sqlite_library  # noqa: F401  before anything loads another SQLite, in every process of the bench
