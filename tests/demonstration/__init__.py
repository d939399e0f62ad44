"""The demonstration is made by real actions: what it must hold."""
