"""What the gateway counts, for Prometheus."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.services.catalog_indexes import MERCHANT
from bot.services.ports import Incoming, UnitOfWork, UnitOfWorkFactory

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
UP = "1 when the database can be read and written."
UNSAYABLE = "Products that no customer can ask for by name; the worker's log names them."

logger = logging.getLogger(__name__)


class Measures:
    """Counters of this process; one registry each, so that several gateways can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "duka_http_requests", "Answered requests.", ("method", "route", "status"), registry=self.registry
        )
        self.refusals = Counter(
            "duka_refused_signatures",
            "Requests whose signature was refused.",
            ("route", "reason"),
            registry=self.registry,
        )
        self.entries = Counter(
            "duka_inbox_received", "Inbound things, new or known.", ("provider", "kind"), registry=self.registry
        )
        self.new_entries = Counter("duka_inbox_stored", "Inbound things that were new.", registry=self.registry)
        self.latency = Histogram(
            "duka_webhook_seconds", "From whole body to answer.", ("route",), buckets=SECONDS, registry=self.registry
        )

    def stored(self, incoming: Sequence[Incoming], new: int) -> None:
        for each in incoming:
            self.entries.labels(each.provider, each.kind).inc()
        self.new_entries.inc(new)

    def refused(self, route: str, reason: str) -> None:
        self.refusals.labels(route, reason).inc()

    def page(self) -> bytes:
        return generate_latest(self.registry)


class Depths:
    """Gauges read from the database at the moment of the scrape."""

    def __init__(self, reading: UnitOfWorkFactory, can_write: Callable[[], None] = lambda: None) -> None:
        """``can_write`` raises while nothing can be stored."""
        self._reading = reading
        self._can_write = can_write

    def describe(self) -> list[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The other measures stay readable while the database is down; ``duka_database_up`` tells."""
        try:
            self._can_write()
            with self._reading(read_only=True) as uow:
                gauges = _gauges(uow)
        except Exception:
            logger.warning("the database cannot be written, or its depths cannot be read", exc_info=True)
            yield GaugeMetricFamily("duka_database_up", UP, value=0)
            return
        yield GaugeMetricFamily("duka_database_up", UP, value=1)
        yield from gauges


def _gauges(uow: UnitOfWork) -> list[GaugeMetricFamily]:
    return [
        _gauge("duka_inbox_entries", "Inbound things by state.", "state", uow.inbox.depth()),
        _gauge("duka_outbox_entries", "Outbound messages by state.", "state", uow.outbox.depth()),
        _gauge("duka_jobs", "Jobs by state.", "state", uow.jobs.depth()),
        _gauge("duka_orders", "Orders by status.", "status", uow.orders.count_by_status()),
        GaugeMetricFamily("duka_unsayable_products", UNSAYABLE, value=len(uow.catalog_indexes.problems(MERCHANT))),
    ]


def _gauge(name: str, words: str, label: str, counts: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=(label,))
    for value, count in sorted(counts.items()):
        family.add_metric((value,), count)
    return family


def install(app: Sanic, measures: Measures) -> None:
    @app.on_request
    async def begin(request: Request) -> None:
        request.ctx.begun = time.perf_counter()

    @app.on_response
    async def count(request: Request, response: HTTPResponse) -> None:
        route = route_of(request)
        measures.requests.labels(_method(request), route, str(response.status)).inc()
        if route.startswith("/api/webhooks/") and hasattr(request.ctx, "begun"):
            measures.latency.labels(route).observe(time.perf_counter() - request.ctx.begun)


def _method(request: Request) -> str:
    """Only methods that exist: a label must not grow with what strangers send."""
    return request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"


def route_of(request: Request) -> str:
    """The route's own path, with its parameters unfilled."""
    return f"/{request.route.path}" if request.route is not None else "unmatched"
