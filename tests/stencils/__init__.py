"""Templates of official papers."""
