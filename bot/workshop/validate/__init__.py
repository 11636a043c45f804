"""What Rasa's own ``data validate`` lets pass, found before a customer meets it: ``python -m bot.workshop.validate``."""
