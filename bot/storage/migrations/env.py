"""Alembic's entry: the connection comes from ``bot.storage.migrate``, or from DATABASE_URL for ``alembic revision``."""

from __future__ import annotations

from alembic import context

from bot.settings import read_settings
from bot.storage.database import make_engine
from bot.storage.tables import metadata

connection = context.config.attributes.get("connection") or make_engine(read_settings().database_url).connect()
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    user_module_prefix="tables.",
)
with context.begin_transaction():
    context.run_migrations()
