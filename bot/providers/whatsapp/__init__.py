"""WhatsApp's Cloud API: messages out, webhooks in, and what its errors mean."""
