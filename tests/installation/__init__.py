"""The installation as people start it."""
