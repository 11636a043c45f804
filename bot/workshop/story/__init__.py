"""Draws the dialogue of a topic as a picture, from what stands in the project's files."""
