"""Where the shop remembers."""
