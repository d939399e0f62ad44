"""Importing a roster: reads a table of people from a file and judges it row by row; it stores nothing."""
