"""Who sent a webhook: HMAC-SHA256 over its raw bytes, compared in constant time; without a secret all are refused."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime

TOLERANCE_SECONDS = 300
META_HEADER = "x-hub-signature-256"
GHALA_HEADER = "x-ghala-signature"
GHALA_TIMESTAMP = "x-ghala-timestamp"

_HEX = re.compile(r"[0-9a-fA-F]{64}")
_SECONDS = re.compile(r"[0-9]{1,12}")


class SignatureRefused(Exception):
    """``reason`` is one of no_secret, missing, malformed, stale, mismatch."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def verify_meta(secret: str, headers: Mapping[str, str], raw: bytes) -> None:
    """Meta's ``X-Hub-Signature-256: sha256=<hex>``. Raises SignatureRefused."""
    given = _header(headers, META_HEADER, secret)
    _compare(_from_hex(given, prefix="sha256="), _digest(secret, raw))


def verify_ghala(scheme: str, secret: str, headers: Mapping[str, str], raw: bytes, now: datetime) -> None:
    """Ghala's signature by one of the three schemes; a timestamp holds 300 s, both ways. Raises SignatureRefused."""
    given = _header(headers, GHALA_HEADER, secret)
    if scheme == "body-hex":
        _compare(_from_hex(given.removeprefix("sha256=")), _digest(secret, raw))
        return
    timestamp = _fresh_timestamp(headers, now)
    signed = timestamp.encode() + b"." + raw
    if scheme == "timestamp-hex":
        _compare(_from_hex(given, prefix="sha256="), _digest(secret, signed))
    elif scheme == "timestamp-base64":
        _compare(_from_base64(given), _digest(secret, signed))
    else:
        raise SignatureRefused("no_scheme")


def _header(headers: Mapping[str, str], name: str, secret: str) -> str:
    if not secret:
        raise SignatureRefused("no_secret")
    given = headers.get(name, "").strip()
    if not given:
        raise SignatureRefused("missing")
    return given


def _fresh_timestamp(headers: Mapping[str, str], now: datetime) -> str:
    written = headers.get(GHALA_TIMESTAMP, "").strip()
    if not written:
        raise SignatureRefused("missing")
    if not _SECONDS.fullmatch(written):
        raise SignatureRefused("malformed")
    if abs(now.timestamp() - int(written)) > TOLERANCE_SECONDS:
        raise SignatureRefused("stale")
    return written


def _from_hex(given: str, prefix: str = "") -> bytes:
    digits = given.removeprefix(prefix)
    if not given.startswith(prefix) or not _HEX.fullmatch(digits):
        raise SignatureRefused("malformed")
    return bytes.fromhex(digits)


def _from_base64(given: str) -> bytes:
    try:
        decoded = base64.b64decode(given.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise SignatureRefused("malformed") from None
    if len(decoded) != hashlib.sha256().digest_size:
        raise SignatureRefused("malformed")
    return decoded


def _digest(secret: str, raw: bytes) -> bytes:
    return hmac.new(secret.encode(), raw, hashlib.sha256).digest()


def _compare(given: bytes, right: bytes) -> None:
    if not hmac.compare_digest(given, right):
        raise SignatureRefused("mismatch")
