"""The sandbox's own memory: one SQLite file, which outlives a killed process."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS products (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, updated_at TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, order_number TEXT, phone TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payments (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, order_id TEXT NOT NULL, phone TEXT NOT NULL,
    status TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refunds (
    id TEXT PRIMARY KEY, payment_id TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, digest TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS calls (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
    idempotency_key TEXT, status INTEGER NOT NULL, body TEXT NOT NULL, fault TEXT);
CREATE TABLE IF NOT EXISTS phones (
    msisdn TEXT PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, seq INTEGER NOT NULL DEFAULT 0,
    last_inbound REAL, typing_until REAL, paced_until REAL);
CREATE TABLE IF NOT EXISTS bubbles (
    id TEXT PRIMARY KEY, msisdn TEXT NOT NULL, position INTEGER NOT NULL, seq INTEGER NOT NULL,
    body TEXT NOT NULL, source TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS bubbles_by_phone ON bubbles (msisdn, position);
CREATE TABLE IF NOT EXISTS outgoing (
    number INTEGER PRIMARY KEY AUTOINCREMENT, turn INTEGER, lane TEXT NOT NULL, side TEXT NOT NULL, path TEXT NOT NULL,
    event TEXT NOT NULL, delivery_id TEXT NOT NULL, bubble TEXT, body BLOB NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, queued_at REAL NOT NULL, not_before REAL NOT NULL, note TEXT);
CREATE INDEX IF NOT EXISTS outgoing_by_lane ON outgoing (state, lane, turn);
CREATE TABLE IF NOT EXISTS journal (position INTEGER PRIMARY KEY, msisdn TEXT NOT NULL, at REAL NOT NULL, act TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS at_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, remaining INTEGER, rolls INTEGER NOT NULL DEFAULT 0);
"""

FORGETTING = """
DELETE FROM orders; DELETE FROM payments; DELETE FROM refunds; DELETE FROM answers; DELETE FROM calls;
DELETE FROM phones; DELETE FROM bubbles; DELETE FROM outgoing; DELETE FROM faults;
DELETE FROM at_meta;
DELETE FROM journal
"""


class Store:
    """Short statements on one connection, all made from the thread of the server's loop."""

    def __init__(self, path: str, seed: int | None) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        # NORMAL loses nothing when the process is killed, only when the whole machine loses power.
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(SCHEMA)
        self.seed = str(seed) if seed is not None else self._kept_seed()

    def _kept_seed(self) -> str:
        self.run("INSERT OR IGNORE INTO settings VALUES ('seed', ?)", secrets.token_hex(8))
        return self.setting("seed") or ""

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction it simply belongs to that one."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def run(self, sql: str, *values: Any) -> int:
        """The number of rows changed."""
        return self._connection.execute(sql, values).rowcount

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        return self._connection.execute(sql, values).fetchall()

    def next(self, counter: str) -> int:
        """1, 2, 3 … for each counter; never goes back, not even after a reset."""
        row = self.one(
            "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            counter,
        )
        assert row is not None
        return int(row["value"])

    def setting(self, name: str) -> str | None:
        row = self.one("SELECT value FROM settings WHERE name = ?", name)
        return None if row is None else str(row["value"])

    def keep_setting(self, name: str, value: str) -> None:
        self.run(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
        )

    def forget(self) -> None:
        """Empties everything but the catalog. Counters stay, so that no id or receipt code ever comes twice."""
        with self.transaction():
            for statement in FORGETTING.split(";"):
                self.run(statement)
