"""Bringing a database to the tables of this version."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine

LOCK = 0x64756B61
HERE = Path(__file__).resolve().parent


def upgrade(engine: Engine) -> None:
    """Applies every migration not yet applied; safe to run again."""
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # Several processes may start at once; SQLite's write lock does the same by itself.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
