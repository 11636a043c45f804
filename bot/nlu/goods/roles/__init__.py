"""What numbers and telling words are in a message: how many, or which of the goods. Decided for the whole message at once."""
