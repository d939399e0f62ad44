"""Fixtures open to every test; the bundled SQLite library is chosen here before anything loads another."""

import storage.sqlite_library  # noqa: F401  must stay the first import

pytest_plugins = [
    "tests.support.no_python",
    "tests.support.patience",
    "tests.support.quick_passwords",
    "tests.support.quick_pages",
    "tests.support.databases",
    "tests.support.clock",
    "tests.support.browser",
    "tests.support.office",
    "tests.support.lived",
    "tests.support.tiny",
]
