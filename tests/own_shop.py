"""A shop in production mode, with secrets as they would really be made."""

from __future__ import annotations

OWN_SECRETS = {
    "WHATSAPP_WEBHOOK_VERIFY_TOKEN": "1wYh0Cq7Zr5nV2xPfLbT9kDsGmJ4eUoA8iKc3vQyWtE",
    "WHATSAPP_APP_SECRET": "5f3a9c17e2b84d06917c3fa85b2e6d40",
    "WHATSAPP_ACCESS_TOKEN": "EAAGm0PX4ZCpsBAKZCx7Jq2LrT8vN5wY",
    "GHALA_API_KEY": "gk_7Qm2Vx9Lr4Tz8Nd1",
    "GHALA_WEBHOOK_SECRET": "tR6yUjN3bVfC1xZsQ9pLmK7hGwE2oDaI5uYtX8c",
    "JWT_SECRET": "zX2cV8bN4mQ6wE1rT9yU3iO7pA5sDfGhJkLq0Y",
}
PRODUCTION = {
    "DUKA_MODE": "production",
    "APP_URL": "https://shop.example.com",
    "WHATSAPP_PHONE_NUMBER_ID": "106540352242922",
    **OWN_SECRETS,
}
