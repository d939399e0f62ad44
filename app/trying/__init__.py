"""Trials played with everything that is real but the case: in a database in memory that is thrown away."""
