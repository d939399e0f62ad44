"""House rules as tests: each failure tells a newcomer what to do."""
