"""What a message is about: the model and its features."""
