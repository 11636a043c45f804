"""Keeping a chat as a conversation test, with nothing personal in it."""
