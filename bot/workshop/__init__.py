"""The tools of those who run, train and check the shop; none of it is in the way of a customer's message."""
