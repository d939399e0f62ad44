"""Persistence: tables, transactions and questions; it imports neither Flask, nor SpiffWorkflow, nor app."""

from storage import sqlite_library as sqlite_library  # must run before anything imports sqlite3
