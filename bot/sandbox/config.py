"""What a sandbox is told at its start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

SignatureScheme = Literal["body-hex", "timestamp-hex", "timestamp-base64"]

ROOT = Path(__file__).resolve().parents[2]
DEMO_CATALOG = ROOT / "demo" / "catalog.csv"
SUBMITTED_TEMPLATES = ROOT / "bot" / "templates" / "templates.yml"
KEPT_FOLDER = ROOT / "tests" / "conversations" / "kept"


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class SandboxConfig:
    """Addresses, secrets and habits of the stand-ins.

    ``database`` is the path of an SQLite file or ``:memory:``. With ``gateway_url`` None nothing is posted: webhooks
    wait to be pulled from ``GET /webhooks``. ``seed`` fixes ids and receipt codes; None draws one when the database is
    made. ``clock`` gives aware UTC and rules the 24-hour window, the pair rate and every time shown; retries follow
    real time. ``latency_ms`` is how long Ghala takes to answer, in milliseconds. ``number_held_by`` "ghala" makes
    customers' messages arrive at ``/api/messages/incoming`` instead of Meta's webhook. ``shop_name`` and ``till_number``
    stand on the phone and on its payment requests; chats that are kept as tests go into ``kept_folder``. The
    templates of ``templates_file`` are those that Meta has approved. ``host`` must be this machine's own unless
    ``open_to_network``.
    """

    host: str = "127.0.0.1"
    open_to_network: bool = False
    port: int = 8100
    database: str = ":memory:"
    catalog_csv: Path = DEMO_CATALOG
    templates_file: Path = SUBMITTED_TEMPLATES
    gateway_url: str | None = "http://localhost:8000"
    public_url: str = "http://localhost:8100"
    app_secret: str = field(default="sandbox-app-secret", repr=False)
    verify_token: str = field(default="sandbox-verify-token", repr=False)
    webhook_secret: str = field(default="sandbox-webhook-secret", repr=False)
    api_key: str = field(default="sandbox-ghala-key", repr=False)
    access_token: str = field(default="sandbox-access-token", repr=False)
    # The rider's proof at the gateway.
    jwt_secret: str = field(default="sandbox-jwt-secret-of-thirty-two-bytes", repr=False)
    phone_number_id: str = "100000000000001"
    signature_scheme: SignatureScheme = "body-hex"
    number_held_by: Literal["meta", "ghala"] = "meta"
    latency_ms: int = 20
    pair_rate: bool = True
    shop_name: str = "Duka"
    till_number: str = "555555"
    kept_folder: Path = KEPT_FOLDER
    clock: Callable[[], datetime] = utc_now
    seed: int | None = None
