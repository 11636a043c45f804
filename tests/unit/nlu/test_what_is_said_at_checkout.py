"""Places by name, fetching, hand-over, numbers and payment messages, as customers write of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.nlu.fields.handover import instructions_in, without
from bot.nlu.fields.payment_claim import Claim, read_claim
from bot.nlu.fields.phones import number_in
from bot.nlu.fields.place import is_abroad, is_too_wide, looks_like_address, tidy
from bot.nlu.fields.places import NamedPlace, ToSave, names_said, place_key, wants_pickup, wish_to_save
from bot.nlu.fields.said import said_in
from bot.services.details import first_known


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sukari mbili, nalipa mpesa 0722123456, acha kwa watchman", "acha kwa watchman"),
        ("2 sugar, leave it at the gate, I pay cash", "leave it at the gate"),
        ("leave it with the watchman and I will pay cash", "leave it with the watchman"),
        ("nipigie 0722123456 ukifika gate", "nipigie 0722123456 ukifika gate"),
        ("nataka sukari, mwachie jirani nalipa cash", "mwachie jirani"),
        ("naacha hiyo", ""),
        ("nipe mkate", ""),
        ("can I call you", ""),
    ],
)
def test_how_to_hand_over_is_found_beside_other_words(text: str, said: str) -> None:
    assert instructions_in(text) == said


def test_what_was_read_is_cut_out_whatever_the_spaces() -> None:
    assert without("Kilimani,  leave  it at the gate", "leave it at the gate") == "Kilimani"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("use 0722123456 to pay", "0722123456"),
        ("nitalipa na namba ya mke wangu 0722 123 456", "0722 123 456"),
        ("lipa na +254722-123-456.", "+254722-123-456"),
        ("use 07221234 to pay", "07221234"),
        ("tumia 12345 kulipa", "12345"),
        ("2 sugar 1kg and 3 milk 500ml", ""),
        ("track ORD-2026-000001", ""),
        ("paid Ksh1,460.00", ""),
    ],
)
def test_a_number_to_pay_from_is_found_even_if_it_is_none(text: str, number: str) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "pickup", "I will pick it up myself", "pick up at the shop", "I'll come and get it", "can I collect it from the shop",
        "nitakuja kuchukua", "nitachukua dukani", "naweza kuchukua mwenyewe", "nijichukulie", "nitapitia dukani",
    ],
)  # fmt: skip
def test_who_wants_to_fetch_it_says_so_in_many_ways(text: str) -> None:
    assert wants_pickup(text)


@pytest.mark.parametrize(
    "text",
    ["nachukua sukari mbili", "I'll take 2 sugar", "no pickup, deliver", "sitachukua dukani", "pick the big one"],
)
def test_taking_goods_or_refusing_to_fetch_is_no_fetching(text: str) -> None:
    assert not wants_pickup(text)


def test_under_the_question_where_one_word_is_enough() -> None:
    assert not wants_pickup("kuchukua")
    assert wants_pickup("kuchukua", asked=True)


def called(place: NamedPlace | None) -> str:
    return place.name if place else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("deliver to my office", "office"),
        ("2 sugar, nipelekee ofisini, nalipa mpesa", "ofisini"),
        ("nipelekee kwa mama", "mama"),
        ("send it home instead", "home"),
        ("deliver to grandma", "grandma"),
        ("3 milk 500ml to my office", "office"),
        ("nataka unga kwa mama", "mama"),
        ("deliver to Kilimani", ""),
        ("home", ""),
    ],
)
def test_a_place_is_asked_for_by_its_name(text: str, name: str) -> None:
    assert called(first_known(names_said(text, bare=False), {"grandma"})) == name


def test_a_bare_name_counts_where_a_place_was_asked_for() -> None:
    assert called(first_known(names_said("kwa mama", bare=True), ())) == "mama"


@pytest.mark.parametrize(("one", "other"), [("ofisini", "my office"), ("kwa mama", "Mum"), ("nyumbani", "the house")])
def test_names_in_both_languages_are_the_same_place(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("save this as home", ToSave("home")),
        ("hifadhi hii kama ofisi", ToSave("ofisi")),
        ("save Kilimani, Wood Avenue as home", ToSave("home", "Kilimani, Wood Avenue")),
        ("hifadhi Kasarani Mwiki kama kwa mama", ToSave("mama", "Kasarani Mwiki")),
        ("my office is Westlands, Ring Road", ToSave("office", "Westlands, Ring Road")),
        ("weka sukari mbili", None),
        ("make it as cheap as possible", None),
    ],
)
def test_a_place_is_kept_under_a_name(text: str, wish: ToSave | None) -> None:
    assert wish_to_save(text) == wish


@pytest.mark.parametrize("text", ["hapa", "Nairobi", "you know where", "nyumbani kwangu"])
def test_words_that_every_place_answers_to_are_too_wide(text: str) -> None:
    assert is_too_wide(text)
    assert said_in(text).get("is_no_place")


@pytest.mark.parametrize(
    "text", ["Kampala, Uganda", "the moon", "pin 51.5,-0.12", "London", "Tanzania!", "Addis Ababa."]
)
def test_places_beyond_kenya_are_known(text: str) -> None:
    assert is_abroad(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kampala Road, Industrial Area",
        "Nairobi, Kilimani",
        "pin -1.29,36.79",
        "Ngong",
        "London, Nakuru",
        "Jordan, Kilimani",
    ],
)
def test_places_that_only_sound_like_it_are_served(text: str) -> None:
    assert looks_like_address(text)
    assert not is_abroad(text)
    assert not said_in(text).get("is_no_place")


@pytest.mark.parametrize("text", ["asdfgh", "aaaa", "https://example.com/here", "ann@example.com"])
def test_what_nobody_can_look_for_is_no_address(text: str) -> None:
    assert not looks_like_address(text)


@pytest.mark.parametrize("text", ["Kilimani", "CBD", "plot 7 Donholm", "mtaa wa Kaloleni", "Каир"])
def test_places(text: str) -> None:
    assert looks_like_address(text)


@pytest.mark.parametrize("text", ["", "2", "12 34", "ok", "👍👍👍", "___", "a" * 301])
def test_no_places(text: str) -> None:
    assert not looks_like_address(text)


def test_a_question_is_no_answer_to_where() -> None:
    assert not said_in("wapi?").get("is_no_place")


def test_a_place_is_kept_without_the_words_around_it() -> None:
    assert tidy("Rongai  badala yake tafadhali") == "Rongai"
    assert tidy("hapana, nipelekee Westlands") == "Westlands"
    assert tidy("No, deliver it to South B instead") == "South B"
    assert tidy("please") == "please"


def test_a_pasted_message_is_read_as_a_claim() -> None:
    text = "SGHABCDEFG Confirmed. Ksh1,460.00 paid to DUKA on 1/3/26 at 8:00 AM"

    assert read_claim(text, "") == Claim("SGHABCDEFG", Decimal(1460), "KES", date(2026, 3, 1))


def test_a_code_that_is_none_is_told_from_a_word() -> None:
    assert read_claim("nimelipa, code ni ABC12", "").bad_code == "ABC12"
    assert read_claim("code ya ofa", "").bad_code == ""


def test_a_date_that_never_was_is_no_date() -> None:
    assert read_claim("paid on 45/13/26", "").paid_on is None
