"""How messages travel: inbox, turns, outbox, delivery, jobs."""
