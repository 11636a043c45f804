"""What stands in a message and is no order: taken back, told, a price, goods that no shop here has."""
