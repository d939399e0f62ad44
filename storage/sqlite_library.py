"""Makes every import of sqlite3 mean the bundled SQLite library, so that one process never holds two of them."""

import sys

import pysqlite3
import pysqlite3.dbapi2

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

SQLITE_VERSION: str = pysqlite3.sqlite_version
