"""``python -m bot.sandbox``: one sandbox in the foreground."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from bot.privacy import keep_private
from bot.sandbox.app import serve
from bot.sandbox.config import DEMO_CATALOG, SandboxConfig
from bot.sandbox.guard import OpenToNetwork


def read_arguments() -> SandboxConfig:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--open-to-network", action="store_true", help="needed for a host beyond this machine")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--database", default=":memory:", help="path of an SQLite file")
    parser.add_argument("--catalog", type=Path, default=DEMO_CATALOG, help="path of the catalog CSV")
    parser.add_argument("--gateway-url", default="http://localhost:8000", help="empty: webhooks wait to be pulled")
    parser.add_argument("--latency-ms", type=int, default=20, help="how long Ghala takes to answer")
    parser.add_argument("--seed", type=int, default=None, help="fixes ids and receipt codes")
    given = parser.parse_args()
    return SandboxConfig(
        host=given.host,
        open_to_network=given.open_to_network,
        port=given.port,
        database=given.database,
        catalog_csv=given.catalog,
        gateway_url=given.gateway_url or None,
        public_url=f"http://{given.host}:{given.port}",
        latency_ms=given.latency_ms,
        seed=given.seed,
    )


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    keep_private()
    try:
        serve(read_arguments())
    except OpenToNetwork as refusal:
        sys.exit(f"{refusal} If that is meant: --open-to-network")
