"""What leaves the house proves itself."""
