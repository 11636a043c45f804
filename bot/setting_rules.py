"""What a secret, an address or a database must look like before the shop relies on it."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

MAKE_ONE = """make one with: python3 -c "import secrets; print(secrets.token_urlsafe(32))" """.strip()
# Least length and where a good one comes from. What others give out may be shorter than what we choose ourselves.
SECRETS = {
    "JWT_SECRET": (32, MAKE_ONE),
    "WHATSAPP_WEBHOOK_VERIFY_TOKEN": (32, MAKE_ONE),
    "ENCRYPTION_KEY": (32, MAKE_ONE),
    "GHALA_WEBHOOK_SECRET": (32, f"where Ghala lets you choose it, {MAKE_ONE}"),
    "WHATSAPP_APP_SECRET": (
        32,
        "Meta shows it, 32 hexadecimal digits, in the app's dashboard under App settings, Basic",
    ),
    "GHALA_API_KEY": (16, "Ghala gives it out in the shop's settings"),
    "WHATSAPP_ACCESS_TOKEN": (16, "Meta gives it out for a system user of the WhatsApp business account"),
}
OF_THE_SANDBOX = "sandbox-"
# Settings are read again in every turn and are mostly the same.
remembered = lru_cache(maxsize=64)
POSTGRESQL = re.compile(
    r"postgresql(\+psycopg2)?://([^:/@]*(:[^@]*)?@)?(\[[^]/?]+\]|[^/:?@\[\]]*)(:\d{1,5})?(/[^?@]*)?(\?.*)?"
)


@remembered
def weakness(name: str, secret: str) -> str:
    """Why ``secret`` guards nothing, as the end of a sentence; nothing where it may be relied on."""
    least, _ = SECRETS[name]
    if secret.lower().startswith(OF_THE_SANDBOX):
        return "is one of the sandbox's, which everybody knows"
    if len(secret) < least:
        return f"has fewer than {least} characters"
    if len(set(secret)) < least // 4 or secret in (secret + secret)[1:-1]:
        return "repeats itself, so it is easily guessed"
    return ""


def where_from(name: str) -> str:
    return SECRETS[name][1]


@remembered
def is_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``. Names are not looked up: whoever answers for them could change it."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@remembered
def host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_within(host: str, domains: Collection[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


@remembered
def faces_customers_safely(url: str) -> bool:
    """Over TLS, or on this machine alone."""
    host = host_of(url)
    return bool(host) and (url.startswith("https://") or (url.startswith("http://") and is_loopback(host)))


@remembered
def is_database(url: str) -> bool:
    """Whether ``url`` has the form of an SQLite file's or of a PostgreSQL server's."""
    return bool(re.fullmatch(r"sqlite:///\S.*", url) or POSTGRESQL.fullmatch(url))
