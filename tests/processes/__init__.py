"""The shipped processes: their diagrams, tables and forms, tried without a database."""
