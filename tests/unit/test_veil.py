"""What a talk must not give away is found by how our own responses word it, and in a time that grows with the text."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from bot.domain_files import read_domain
from bot.veil import HIDDEN, Veil

RIDERS = re.compile(r"rider|dereva|siri|🔐 Code for order")
SAID = {"order": "ORD-2026-000417", "driver": "John 0712345678", "eta": "21 Nov 2026, 2:30 PM", "method": "M-Pesa"}


def lines(place: str) -> Iterator[str]:
    for variants in read_domain()["responses"].values():
        for variant in variants:
            yield from (line for line in str(variant.get("text")).splitlines() if place in line)


def filled(line: str, place: str, value: str) -> str:
    known = {**SAID, place: value}
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "–"), line)


@pytest.mark.parametrize("line", [line for line in lines("{code}") if RIDERS.search(line)])
def test_every_wording_of_the_riders_code_is_known(line: str) -> None:
    hidden = Veil().over(filled(line, "code", "2026"))
    assert hidden == filled(line, "code", HIDDEN)


@pytest.mark.parametrize("line", [line for line in lines("{reference}") if "{method}" in line])
def test_every_wording_of_a_receipt_code_is_known(line: str) -> None:
    assert Veil().over(filled(line, "reference", "QWERTYUIOP")) == filled(line, "reference", HIDDEN)


@pytest.mark.parametrize("line", [line for line in lines("{link}") if "Verify" in line or "Hakiki" in line])
def test_every_wording_of_a_receipts_link_is_known(line: str) -> None:
    hidden = Veil().over(filled(line, "link", f"https://shop.example/receipts/{'0f' * 32}"))
    assert hidden == filled(line, "link", f"https://shop.example/receipts/{HIDDEN}")


def test_the_responses_that_name_them_are_found() -> None:
    assert len([line for line in lines("{code}") if RIDERS.search(line)]) >= 6
    assert len([line for line in lines("{reference}") if "{method}" in line]) >= 4


@pytest.mark.parametrize(
    "said",
    [
        "you answered 2026 and 0417",
        "*0417*",
        "code0417ok",
        "0 4 1 7",
        "0-4-1-7",
        "٠٤١٧",
        "it is CASH-7 and cash-7",
    ],
)
def test_what_is_known_is_hidden_wherever_it_stands(said: str) -> None:
    hidden = Veil(frozenset({"0417", "2026"}), frozenset({"CASH-7"})).over(said)
    assert HIDDEN in hidden
    assert not re.search(r"0.?4.?1.?7|٠|2026|CASH-7", hidden, re.IGNORECASE)


@pytest.mark.parametrize(
    "said",
    [
        "ORD-2026-000417 on 2026 street",
        "20261",
        "KES 42,026",
        "Kilimani, Argwings Kodhek Road",
        "code MF-5KG",
        "0712 345 678",
    ],
)
def test_what_is_no_secret_stays(said: str) -> None:
    assert Veil(frozenset({"0417"})).over(said) == said


@pytest.mark.parametrize(
    "part", ["0", "0 ", "- ", "a", "a1", "code ", "/receipts/", "ORD-2026-", "f" * 64 + " ", "\n", "code 04 "]
)
def test_a_long_text_takes_no_long_time(part: str) -> None:
    began = time.perf_counter()
    Veil(frozenset({"0417", "0000"}), frozenset({"SGH7X8K2LM"})).over((part * 41000)[:41000])
    assert time.perf_counter() - began < 1
