"""Trial runs as values: their commands, what each of them brought, what is expected, and what was covered; pure."""
