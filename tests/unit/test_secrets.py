"""Which secrets, addresses and networks a shop may rely on."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy.engine import make_url

from bot.settings import SANDBOX_VALUES, SECRETS_OF, SettingError, cautions, read_settings
from tests.own_shop import OWN_SECRETS, PRODUCTION

REAL = {"WHATSAPP_API_URL": "https://graph.facebook.com/v23.0", "GHALA_API_URL": "https://api.ghala.io/v1"}


def test_a_shop_with_secrets_of_its_own_starts() -> None:
    read = read_settings(PRODUCTION)
    assert (read.jwt_secret, read.encryption_key) == (OWN_SECRETS["JWT_SECRET"], "")


@pytest.mark.parametrize("name", sorted(OWN_SECRETS))
@pytest.mark.parametrize(
    "weak",
    [
        "e", "short-but-mixed", "a" * 64, "abcdefgh" * 8, "abbaababbaabbaabaabbabaababbaabbaabab",
        *sorted(value for name, value in SANDBOX_VALUES.items() if name != "WHATSAPP_PHONE_NUMBER_ID"),
    ],
)  # fmt: skip
def test_a_weak_or_well_known_secret_stops_the_start_and_is_named_with_a_way_out(name: str, weak: str) -> None:
    with pytest.raises(SettingError, match=f"Setting {name} ") as refused:
        read_settings({**PRODUCTION, name: weak})
    # a secret's own text does not belong into a log
    assert len(weak) < 8 or weak not in str(refused.value)
    assert any(way in str(refused.value) for way in ("secrets.token_urlsafe(32)", "Meta ", "Ghala gives"))


@pytest.mark.parametrize("make", [lambda: secrets.token_hex(16), lambda: secrets.token_urlsafe(32)])
def test_what_meta_gives_out_and_what_our_own_line_makes_is_never_refused(make: object) -> None:
    assert callable(make)
    for _ in range(500):
        made = str(make())
        assert read_settings({**PRODUCTION, "WHATSAPP_APP_SECRET": made}).whatsapp_app_secret == made


@pytest.mark.parametrize("part", sorted(SECRETS_OF))
def test_each_part_demands_its_own_secrets_and_no_others(part: str) -> None:
    needed = {name: OWN_SECRETS[name] for name in SECRETS_OF[part]}
    bare = {name: value for name, value in PRODUCTION.items() if name not in OWN_SECRETS}
    read_settings({**bare, **needed}, part=part)
    for missing in needed:
        with pytest.raises(SettingError, match=f"{missing} is missing"):
            read_settings({**bare, **needed, missing: ""}, part=part)


def test_rasa_needs_neither_metas_nor_ghalas_keys() -> None:
    assert SECRETS_OF["rasa"] == ("JWT_SECRET",)


def test_whoever_is_no_part_demands_what_any_part_uses() -> None:
    for names in SECRETS_OF.values():
        for name in names:
            with pytest.raises(SettingError, match=name):
                read_settings({**PRODUCTION, name: ""})


def test_no_secret_and_no_password_shows_in_a_log() -> None:
    read = read_settings(
        {**PRODUCTION, "DATABASE_URL": "postgresql://duka:p4ssw0rd@db/duka", "REDIS_URL": "redis://:p4ssw0rd@r"}
    )
    shown = repr(read)
    assert "p4ssw0rd" not in shown
    assert not [name for name, secret in OWN_SECRETS.items() if secret in shown]


@pytest.mark.parametrize(
    "url", ["", "http://shop.example.com", "shop.example.com", "https://", "ftp://localhost", "http://[::1"]
)
def test_receipts_of_a_real_shop_link_to_where_customers_reach_it(url: str) -> None:
    with pytest.raises(SettingError, match="APP_URL"):
        read_settings({**PRODUCTION, "APP_URL": url})


@pytest.mark.parametrize("url", ["https://shop.example.com", "http://localhost:8000", "http://127.0.0.1:8000"])
def test_an_address_over_tls_or_on_this_machine_is_taken(url: str) -> None:
    assert read_settings({**PRODUCTION, "APP_URL": url}).app_url == url


@pytest.mark.parametrize("setting", ["HOST", "INSIDE_HOST"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "shop.example.com"])
def test_well_known_secrets_stay_on_this_machine_unless_that_is_asked_for(setting: str, host: str) -> None:
    with pytest.raises(SettingError, match=f"Setting {setting} opens"):
        read_settings({setting: host})
    opened = read_settings({setting: host, "SANDBOX_OPEN": "yes"})
    (said,) = cautions(opened)
    assert "SANDBOX_OPEN" in said


def test_one_secret_left_to_the_sandbox_is_enough_to_refuse_and_none_is_fine() -> None:
    own = {"HOST": "0.0.0.0", **OWN_SECRETS}
    assert read_settings(own).host == "0.0.0.0"
    for name in OWN_SECRETS:
        with pytest.raises(SettingError, match=name):
            read_settings({**own, name: ""})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_a_sandbox_on_this_machine_is_at_home(host: str) -> None:
    assert cautions(read_settings({"HOST": host})) == []


@pytest.mark.parametrize("name", sorted(REAL))
def test_a_real_provider_is_not_called_with_secrets_that_everybody_knows(name: str) -> None:
    with pytest.raises(SettingError, match=f"Setting {name} is the real one"):
        read_settings({name: REAL[name]})
    read = read_settings({**OWN_SECRETS, name: REAL[name]})
    assert cautions(read) == []


@pytest.mark.parametrize("name", sorted(REAL))
def test_another_address_is_talked_to_and_that_is_said(name: str) -> None:
    read = read_settings({name: "http://localhost:9999/api"})
    (said,) = cautions(read)
    assert name in said
    assert "http://localhost:9999/api" in said


@pytest.mark.parametrize(
    "url",
    [
        "nonsense", "sqlite://", "sqlite:///", "mysql://duka:p4ssw0rd@db/duka", "postgres://duka:p4ssw0rd@db/duka",
        "postgresql://duka:p4ssw0rd@home@db/duka", "postgresql://duka:p4ssw0rd@db:nan/duka", "postgresql+asyncpg://db/duka",
    ],
)  # fmt: skip
def test_an_address_of_no_database_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(SettingError, match="DATABASE_URL") as refused:
        read_settings({"DATABASE_URL": url})
    assert "p4ssw0rd" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////srv/duka.db", "sqlite:///:memory:", "postgresql://duka@db/duka", "postgresql+psycopg2:///duka",
        "postgresql+psycopg2://duka:p%40ss@[::1]:5432/duka?sslmode=require", "postgresql://duka:p/s?s#:@127.0.0.1:5432/duka",
    ],
)  # fmt: skip
def test_an_address_that_sqlalchemy_reads_is_taken(url: str) -> None:
    assert make_url(read_settings({"DATABASE_URL": url}).database_url).host in (None, "db", "::1", "127.0.0.1")


def test_an_address_that_only_looks_real_is_another_one() -> None:
    assert cautions(read_settings({"GHALA_API_URL": "https://notghala.io/v1"}))
