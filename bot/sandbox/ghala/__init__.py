"""Ghala, as far as a shop needs it: products, orders, payments, messages and events."""
