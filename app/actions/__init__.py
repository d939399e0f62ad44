"""Use cases: everything that changes anything, each one transaction with at least one event."""
