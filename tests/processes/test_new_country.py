"""Another country is YAML alone: shops in Lagos and in Dar es Salaam, trained and read with the Python of this project as it is."""

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
CATALOG, CATALOG_OF_DAR = NEW / "catalog.csv", NEW / "catalog_tz.csv"
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
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    """Of both countries, as training takes a minute; loaded in this process."""
    project = new_project(tmp_path_factory.mktemp("new"), ["en", "sw", "pcm"], ["ng", "tz"])
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--nlu", "data/nlu", "--out", "models"]
    environment = {**os.environ, **QUIET, "PYTHONPATH": str(ROOT), CATALOG_CSV_VARIABLE: str(CATALOG)}
    trained = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert trained.returncode == 0, trained.stderr[-2000:]
    before = groups.current()
    yield Agent.load(str(next((project / "models").glob("*.tar.gz"))))
    groups.use(before)


@pytest.fixture
def lagos(model: Agent) -> Iterator[Agent]:
    publish(read_csv(CATALOG))
    yield model
    withdraw()


@pytest.fixture
def dar(model: Agent) -> Iterator[Agent]:
    publish(read_csv(CATALOG_OF_DAR))
    yield model
    withdraw()


def parse(agent: Agent, text: str) -> Parsed:
    return dict(asyncio.run(agent.parse_message(text)))


def lines(parsed: Parsed) -> dict[str, float]:
    return {line["sku"]: line["quantity"] or 1 for line in parsed["order_lines"]}


def values(parsed: Parsed, kind: str) -> list[str]:
    return [each["value"] for each in parsed["entities"] if each["entity"] == kind]


Message = tuple[str, dict[str, float], str, str]
MESSAGES: list[Message] = [
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
    assert values(parse(lagos, "I go pay with airtel money"), "payment_method") == []


MESSAGES_OF_DAR: list[Message] = [
    (
        "naomba mchele kilo 5 na sukari kilo 2, nipelekee Kariakoo, namba yangu 0754 123 456",
        {"RC-TZ": 5, "SG-TZ": 2}, "Kariakoo", "+255754123456",
    ),
    ("nataka sembe kilo kumi, nipo Sinza karibu na shule", {"UG-TZ": 10}, "Sinza karibu na shule", ""),
    (
        "mafuta ya alizeti 1 na sabuni 2, leta Mbezi Beach, Barabara ya Bagamoyo, 0652345678",
        {"OL-TZ": 1, "SP-TZ": 2}, "Mbezi Beach, Barabara ya Bagamoyo", "+255652345678",
    ),
    ("sabuni 3 na majani ya chai 2, leta Kimara, +255713456789", {"SP-TZ": 3, "TE-TZ": 2}, "Kimara", "+255713456789"),
    ("nataka sukari kilo 2 tarehe 5 Disemba, leta Temeke", {"SG-TZ": 2}, "Temeke", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ordered", "place", "phone"), MESSAGES_OF_DAR)
def test_given_a_second_country_of_yaml_when_an_order_is_read_then_goods_place_and_phone_are_right(
    dar: Agent, text: str, ordered: dict[str, float], place: str, phone: str
) -> None:
    parsed = parse(dar, text)
    assert (parsed["intent"]["name"], lines(parsed)) == ("order_items", ordered)
    assert values(parsed, "address") == [place]
    assert values(parsed, "phone") == [phone] * bool(phone)


@pytest.mark.parametrize(
    ("message", "claimed"),
    [
        (
            "CAD0G9NVNK8 Imethibitishwa. Tsh12,500.00 imetumwa kwa DUKA tarehe 5/12/26 saa 3:15 PM",
            {"code": "CAD0G9NVNK8", "amount": "12500.00", "currency": "TZS", "paid_on": "2026-12-05"},
        ),
        (
            "SGR9876543 Confirmed. TZS 20,000.00 sent to DUKA SHOP (255762123456)",
            {"code": "SGR9876543", "amount": "20000.00", "currency": "TZS"},
        ),
        (
            "Umetuma Tsh 25,000 kwa DUKA SHOP. Ada Tsh 500. Kumbukumbu No.: 23456789012. Salio jipya ni Tsh 8,790.00",
            {"code": "23456789012", "amount": "25000", "currency": "TZS"},
        ),
        (
            "Utambulisho wa Muamala: 3122700002. Umetuma TSH 50,000.00 kwenda DUKA, gharama TSH 1,210.00",
            {"code": "3122700002", "amount": "50000.00", "currency": "TZS"},
        ),
        ("nimelipa Tsh 5,000 kwa tigo pesa", {"amount": "5000", "currency": "TZS"}),
    ],
    ids=("M-Pesa in Swahili", "M-Pesa in English", "Tigo Pesa", "HaloPesa", "own words"),
)
def test_given_a_wallet_of_yaml_when_its_message_is_pasted_then_payment_is_claimed_with_code_and_sum(
    dar: Agent, message: str, claimed: dict[str, str]
) -> None:
    parsed = parse(dar, message)
    assert parsed["intent"]["name"] == "confirm_payment"
    assert values(parsed, "mpesa_code") == [claimed[name] for name in ("code",) if name in claimed]
    assert parsed["said"]["claim"] == claimed
    assert parsed["order_lines"] == []


def test_given_a_wallet_of_another_country_when_its_pack_is_added_then_it_is_the_way_to_pay(
    tmp_path: Path, words_put_back: None
) -> None:
    # given a project of Kenya to which Tanzania is added
    groups.use(project_packs(ROOT))
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
    assert list(check_words(new_project(tmp_path / "both", ["en", "sw", "pcm"], ["ng", "tz"]))) == []
