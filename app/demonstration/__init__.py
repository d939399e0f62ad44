"""Demonstration data, made by performing the real actions on a moving clock; nothing else may rest on it."""
