"""The reader as components of Rasa's graph."""
