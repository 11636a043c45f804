"""Rasa custom actions: thin, over the services. They give values; the sentences stand in ``domain.yml``."""
