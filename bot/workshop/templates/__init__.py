"""The message templates as Meta takes them, and as a page to read."""
