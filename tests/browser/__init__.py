"""Tests in a real browser: what an officer sees and presses."""
