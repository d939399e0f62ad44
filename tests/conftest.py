"""Fixtures open to every test; the bundled SQLite library is chosen here before anything else can load another."""

import storage.sqlite_library  # noqa: F401, I001  must stay the first import

pytest_plugins = ["tests.support.databases"]
