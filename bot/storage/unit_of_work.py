"""One transaction over all repositories."""

from __future__ import annotations

import threading
from datetime import datetime, timezone
from types import TracebackType

from sqlalchemy.engine import Connection, Engine

from bot.commerce.extras import Extra
from bot.services.ports import Clock
from bot.storage.cases import SqlCases
from bot.storage.catalog_indexes import SqlCatalogIndexes
from bot.storage.code_tries import SqlCodeTries
from bot.storage.inbox import SqlInbox
from bot.storage.jobs import SqlJobs
from bot.storage.orders import SqlOrders
from bot.storage.outbox import SqlOutbox
from bot.storage.payments import SqlPayments, SqlReceipts
from bot.storage.people import SqlCarts, SqlConsents, SqlCustomers
from bot.storage.places import SqlPlaces
from bot.storage.products import SqlProducts
from bot.storage.records import SqlAnswers, SqlLedger
from bot.storage.revoked_tokens import SqlRevokedTokens
from bot.storage.stock_watches import SqlStockWatches
from bot.storage.talks import SqlTalks

_here = threading.local()


def is_writing() -> bool:
    """Whether this thread has a transaction open in which it may write, and so may keep others waiting."""
    return bool(getattr(_here, "open", 0))


class SqlUnitOfWork:
    """``with SqlUnitOfWork(engine, clock) as uow: …; uow.commit()``. Without commit, and on any error, nothing happened."""

    customers: SqlCustomers
    places: SqlPlaces
    consents: SqlConsents
    carts: SqlCarts
    products: SqlProducts
    catalog_indexes: SqlCatalogIndexes
    orders: SqlOrders
    payments: SqlPayments
    receipts: SqlReceipts
    cases: SqlCases
    code_tries: SqlCodeTries
    talks: SqlTalks
    inbox: SqlInbox
    outbox: SqlOutbox
    jobs: SqlJobs
    answers: SqlAnswers
    ledger: SqlLedger
    stock_watches: SqlStockWatches
    revoked_tokens: SqlRevokedTokens

    def __init__(self, engine: Engine, clock: Clock, read_only: bool = False, extras: tuple[Extra, ...] = ()) -> None:
        self.engine = engine
        self.clock = clock
        self.read_only = read_only
        self.extras = extras
        self.connection: Connection | None = None

    def __enter__(self) -> SqlUnitOfWork:
        connection = self.engine.connect().execution_options(read_only=self.read_only)
        _here.open = getattr(_here, "open", 0) + (not self.read_only)
        now = self.clock()
        locking = not self.read_only
        self.connection = connection
        self.customers = SqlCustomers(connection, now, locking)
        self.places = SqlPlaces(connection, now)
        self.consents = SqlConsents(connection, now)
        self.carts = SqlCarts(connection, now, locking)
        self.products = SqlProducts(connection, now)
        self.catalog_indexes = SqlCatalogIndexes(connection, now)
        self.orders = SqlOrders(connection, now, locking)
        self.payments = SqlPayments(connection, now, locking)
        self.receipts = SqlReceipts(connection, now)
        self.cases = SqlCases(connection, locking)
        self.code_tries = SqlCodeTries(connection, now)
        self.talks = SqlTalks(connection)
        self.inbox = SqlInbox(connection, now)
        self.outbox = SqlOutbox(connection, now)
        self.jobs = SqlJobs(connection, now)
        self.answers = SqlAnswers(connection, now)
        self.ledger = SqlLedger(connection, now)
        self.stock_watches = SqlStockWatches(connection, now)
        self.revoked_tokens = SqlRevokedTokens(connection, now)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.connection is not None:
            _here.open -= not self.read_only
            self.connection.rollback()
            self.connection.close()
            self.connection = None

    def commit(self) -> None:
        if self.connection is not None:
            self.connection.commit()


def utc_now() -> datetime:
    return datetime.now(timezone.utc)
