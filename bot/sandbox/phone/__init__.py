"""The customer's phone: what it sends, what it shows, and the page it is played on."""
