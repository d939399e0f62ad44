"""What leaves the house: case file packages with their proofs, and event logs; it knows no storage and no page."""
