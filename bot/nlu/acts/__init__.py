"""What a message does to an order, as values: agrees, changes the cart, chooses among what was shown, asks besides."""
