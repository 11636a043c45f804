"""Orders, cases and turns over HTTP, for the shop's own programs."""
