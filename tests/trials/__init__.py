"""Trial runs of drafts, and the recorded trials that ship."""
