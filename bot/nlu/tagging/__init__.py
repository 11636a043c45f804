"""Labels parts of a message by examples: a conditional random field over words, their groups and what the readers found."""
