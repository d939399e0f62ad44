"""Tests of what is kept: the record, the keys, the migrations and the unit of work."""
