"""Diagrams as files: safe reading, checking, drawing; must not know storage, Flask or the engine."""
