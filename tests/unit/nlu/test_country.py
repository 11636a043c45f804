"""What is a country's own comes from its pack: phones, money, wallets, measures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.nlu.fields.patterns import find_marks
from bot.nlu.fields.payment_claim import read_claim
from bot.nlu.fields.place import is_abroad
from bot.nlu.text.language import detect_language
from bot.nlu.text.units import MEASURES
from bot.nlu.words import groups
from bot.nlu.words.packs import COUNTRIES, LANGUAGES, ROOT, BrokenPack, read_packs
from bot.workshop.review.redact_numbers import without_payment_message

NEW = ROOT / "tests" / "data" / "new_country"


@pytest.fixture
def live_in(tmp_path: Path) -> Iterator[Path]:
    """A project that has the new countries too."""
    before = groups.current()
    for folder in (LANGUAGES, COUNTRIES):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("ng.yml", "tz.yml"):
        shutil.copy(NEW / name, tmp_path / COUNTRIES)
    yield tmp_path
    groups.use(before)


def marks(text: str, kind: str) -> list[str]:
    return [mark.value for mark in find_marks(text) if mark.kind == kind]


KENYAN = ("call 0712 345 678", "call +254712345678", "call 254-712-345678", "call 712345678")


@pytest.mark.parametrize("text", KENYAN)
def test_given_a_phone_as_it_is_written_at_home_when_read_then_it_is_international(text: str) -> None:
    assert marks(text, "phone") == ["+254712345678"]


def test_given_a_phone_of_another_country_when_read_then_it_stays_as_it_is() -> None:
    assert marks("call +2348031234567 or 08031234567", "phone") == ["+2348031234567"]


@pytest.mark.parametrize("text", ["0803 123 4567", "08031234567", "+234 803 123 4567", "2348031234567"])
def test_given_another_country_when_a_phone_is_read_then_it_is_one_of_that_country(live_in: Path, text: str) -> None:
    groups.use(read_packs(("en",), ("ng",), live_in))
    assert marks(f"my number is {text}", "phone") == ["+2348031234567"]
    assert marks(KENYAN[0], "phone") == []


def test_given_two_countries_when_phones_are_read_then_the_first_one_has_those_that_fit_both(live_in: Path) -> None:
    groups.use(read_packs(("en",), ("ke", "tz"), live_in))
    assert marks("0712345678, 0652345678, +255712345678", "phone") == [
        "+254712345678",
        "+255652345678",
        "+255712345678",
    ]


@pytest.mark.parametrize(
    ("text", "sums"), [("₦2,500", ["₦2,500"]), ("garri 900₦", ["900₦"]), ("500 naira", ["500 naira"])]
)
def test_given_a_currency_that_is_a_sign_when_a_sum_is_read_then_it_is_money(
    live_in: Path, text: str, sums: list[str]
) -> None:
    assert marks(text, "money") == []
    groups.use(read_packs(("en",), ("ng",), live_in))
    assert marks(text, "money") == sums
    assert marks("bob 20", "money") == []


@pytest.mark.parametrize(
    ("country", "sums"), [("ke", "Ksh1,460.00"), ("tz", "TZS 1,460.00"), ("tz", "Tsh1,460"), ("ng", "₦1,460")]
)
def test_given_the_money_of_a_country_when_a_payment_is_claimed_then_its_code_is_told(
    live_in: Path, country: str, sums: str
) -> None:
    groups.use(read_packs(("en", "sw"), (country,), live_in))
    claim = read_claim(f"SGH7X8K2LM Confirmed. {sums} sent to DUKA", "")
    assert (claim.amount, claim.currency) == (1460, {"ke": "KES", "tz": "TZS", "ng": "NGN"}[country])


def test_given_another_country_when_its_payment_message_is_redacted_then_sum_and_name_are_gone(live_in: Path) -> None:
    message = "nimelipa TKL4P9Q2ZX Confirmed. TZS 2,345.00 sent to PETER OTIENO"
    groups.use(read_packs(("en", "sw"), ("tz",), live_in))
    left = without_payment_message(message)
    assert not [each for each in ("2,345", "PETER", "TKL4P9Q2ZX") if each in left]


def test_given_a_wallet_of_another_country_when_it_is_named_then_it_is_a_way_to_pay(live_in: Path) -> None:
    groups.use(read_packs(("en", "sw"), ("tz",), live_in))
    assert marks("nitalipa na Tigo Pesa au Halopesa", "payment_method") == ["tigo", "halopesa"]
    assert marks("airtel money", "payment_method") == []


def test_given_a_measure_of_another_country_when_its_pack_is_in_use_then_it_is_one(live_in: Path) -> None:
    groups.use(read_packs(("en",), ("ng",), live_in))
    assert MEASURES["derica"] == ("mass", 900.0)


def test_given_another_country_when_a_place_is_told_then_what_is_abroad_is_another(live_in: Path) -> None:
    lagos, nairobi = "pin 6.45,3.39", "pin -1.29,36.82"
    assert [is_abroad(place) for place in (lagos, nairobi, "Lagos", "Nairobi", "the UK")] == [
        True,
        False,
        True,
        False,
        True,
    ]
    groups.use(read_packs(("en",), ("ng",), live_in))
    assert [is_abroad(place) for place in (lagos, nairobi, "Lagos", "Nairobi")] == [False, True, False, True]
    groups.use(read_packs(("en",), ("ke", "ng"), live_in))
    assert [is_abroad(place) for place in (lagos, nairobi, "pin 51.5,-0.12")] == [False, False, True]
    assert [is_abroad(place) for place in ("Lagos", "Nairobi", "Accra")] == [False, False, True]
    groups.use(read_packs(("en",), (), live_in))
    assert not is_abroad("pin 51.5,-0.12")


def test_given_packs_without_swahili_when_words_only_look_like_it_then_none_is_spoken(live_in: Path) -> None:
    assert detect_language("kapola dagama nizamo").name == "sw"
    groups.use(read_packs(("en",), ("ng",), live_in))
    assert detect_language("kapola dagama nizamo").name is None
    assert detect_language("please bring kapola").name == "en"


def test_given_a_receipt_when_its_wallet_has_another_form_then_that_form_counts(live_in: Path) -> None:
    message = "confirmed. {} tsh 2,000 sent to DUKA"
    assert marks(message.format("QGH7KL2M9P"), "mpesa_code") == ["QGH7KL2M9P"]
    (live_in / COUNTRIES / "xx.yml").write_text("payment_codes: {any: [AAxxxxx]}", encoding="utf-8")
    groups.use(read_packs(("en",), ("xx",), live_in))
    assert marks(message.format("QGH7KL2M9P"), "mpesa_code") == []
    assert marks(message.format("CB12345"), "mpesa_code") == ["CB12345"]


def test_given_a_wallet_that_numbers_its_payments_when_its_message_is_read_then_the_number_is_the_code(
    live_in: Path,
) -> None:
    groups.use(read_packs(("en", "sw"), ("tz",), live_in))
    assert marks("Utambulisho wa Muamala: 3122700002. Umetuma TSH 50,000.00", "mpesa_code") == ["3122700002"]
    assert marks("Umetuma Tsh 500. Kumbukumbu No.: 23456789012", "mpesa_code") == ["23456789012"]
    assert marks("namba ni 3122700002 au 0754123456", "mpesa_code") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "phones: {mobiles: {254: [07.. xxx]}}",
            "data/countries/xx.yml:1: '07.. xxx' is no form of a number: digits, x for any digit",
        ),
        ("phones: {mobiles: [07xx]}", "data/countries/xx.yml:1: 'phones.mobiles' wants its words under keys, as in"),
        (
            "phones: {mobiles: {KE: [07xx]}}",
            "data/countries/xx.yml:1: 'KE' in 'phones.mobiles': a calling code is one to three digits, as 254.",
        ),
        (
            "payment_methods:\n  cash: [cod, (cash]",
            "data/countries/xx.yml:2: '(cash' is no phrase: (a|b) wants both its brackets",
        ),
        ("payment_methods:\n  cash: ['?cash']", "data/countries/xx.yml:2: '?cash' is no phrase:"),
        (
            "place:\n  ends: {south: [1], north: [2]}",
            "data/countries/xx.yml:2: 'place.ends' wants one number each for south, north, west, east.",
        ),
        ("place:\n  ends: {south: [low]}", "data/countries/xx.yml:2: 'low' is no number of degrees, as -4.8."),
        (
            "money: {names: {ksh: [bob]}}",
            "data/countries/xx.yml:1: 'ksh' in 'money.names': the code of a currency is three capitals, as KES.",
        ),
        ("payment_methods: [cash]", "data/countries/xx.yml:1: 'payment_methods' wants its words under keys,"),
    ],
)
def test_a_form_or_phrase_that_cannot_be_read_is_refused_with_its_line(live_in: Path, text: str, said: str) -> None:
    (live_in / COUNTRIES / "xx.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenPack) as refused:
        groups.use(read_packs(("en",), ("xx",), live_in))
    assert str(refused.value).startswith(said)
