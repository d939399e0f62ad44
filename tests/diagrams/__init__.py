"""Tests of reading, checking and drawing diagram files."""
