"""The door through which the worker reaches Rasa."""
