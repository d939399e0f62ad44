"""Background work, done by real worker processes."""
