"""Why one message is read as it is, for whoever teaches words or wonders at an order."""
