"""Another country is YAML alone: a shop in Lagos, trained and read with the Python of this project as it is."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.agent import Agent

from bot.nlu.fields.entities import read_entities
from bot.nlu.goods.live_catalog import CATALOG_CSV_VARIABLE, publish, read_csv, withdraw
from bot.nlu.words import groups
from bot.nlu.words.packs import COUNTRIES, LANGUAGES, ROOT, project_packs
from bot.workshop.run.parts import QUIET
from bot.workshop.validate.words import check_words

NEW = ROOT / "tests" / "data" / "new_country"
CATALOG = NEW / "catalog.csv"
Parsed = dict[str, Any]

pytestmark = pytest.mark.slow


def new_project(folder: Path, languages: list[str], countries: list[str]) -> Path:
    """A copy of all that is trained from, with the new packs named in its configuration."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "domain.yml", folder)
    for name in ("ng.yml", "tz.yml"):
        shutil.copy(NEW / name, folder / COUNTRIES)
    shutil.copy(NEW / "pcm.yml", folder / LANGUAGES)
    shutil.copy(NEW / "orders.yml", folder / "data" / "nlu")
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    tokenizer = next(each for each in config["pipeline"] if "countries" in each)
    tokenizer.update(languages=languages, countries=countries)
    (folder / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return folder


@pytest.fixture
def words_put_back() -> Iterator[None]:
    before = groups.current()
    yield
    groups.use(before)


@pytest.fixture(scope="module")
def lagos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    """The shop's model, loaded in this process, and its catalog."""
    project = new_project(tmp_path_factory.mktemp("lagos"), ["en", "pcm"], ["ng"])
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--nlu", "data/nlu", "--out", "models"]
    environment = {**os.environ, **QUIET, "PYTHONPATH": str(ROOT), CATALOG_CSV_VARIABLE: str(CATALOG)}
    trained = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert trained.returncode == 0, trained.stderr[-2000:]
    before = groups.current()
    publish(read_csv(CATALOG))
    yield Agent.load(str(next((project / "models").glob("*.tar.gz"))))
    withdraw()
    groups.use(before)


def parse(agent: Agent, text: str) -> Parsed:
    return dict(asyncio.run(agent.parse_message(text)))


def lines(parsed: Parsed) -> dict[str, float]:
    return {line["sku"]: line["quantity"] or 1 for line in parsed["order_lines"]}


def values(parsed: Parsed, kind: str) -> list[str]:
    return [each["value"] for each in parsed["entities"] if each["entity"] == kind]


MESSAGES: list[tuple[str, dict[str, float], str, str]] = [
    (
        "abeg give me 2 mudu ofada rice and 1 derica beans, I dey Surulere, my number na 08031234567",
        {"RC-1": 2, "BN-1": 1}, "Surulere", "+2348031234567",
    ),
    ("I wan buy 3 indomie and 1 palm oil, bring am come Yaba", {"IN-1": 3, "PO-1": 1}, "Yaba", ""),
    (
        "oga abeg carry 2 yam come my house for Lekki Phase 1, call 0803 123 4567",
        {"YM-1": 2}, "Lekki Phase 1", "+2348031234567",
    ),
    ("abeg 5 pure water and 2 peak milk, I go pay with opay", {"SW-1": 5, "PK-1": 2}, "", ""),
    ("I wan 3 egusi and plantain 2, drop am for Computer Village Ikeja", {"EG-1": 3, "PL-1": 2}, "Computer Village Ikeja", ""),
    (
        "gimme 4 white garri ₦3600, Allen Avenue Ikeja, +2348123456789",
        {"GA-1": 4}, "Allen Avenue Ikeja", "+2348123456789",
    ),
    ("carry yellow garri 3 and pepper 1 come Ebute Metta", {"GA-2": 3, "PP-1": 1}, "Ebute Metta", ""),
    (
        "abeg give me indomie 10 and palm oil 2, I dey for Wuse 2, 09012345678",
        {"IN-1": 10, "PO-1": 2}, "Wuse 2", "+2349012345678",
    ),
    ("make una send me 6 peak milk, I dey Ajah", {"PK-1": 6}, "Ajah", ""),
    ("I wan buy one derica honey beans and two mudu of ofada rice", {"BN-1": 1, "RC-1": 2}, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ordered", "place", "phone"), MESSAGES)
def test_given_a_country_of_yaml_when_an_order_in_its_words_is_read_then_goods_place_and_phone_are_right(
    lagos: Agent, text: str, ordered: dict[str, float], place: str, phone: str
) -> None:
    parsed = parse(lagos, text)
    assert (parsed["intent"]["name"], lines(parsed)) == ("order_items", ordered)
    assert values(parsed, "address") == [place] * bool(place)
    assert values(parsed, "phone") == [phone] * bool(phone)


def test_given_a_country_of_yaml_when_its_wallet_is_named_then_it_is_the_way_to_pay(lagos: Agent) -> None:
    assert values(parse(lagos, "I go pay with opay"), "payment_method") == ["opay"]
    assert values(parse(lagos, "I go pay with mpesa"), "payment_method") == []


def test_given_a_wallet_of_another_country_when_its_pack_is_added_then_it_is_the_way_to_pay(
    tmp_path: Path, words_put_back: None
) -> None:
    # given a project of Kenya to which Tanzania is added
    project = new_project(tmp_path, ["en", "sw"], ["ke", "tz"])
    assert list(check_words(project)) == []
    catalog = read_csv(CATALOG)
    asked = "nitalipa na Tigo Pesa"
    assert [
        each for each in read_entities(asked, catalog, "choose_payment_method") if each.entity == "payment_method"
    ] == []
    # when its packs are put to use
    groups.use(project_packs(project))
    # then its wallets are known beside those of Kenya
    for text, method in ((asked, "tigo"), ("nalipa na mixx by yas", "tigo"), ("airtel money", "airtel")):
        found = [
            each.value
            for each in read_entities(text, catalog, "choose_payment_method")
            if each.entity == "payment_method"
        ]
        assert found == [method], text


def test_the_new_packs_are_without_findings(tmp_path: Path) -> None:
    assert list(check_words(new_project(tmp_path, ["en", "pcm"], ["ng"]))) == []
