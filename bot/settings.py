"""Every setting, typed, read from the environment and from a ``.env`` file in the working directory."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeVar

from bot.setting_rules import (
    faces_customers_safely,
    host_of,
    is_database,
    is_loopback,
    is_within,
    weakness,
    where_from,
)

T = TypeVar("T")
C = TypeVar("C", bound=str)

SANDBOX, PRODUCTION = "sandbox", "production"
SignatureScheme = Literal["body-hex", "timestamp-hex", "timestamp-base64"]
SIGNATURE_SCHEMES: tuple[SignatureScheme, ...] = ("body-hex", "timestamp-hex", "timestamp-base64")
META_GRAPH_URL = "https://graph.facebook.com/v23.0"
LONGEST_HOURS = 24 * 365
MOST_COUNTED = 1_000_000
GHALA_URL = "https://api.ghala.io/v1"
REAL_PROVIDERS = {"WHATSAPP_API_URL": ("facebook.com",), "GHALA_API_URL": ("ghala.io",)}

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
}
# In production a process demands the secrets that it uses, so that none has to hold the keys of another.
SECRETS_OF = {
    "gateway": (
        "JWT_SECRET",
        "WHATSAPP_WEBHOOK_VERIFY_TOKEN",
        "WHATSAPP_APP_SECRET",
        "GHALA_API_KEY",
        "GHALA_WEBHOOK_SECRET",
    ),
    "worker": ("JWT_SECRET", "GHALA_API_KEY"),
    "rasa": ("JWT_SECRET",),
    "actions": ("JWT_SECRET", "GHALA_API_KEY"),
    "migrate": (),
}


# What is no single part, such as the runner of all of them, demands what any of them uses.
SECRETS_OF_ALL = tuple(dict.fromkeys(name for names in SECRETS_OF.values() for name in names))
_part_here: list[str] = []


def be_part(part: str) -> None:
    """From now on ``read_settings`` demands in this process only the secrets of ``part``."""
    _part_here[:] = [part]


class SettingError(ValueError):
    """A setting is missing or cannot be read; the message names it and says what would be right."""


class NotThereNow(Exception):
    """What a setting names does not answer, which may pass by itself; the message names the setting."""


@dataclass(frozen=True)
class Settings:
    """See ``docs/settings.md`` for what each one means."""

    mode: str
    host: str
    # Where Rasa and the action server listen.
    inside_host: str
    # Whether stand-ins and well-known secrets may be reached from beyond this machine.
    sandbox_open: bool
    port: int
    app_url: str
    # What holds a password or is a key stays out of repr, and with it out of logs.
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    rasa_url: str
    action_endpoint_url: str
    sandbox_url: str
    # Where a worker says that it lives; empty: nobody asks.
    worker_url: str
    whatsapp_api_url: str
    whatsapp_access_token: str = field(repr=False)
    whatsapp_phone_number_id: str
    whatsapp_verify_token: str = field(repr=False)
    whatsapp_app_secret: str = field(repr=False)
    ghala_api_url: str
    ghala_api_key: str = field(repr=False)
    ghala_webhook_secret: str = field(repr=False)
    ghala_signature_scheme: SignatureScheme
    jwt_secret: str = field(repr=False)
    encryption_key: str = field(repr=False)
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
    def __init__(self, environment: Mapping[str, str], sandbox: bool, demanded: Collection[str] = ()) -> None:
        self.environment = environment
        self.sandbox = sandbox
        self.demanded = demanded

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
        value = self.text(name, SANDBOX_VALUES.get(name, "") if self.sandbox else "")
        if not value and name in self.demanded:
            raise SettingError(
                f"Setting {name} is missing. Set it in the environment or in .env (see docs/settings.md); {where_from(name)}"
            )
        if value and not self.sandbox and (why := weakness(name, value)):
            raise SettingError(f"Setting {name} {why}. Set another one; {where_from(name)}")
        return value

    def database(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if not is_database(value):
            # The value is not shown: it may hold a password.
            raise SettingError(
                f"Setting {name} is no address of a database. It must be like sqlite:///var/duka.db or "
                "postgresql+psycopg2://user:password@host:5432/duka, signs of the password such as @ and / written as %40 and %2F."
            )
        return value


def read_settings(environment: Mapping[str, str] | None = None, part: str = "") -> Settings:
    """Settings from ``environment`` (default: the process's own, filled up from ``.env``).

    In production the secrets of ``part`` are demanded (default: of the part that this process is, else of all).
    Raises SettingError naming the first setting that is missing or wrong.
    """
    source = dict(environment) if environment is not None else {**read_dotenv(Path(".env")), **os.environ}
    mode = _Reader(source, True).one_of("DUKA_MODE", (SANDBOX, PRODUCTION))
    read = _Reader(source, mode == SANDBOX, SECRETS_OF.get(part or "".join(_part_here), SECRETS_OF_ALL))
    port = read.parsed("PORT", 8000, int, "a port number")
    sandbox_url = read.text("SANDBOX_URL", "http://localhost:8100").rstrip("/")
    sandboxed = mode == SANDBOX
    settings = Settings(
        mode=mode,
        host=read.text("HOST", "127.0.0.1"),
        inside_host=read.text("INSIDE_HOST", "127.0.0.1"),
        sandbox_open=read.one_of("SANDBOX_OPEN", ("no", "yes")) == "yes",
        port=port,
        app_url=read.text("APP_URL", f"http://localhost:{port}").rstrip("/"),
        database_url=read.database("DATABASE_URL", "sqlite:///var/duka.db"),
        redis_url=read.text("REDIS_URL"),
        rasa_url=read.text("RASA_URL", "http://localhost:5005").rstrip("/"),
        action_endpoint_url=read.text("ACTION_ENDPOINT_URL", "http://localhost:5055/webhook"),
        sandbox_url=sandbox_url,
        worker_url=_optional_door(read),
        whatsapp_api_url=read.text(
            "WHATSAPP_API_URL", f"{sandbox_url}/graph/v23.0" if sandboxed else META_GRAPH_URL
        ).rstrip("/"),
        # Without one of its own the shop sends through Ghala's number.
        whatsapp_access_token=read.secret("WHATSAPP_ACCESS_TOKEN"),
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
    if sandboxed:
        _demand_a_shut_sandbox(settings)
    else:
        _demand_an_address(read.text("APP_URL"))
    return settings


def _demand_an_address(app_url: str) -> None:
    if not faces_customers_safely(app_url):
        raise SettingError(
            "Setting APP_URL must be the gateway's address as customers reach it, such as https://shop.example.com: it "
            "stands in receipt links. Without https only an address of this machine is taken."
        )


def _demand_a_shut_sandbox(settings: Settings) -> None:
    """With secrets that everybody knows nobody else's network may be reached by, and no real provider may be called."""
    name = _well_known(settings)
    if not name:
        return
    for setting, host in (("HOST", settings.host), ("INSIDE_HOST", settings.inside_host)):
        if not settings.sandbox_open and not is_loopback(host):
            raise SettingError(
                f"Setting {setting} opens this shop to the network, but it runs in sandbox mode and {name} is no secret. "
                "Is DUKA_MODE=production meant? Else set all secrets to your own, or SANDBOX_OPEN=yes where the network is yours alone."
            )
    for setting, url in _providers(settings):
        if is_within(host_of(url), REAL_PROVIDERS[setting]):
            raise SettingError(
                f"Setting {setting} is the real one, but this shop runs in sandbox mode and {name} is no secret. "
                "Is DUKA_MODE=production meant? Else set all secrets to your own."
            )


def _well_known(settings: Settings) -> str:
    """The first setting whose secret guards nothing; nothing where all may be relied on."""
    secrets = {
        "JWT_SECRET": settings.jwt_secret,
        "WHATSAPP_APP_SECRET": settings.whatsapp_app_secret,
        "WHATSAPP_WEBHOOK_VERIFY_TOKEN": settings.whatsapp_verify_token,
        "GHALA_WEBHOOK_SECRET": settings.ghala_webhook_secret,
        "GHALA_API_KEY": settings.ghala_api_key,
        "WHATSAPP_ACCESS_TOKEN": settings.whatsapp_access_token,
    }
    return next((name for name, secret in secrets.items() if weakness(name, secret)), "")


def _providers(settings: Settings) -> list[tuple[str, str]]:
    return [("WHATSAPP_API_URL", settings.whatsapp_api_url), ("GHALA_API_URL", settings.ghala_api_url)]


def cautions(settings: Settings) -> list[str]:
    """One sentence for each thing that is allowed but must not be overlooked, said by every process at its start."""
    if not settings.is_sandbox or not _well_known(settings):
        return []
    said = [
        f"SANDBOX MODE with secrets that everybody knows, yet {name} is {url}, not the sandbox's stand-in. "
        "A real shop needs DUKA_MODE=production."
        for name, url in _providers(settings)
        if not url.startswith(f"{settings.sandbox_url}/")
    ]
    if not (is_loopback(settings.host) and is_loopback(settings.inside_host)):
        said.append(
            "SANDBOX MODE with secrets that everybody knows is open to the network by SANDBOX_OPEN: who reaches it "
            "can speak as any customer."
        )
    return said


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
    return _derived(settings, b"rasa-channel")


def rasa_token(settings: Settings) -> str:
    """What Rasa's own HTTP API asks for, as ``token`` in the query: state, models, conversations."""
    return _derived(settings, b"rasa-api")


def actions_key(settings: Settings) -> str:
    """What Rasa shows to the action server, as a bearer token."""
    return _derived(settings, b"actions")


def _derived(settings: Settings, purpose: bytes) -> str:
    return hmac.new(settings.jwt_secret.encode(), purpose, hashlib.sha256).hexdigest()
