"""What a customer's message says: its words, its language, its entities and its order lines."""
