"""The engine in use: small diagrams walked by officers, and every diagram that ships."""
