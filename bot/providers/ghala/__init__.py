"""Ghala: catalog, orders and payments over HTTP, and the events that it posts to us."""
