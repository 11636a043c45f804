"""Whom the shop talks to: one adapter for each, behind the protocols of ``bot.services.ports``."""
