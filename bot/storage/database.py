"""The connection to SQLite or PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

# Longer than any of our transactions: none of them waits for another party's answer.
BUSY_SECONDS = 15
LOCK_POLL_SECONDS = 0.001
# PostgreSQL ends what holds others up: a process that stands still in the middle of a transaction keeps its locks no longer.
PATIENCE = "-c idle_in_transaction_session_timeout=20s -c lock_timeout=15s -c statement_timeout=60s"


def make_engine(url: str) -> Engine:
    """A pooled engine. SQLite gets WAL with full syncs (what was answered 200 is on disk) and write locks taken at once."""
    if not url.startswith("sqlite"):
        asked = sa.engine.make_url(url).query.get("options", "")
        return sa.create_engine(
            url,
            future=True,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            connect_args={"options": f"{asked} {PATIENCE}".strip()},
        )
    _make_folder(url)
    engine = sa.create_engine(
        url,
        future=True,
        hide_parameters=True,
        poolclass=sa.pool.QueuePool,
        pool_size=8,
        max_overflow=16,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(url: str) -> None:
    path = sa.engine.make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself; _begin_sqlite does.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A read that turns into a write fails at once when another writer came between; taking the lock first makes it wait.
    if connection.get_execution_options().get("read_only", False):
        connection.exec_driver_sql("BEGIN")
        return
    raw: Any = connection.connection.dbapi_connection
    deadline = time.monotonic() + BUSY_SECONDS
    # SQLite's own waiting sleeps longer and longer, up to 100 ms, and lets a writer starve; ours asks every millisecond.
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while not _has_begun(raw, deadline):
            time.sleep(LOCK_POLL_SECONDS)
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _has_begun(raw: Any, deadline: float) -> bool:
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        if time.monotonic() > deadline:
            raise OperationalError("BEGIN IMMEDIATE", None, error) from error
        return False
    return True
