"""How fast the gateway takes a webhook: while customers write, while Rasa is busier still, and while it is down.

The bar is 50 ms at p95. Every webhook is a new customer's first message, so each one also sets the worker to work.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import requests

from benchmarks.load.shop import loaded_shop
from benchmarks.load.table import milliseconds, percentile, print_table
from benchmarks.load.talker import Talker
from bot.sandbox.signatures import meta_headers
from tests.processes.shop_processes import NotInTime, ShopProcesses

BAR_SECONDS = 0.050
BUSY_CUSTOMERS = 6
# Not faster than this: the gateway is measured, not the queue before it.
SECONDS_BETWEEN = 0.02
_phones = count(254_755_000_001)
_ids = count(1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--webhooks", type=int, default=300, help="in each state")
    number = parser.parse_args().webhooks
    with loaded_shop() as shop:
        Talker(shop, str(next(_phones))).whole_journey()
        measured = {"customers write": _post(shop, number)}
        with _busy(shop):
            measured["Rasa busy besides"] = _post(shop, number)
        shop.kill("rasa")
        measured["Rasa down"] = _post(shop, number)
    rows = [
        (state, len(spans), *(milliseconds(percentile(spans, share)) for share in (0.5, 0.95, 1.0)))
        for state, spans in measured.items()
    ]
    print_table("Webhooks at the gateway", ("state", "webhooks", "p50", "p95", "longest"), rows)
    slow = [state for state, spans in measured.items() if percentile(spans, 0.95) > BAR_SECONDS]
    print(f"  over the bar of {milliseconds(BAR_SECONDS)}: {', '.join(slow)}" if slow else "  the bar is kept")
    return 1 if slow else 0


def _post(shop: ShopProcesses, number: int) -> list[float]:
    """Seconds for each of ``number`` customers' first messages, posted one after the other on one connection."""
    spans = []
    with requests.Session() as http:
        http.trust_env = False
        for _ in range(number):
            raw = _webhook(shop, str(next(_phones)), f"wamid.bench{next(_ids):08}")
            headers = {"Content-Type": "application/json", **meta_headers(shop.settings.whatsapp_app_secret, raw)}
            begun = time.perf_counter()
            answer = http.post(f"{shop.settings.app_url}/api/webhooks/whatsapp", data=raw, headers=headers, timeout=30)
            spans.append(time.perf_counter() - begun)
            answer.raise_for_status()
            time.sleep(SECONDS_BETWEEN)
    return spans


def _webhook(shop: ShopProcesses, phone: str, message_id: str) -> bytes:
    message = {
        "from": phone,
        "id": message_id,
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": "Hi, I need maize flour"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": "254700000000",
            "phone_number_id": shop.settings.whatsapp_phone_number_id,
        },
        "contacts": [{"profile": {"name": "Customer"}, "wa_id": phone}],
        "messages": [message],
    }
    entry = {"id": "200000000000001", "changes": [{"value": value, "field": "messages"}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


@contextmanager
def _busy(shop: ShopProcesses) -> Iterator[None]:
    """Customers play one journey after the other, as fast as they are answered."""
    over = threading.Event()

    def talk() -> None:
        while not over.is_set():
            try:
                Talker(shop, str(next(_phones))).whole_journey()
            except NotInTime as late:
                print(f"  {late}")

    threads = [threading.Thread(target=talk) for _ in range(BUSY_CUSTOMERS)]
    for thread in threads:
        thread.start()
    yield
    over.set()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
