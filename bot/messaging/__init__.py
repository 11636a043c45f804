"""How messages travel: inbox, turns, outbox, delivery, due work."""
