"""The words of a message: tokens, spelling, numbers, units, language. Nothing here knows the catalog."""
