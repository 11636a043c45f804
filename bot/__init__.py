"""Duka: a WhatsApp shop assistant."""
