"""The acceptance scenarios, lived through HTTP by the officers of the units concerned."""
