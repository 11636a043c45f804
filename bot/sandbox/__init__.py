"""Ghala, Meta's Graph API and the customer's phone over real HTTP, for a laptop and for tests."""

from bot.sandbox.app import create_app, serve
from bot.sandbox.config import SandboxConfig
from bot.sandbox.guard import OpenToNetwork

__all__ = ["OpenToNetwork", "SandboxConfig", "create_app", "serve"]
