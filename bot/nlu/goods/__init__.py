"""Which goods of the catalog a message names, how many of them, and what is to be done with them."""
