"""What a message says beside its goods: phones, codes, money, places."""
