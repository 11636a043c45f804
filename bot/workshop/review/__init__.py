"""Real chats as a to-do list for the trainer: what was not, or hardly, understood, with nothing personal in it."""
