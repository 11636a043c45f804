"""Meta, as far as a shop needs it: the Graph API with its limits, templates and webhooks."""
