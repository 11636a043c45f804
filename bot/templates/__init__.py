"""The message templates that Meta approves once and that may be sent when WhatsApp's 24-hour window is closed."""
