"""Exchanges with other systems: who gets what, in which form, and by which way; it stores nothing."""
