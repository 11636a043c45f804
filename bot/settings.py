"""Every setting, typed, read from the environment and from a ``.env`` file in the working directory."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeVar

T = TypeVar("T")
C = TypeVar("C", bound=str)

SANDBOX, PRODUCTION = "sandbox", "production"
SignatureScheme = Literal["body-hex", "timestamp-hex", "timestamp-base64"]
SIGNATURE_SCHEMES: tuple[SignatureScheme, ...] = ("body-hex", "timestamp-hex", "timestamp-base64")
META_GRAPH_URL = "https://graph.facebook.com/v23.0"
LONGEST_HOURS = 24 * 365
MOST_COUNTED = 1_000_000
GHALA_URL = "https://api.ghala.io/v1"

# Where the demo shop is, for whoever asks it.
SANDBOX_ADDRESS, SANDBOX_LOCATION = "Kenyatta Avenue, Nairobi", (-1.2864, 36.8172)
SANDBOX_VALUES = {
    "WHATSAPP_ACCESS_TOKEN": "sandbox-access-token",
    "WHATSAPP_APP_SECRET": "sandbox-app-secret",
    "WHATSAPP_WEBHOOK_VERIFY_TOKEN": "sandbox-verify-token",
    "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
    "GHALA_API_KEY": "sandbox-ghala-key",
    "GHALA_WEBHOOK_SECRET": "sandbox-webhook-secret",
    "JWT_SECRET": "sandbox-jwt-secret-of-thirty-two-bytes",
    "ENCRYPTION_KEY": "sandbox-encryption-key",
}


class SettingError(ValueError):
    """A setting is missing or cannot be read; the message names it and says what would be right."""


@dataclass(frozen=True)
class Settings:
    """See ``docs/settings.md`` for what each one means."""

    mode: str
    host: str
    port: int
    app_url: str
    database_url: str
    redis_url: str
    rasa_url: str
    action_endpoint_url: str
    sandbox_url: str
    # Where a worker says that it lives; empty: nobody asks.
    worker_url: str
    whatsapp_api_url: str
    whatsapp_access_token: str
    whatsapp_phone_number_id: str
    whatsapp_verify_token: str
    whatsapp_app_secret: str
    ghala_api_url: str
    ghala_api_key: str
    ghala_webhook_secret: str
    ghala_signature_scheme: SignatureScheme
    jwt_secret: str
    encryption_key: str
    shop_name: str
    support_phone: str
    till_number: str
    # Opening and closing, in Nairobi's time, every day.
    shop_hours: tuple[time, time]
    shop_address: str
    # Latitude and longitude in degrees, where customers may come.
    shop_location: tuple[float, float] | None
    # Digits of the phone on which the owner hears of customers who need a person; empty: nobody is told.
    owner_phone: str
    # How long a person has a talk before the bot answers again.
    person_minutes: int
    remind_cart_hours: float
    cancel_unpaid_hours: float
    # What one customer may do; zero: as much as they like. KES and days by the clock of Nairobi.
    messages_a_minute: int
    orders_a_day: int
    kes_a_day: Decimal
    failed_payments_a_day: int
    # After delivery; 0: a person decides of each.
    return_days: int

    @property
    def is_sandbox(self) -> bool:
        return self.mode == SANDBOX

    @property
    def tracker_url(self) -> str:
        """Where Rasa keeps its events: the same server, or a file beside ours, so that two writers never wait for one file."""
        if self.database_url.startswith("sqlite:///") and not self.database_url.endswith(":memory:"):
            return self.database_url[: -len(Path(self.database_url).suffix) or None] + "-tracker.db"
        return self.database_url


class _Reader:
    def __init__(self, environment: Mapping[str, str], sandbox: bool) -> None:
        self.environment = environment
        self.sandbox = sandbox

    def text(self, name: str, default: str = "") -> str:
        return self.environment.get(name, "").strip() or default

    def parsed(self, name: str, default: T, parse: Callable[[str], T], kind: str) -> T:
        raw = self.text(name)
        if not raw:
            return default
        try:
            return parse(raw)
        except ValueError:
            raise SettingError(f"Setting {name} has value '{raw}', which is not {kind}.") from None

    def one_of(self, name: str, allowed: tuple[C, ...]) -> C:
        value = self.text(name, allowed[0])
        chosen = next((each for each in allowed if each == value), None)
        if chosen is None:
            raise SettingError(f"Setting {name} has value '{value}'; it must be one of: {', '.join(allowed)}.")
        return chosen

    def secret(self, name: str) -> str:
        value = self.text(name, SANDBOX_VALUES[name] if self.sandbox else "")
        if not value:
            raise SettingError(
                f"Setting {name} is missing. Set it in the environment or in .env (see docs/settings.md)."
            )
        return value


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``environment`` (default: the process's own, filled up from ``.env``).

    Raises SettingError naming the first setting that is missing or wrong.
    """
    source = dict(environment) if environment is not None else {**read_dotenv(Path(".env")), **os.environ}
    mode = _Reader(source, True).one_of("DUKA_MODE", (SANDBOX, PRODUCTION))
    read = _Reader(source, sandbox=mode == SANDBOX)
    port = read.parsed("PORT", 8000, int, "a port number")
    sandbox_url = read.text("SANDBOX_URL", "http://localhost:8100").rstrip("/")
    sandboxed = mode == SANDBOX
    return Settings(
        mode=mode,
        host=read.text("HOST", "127.0.0.1"),
        port=port,
        app_url=read.text("APP_URL", f"http://localhost:{port}").rstrip("/"),
        database_url=read.text("DATABASE_URL", "sqlite:///var/duka.db"),
        redis_url=read.text("REDIS_URL"),
        rasa_url=read.text("RASA_URL", "http://localhost:5005").rstrip("/"),
        action_endpoint_url=read.text("ACTION_ENDPOINT_URL", "http://localhost:5055/webhook"),
        sandbox_url=sandbox_url,
        worker_url=_optional_door(read),
        whatsapp_api_url=read.text(
            "WHATSAPP_API_URL", f"{sandbox_url}/graph/v23.0" if sandboxed else META_GRAPH_URL
        ).rstrip("/"),
        whatsapp_access_token=_optional_token(read, sandboxed),
        whatsapp_phone_number_id=read.text(
            "WHATSAPP_PHONE_NUMBER_ID", SANDBOX_VALUES["WHATSAPP_PHONE_NUMBER_ID"] if sandboxed else ""
        ),
        whatsapp_verify_token=read.secret("WHATSAPP_WEBHOOK_VERIFY_TOKEN"),
        whatsapp_app_secret=read.secret("WHATSAPP_APP_SECRET"),
        ghala_api_url=read.text("GHALA_API_URL", f"{sandbox_url}/ghala/v1" if sandboxed else GHALA_URL).rstrip("/"),
        ghala_api_key=read.secret("GHALA_API_KEY"),
        ghala_webhook_secret=read.secret("GHALA_WEBHOOK_SECRET"),
        ghala_signature_scheme=read.one_of("GHALA_SIGNATURE_SCHEME", SIGNATURE_SCHEMES),
        jwt_secret=read.secret("JWT_SECRET"),
        encryption_key=read.secret("ENCRYPTION_KEY"),
        shop_name=read.text("SHOP_NAME", "Duka"),
        support_phone=read.text("SUPPORT_PHONE", "+254700000000"),
        till_number=read.text("TILL_NUMBER", "555555"),
        shop_hours=read.parsed("SHOP_HOURS", (time(7), time(21)), _opening, "opening hours such as 07:00-21:00"),
        shop_address=read.text("SHOP_ADDRESS", SANDBOX_ADDRESS if sandboxed else ""),
        shop_location=read.parsed(
            "SHOP_LOCATION",
            SANDBOX_LOCATION if sandboxed else None,
            _location,
            "latitude and longitude such as -1.2864,36.8172",
        ),
        owner_phone=read.parsed("OWNER_PHONE", "", _digits, "a phone number such as +254712345678"),
        person_minutes=read.parsed("PERSON_MINUTES", 60, _minutes, "a number of minutes from 1 to 10080"),
        remind_cart_hours=read.parsed("REMIND_CART_HOURS", 3.0, _hours, "a number of hours from 0"),
        cancel_unpaid_hours=read.parsed("CANCEL_UNPAID_HOURS", 24.0, _hours, "a number of hours from 0"),
        messages_a_minute=read.parsed("MAX_MESSAGES_A_MINUTE", 30, _count, "a whole number from 0 to 1000000"),
        orders_a_day=read.parsed("MAX_ORDERS_A_DAY", 5, _count, "a whole number from 0 to 1000000"),
        kes_a_day=read.parsed("MAX_KES_A_DAY", Decimal(50_000), _kes, "an amount in KES from 0"),
        failed_payments_a_day=read.parsed("MAX_FAILED_PAYMENTS_A_DAY", 3, _count, "a whole number from 0 to 1000000"),
        return_days=read.parsed("RETURN_DAYS", 0, _count, "a whole number from 0 to 1000000"),
    )


def _hours(written: str) -> float:
    hours = float(written)
    # The comparison also turns away what is not a number.
    if not 0 <= hours <= LONGEST_HOURS:
        raise ValueError(written)
    return hours


def _count(written: str) -> int:
    count = int(written)
    if not 0 <= count <= MOST_COUNTED:
        raise ValueError(written)
    return count


def _kes(written: str) -> Decimal:
    if not re.fullmatch(r"\d{1,12}(?:\.\d{1,2})?", written.replace(",", "")):
        raise ValueError(written)
    return Decimal(written.replace(",", ""))


def _opening(written: str) -> tuple[time, time]:
    opens, closes = (time.fromisoformat(part.strip()) for part in written.replace("–", "-").split("-"))
    if opens == closes:
        raise ValueError(written)
    return opens, closes


def _location(written: str) -> tuple[float, float]:
    latitude, longitude = (float(part) for part in written.split(","))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(written)
    return latitude, longitude


def _digits(written: str) -> str:
    digits = re.sub(r"[+ ()-]", "", written)
    if not re.fullmatch(r"\d{8,15}", digits):
        raise ValueError(written)
    return digits


def _minutes(written: str) -> int:
    minutes = int(written)
    if not 1 <= minutes <= 10080:
        raise ValueError(written)
    return minutes


def _optional_door(read: _Reader) -> str:
    """Several workers on one machine cannot all have the same port."""
    written = read.text("WORKER_URL", "http://localhost:8001").rstrip("/")
    return "" if written == "off" else written


def _optional_token(read: _Reader, sandboxed: bool) -> str:
    """Without a WhatsApp token of its own the shop sends through Ghala's number."""
    return read.text("WHATSAPP_ACCESS_TOKEN", SANDBOX_VALUES["WHATSAPP_ACCESS_TOKEN"] if sandboxed else "")


def read_dotenv(path: Path) -> dict[str, str]:
    """``NAME=value`` lines; ``#`` begins a comment line; quotes around a value are dropped."""
    if not path.is_file():
        return {}
    values = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.strip().removeprefix("export ").partition("=")
        if separator and not name.startswith("#"):
            values[name.strip()] = value.strip().strip("\"'")
    return values


def channel_token(settings: Settings) -> str:
    """What the worker shows to Rasa's door; derived, so that no further secret has to be kept."""
    return hmac.new(settings.jwt_secret.encode(), b"rasa-channel", hashlib.sha256).hexdigest()
