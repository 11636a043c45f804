"""A shop on the PostgreSQL of the environment, each test in a schema of its own that is dropped after it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from tests.small_shop import SmallShop, small_shop_on


def postgres_url() -> str:
    for name in ("TEST_DATABASE_URL", "DATABASE_URL"):
        url = os.environ.get(name, "")
        if url.startswith("postgresql"):
            return url
    # A skip would look like a success.
    return str(pytest.fail("no PostgreSQL: set TEST_DATABASE_URL, or run make services-test", pytrace=False))


@pytest.fixture
def small() -> Iterator[SmallShop]:
    url, schema = postgres_url(), f"test_{uuid.uuid4().hex}"
    admin = sa.create_engine(url, future=True)
    with admin.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    joint = "&" if "?" in url else "?"
    made = small_shop_on(f"{url}{joint}options={quote(f'-csearch_path={schema}')}")
    yield made
    made.engine.dispose()
    with admin.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    admin.dispose()
