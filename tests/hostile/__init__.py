"""Texts that nobody sends in good faith, and what must bear them."""
