"""How Meta and Ghala sign what they post."""

from __future__ import annotations

import base64
import hashlib
import hmac

from bot.sandbox.config import SignatureScheme


def meta_headers(secret: str, raw: bytes) -> dict[str, str]:
    """Meta's ``X-Hub-Signature-256`` over the raw body."""
    return {"X-Hub-Signature-256": "sha256=" + _digest(secret, raw).hex()}


def ghala_headers(scheme: SignatureScheme, secret: str, raw: bytes, timestamp: int) -> dict[str, str]:
    """Ghala's signature headers; ``timestamp`` is in Unix seconds and only sent by the schemes that sign it."""
    if scheme == "body-hex":
        return {"X-Ghala-Signature": _digest(secret, raw).hex()}
    digest = _digest(secret, str(timestamp).encode() + b"." + raw)
    signature = "sha256=" + digest.hex() if scheme == "timestamp-hex" else base64.b64encode(digest).decode()
    return {"X-Ghala-Signature": signature, "X-Ghala-Timestamp": str(timestamp)}


def _digest(secret: str, raw: bytes) -> bytes:
    return hmac.new(secret.encode(), raw, hashlib.sha256).digest()
