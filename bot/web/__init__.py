"""The gateway: webhooks in, pages and an API out. It verifies, stores and answers; it never thinks."""
