"""Who may ask for what: signatures, tokens, scopes, and requests whose framing is beyond doubt."""
