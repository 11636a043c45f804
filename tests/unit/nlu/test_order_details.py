"""What a message says of an order beside its goods: when, for whom, who pays, what it points at, and sums."""

from __future__ import annotations

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.fields.order_details import OrderDetails, details_of
from bot.nlu.fields.people import proper_name
from bot.nlu.fields.times import When, when_of
from bot.nlu.goods import live_catalog
from bot.nlu.goods.parse import read
from bot.nlu.tagging.model import spans_in
from bot.nlu.text.spans import Span
from bot.nlu.text.tokens import covered, tokenise


def said(text: str, shop: Catalog) -> OrderDetails:
    """By the rules alone."""
    reading = read(text, shop)
    return details_of(reading, *spans_in(reading, None))


@pytest.mark.parametrize(
    ("text", "day", "part", "hour"),
    [
        ("nataka unga 2kg mbili, nipelekee Kilimani kesho asubuhi", "tomorrow", "morning", ""),
        ("deliver today at 4pm please", "today", "", "16:00"),
        ("kesho saa nne asubuhi", "tomorrow", "morning", "10:00"),
        ("saa tisa jioni kesho", "tomorrow", "evening", "15:00"),
        ("niletee leo usiku saa mbili", "today", "night", "20:00"),
        ("siku ya jumamosi saa 10", "saturday", "", "16:00"),
        ("saa nane na nusu", "", "", "14:30"),
        ("kesho kutwa jioni", "day_after", "evening", ""),
        ("day after tomorrow at 16:30", "day_after", "", "16:30"),
        ("tomorrow afternoon around 2.30pm", "tomorrow", "afternoon", "14:30"),
        ("tonight at 8", "today", "night", "20:00"),
        ("this evening", "today", "evening", ""),
        ("by 3", "", "", "15:00"),
        ("bring it right now", "", "now", ""),
    ],
)
def test_the_day_its_part_and_the_hour_are_read(text: str, day: str, part: str, hour: str, shop: Catalog) -> None:
    when = said(text, shop).time
    assert when is not None
    assert (when.day, when.part, when.hour) == (day, part, hour)


@pytest.mark.parametrize(
    ("text", "date", "words"),
    [
        ("mkate mbili tarehe 5 Disemba", "--12-05", "tarehe 5 Disemba"),
        ("bread 2 on 3rd Dec", "--12-03", "3rd Dec"),
        ("Dec 12 bring 3 milk", "--12-12", "Dec 12"),
        ("2 bread 5/12", "--12-05", "5/12"),
        ("nipelekee tarehe tano, mkate mbili", "---05", "tarehe tano"),
        ("bring 2 bread on the 5th please", "---05", "5th"),
        ("tarehe kumi na tano mwezi wa saba", "--07-15", "tarehe kumi na tano mwezi wa saba"),
        ("tarehe mosi mwezi wa pili", "--02-01", "tarehe mosi mwezi wa pili"),
        ("fifth of December", "--12-05", "fifth of December"),
        ("before the 5th of May", "--05-05", "before the 5th of May"),
        ("Dec 25, 2026", "2026-12-25", "Dec 25, 2026"),
        ("tarehe 1-3-26", "2026-03-01", "tarehe 1-3-26"),
    ],
)
def test_a_date_is_read_without_a_month_or_a_year_that_was_not_said(
    text: str, date: str, words: str, shop: Catalog
) -> None:
    when = said(text, shop).time
    assert when is not None
    assert (when.date, when.text) == (date, words)
    assert said(text, shop).references == ()


def test_a_date_stands_beside_day_part_and_hour(shop: Catalog) -> None:
    when = said("milk 3 Jumamosi tarehe 5 saa nne asubuhi", shop).time
    assert when == When("Jumamosi tarehe 5 saa nne asubuhi", "saturday", "morning", "10:00", "---05")


@pytest.mark.parametrize(
    "text",
    [
        "sugar 3/4 kg",
        "bread 5/6 packets",
        "are you open 24/7",
        "nipelekee house 5/12",
        "unga 2kg on the 5th floor",
        "the 2nd packet",
        "may 5 of us come",
        "Dec 2kg",
        "2-3 bread",
        "1st thing",
        "tarehe 31 Februari",
        "mkate mbili tarehe 5 hadi 7",
    ],
)
def test_shares_rows_floors_and_days_that_are_several_or_none_are_no_date(text: str, shop: Catalog) -> None:
    when = said(text, shop).time
    assert when is None or not when.date


@pytest.mark.parametrize(
    "text",
    [
        "mnafunga saa ngapi leo?",
        "order yangu iko wapi? niliagiza jana asubuhi",
        "at 8",
        "niaje sasa",
        "12 trays at 450 each",
        "add by 2",
        "mayai tray 2.5",
        "2.5 trays of eggs",
    ],
)
def test_hours_of_the_shop_stories_and_what_may_be_two_hours_are_no_time(text: str, shop: Catalog) -> None:
    assert said(text, shop).time is None


def test_the_words_of_a_time_are_those_of_the_message(shop: Catalog) -> None:
    when = said("Bread 2, before 5pm Tomorrow pls", shop).time
    assert when is not None
    assert when.text == "before 5pm Tomorrow"


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("mpe mama Njeri, namba yake ni 0712345678", "mama Njeri", "0712345678"),
        ("my wife will receive it, call her on 0722 111 222", "my wife", "0722 111 222"),
        ("give it to Mary at the gate", "Mary", ""),
        ("the receiver is John Kamau 0733444555", "John Kamau", "0733444555"),
    ],
)
def test_who_takes_the_goods_is_read_with_their_number(text: str, name: str, phone: str, shop: Catalog) -> None:
    details = said(text, shop)
    assert details.receiver is not None
    assert (details.receiver.name, details.receiver.phone) == (name, phone)
    assert details.payer is None


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("nitalipa na 0711222333", "0711222333"),
        ("use 0711222333 for mpesa", "0711222333"),
        ("send stk to 0722 333 444", "0722 333 444"),
    ],
)
def test_the_number_to_be_asked_for_money_is_read(text: str, phone: str, shop: Catalog) -> None:
    payer = said(text, shop).payer
    assert payer is not None
    assert payer.phone == phone


@pytest.mark.parametrize("text", ["nipigie 0712000111 ukifika", "call me on 0712000111", "my number is 0712000111"])
def test_a_number_for_calls_pays_nothing_and_is_nobody_elses(text: str, shop: Catalog) -> None:
    details = said(text, shop)
    assert details.payer is None
    assert details.receiver is None


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("nataka zote mbili", "all", None),
        ("the last one", "last", None),
        ("ile ya 420", "price", 420),
        ("the 350 one please", "price", 350),
        ("the cheapest", "cheapest", None),
        ("ya pili", "ordinal", 2),
        ("number 3", "ordinal", 3),
        ("hiyo hiyo", "that", None),
        ("ile kubwa", "biggest", None),
        ("the rest next week", "rest", None),
        ("nyingine kama hiyo", "same", None),
        ("weka ingine", "other", None),
    ],
)
def test_words_that_point_are_read(text: str, kind: str, value: int | None, shop: Catalog) -> None:
    (reference,) = said(text, shop).references
    assert (reference.kind, reference.value) == (kind, value)


def test_the_size_of_goods_that_are_named_points_at_nothing(shop: Catalog) -> None:
    assert said("big omo 2", shop).references == ()


@pytest.mark.parametrize(
    ("text", "amount", "role"),
    [
        ("sukari ya 100", 100, "worth"),
        ("500 bob worth of meat", 500, "worth"),
        ("unga ya mbao", 20, "worth"),
        ("nina 1000 tu", 1000, "budget"),
        ("isizidi 2000", 2000, "budget"),
        ("nimetuma 850", 850, "paid"),
        ("nina note ya 1000 mniletee change", 1000, "change"),
        ("nipee kwa 400", 400, "offer"),
        ("3 bags at 120 each", 120, "each"),
    ],
)
def test_sums_are_read_with_what_they_are(text: str, amount: int, role: str, shop: Catalog) -> None:
    (money,) = said(text, shop).money
    assert (money.amount, money.role) == (amount, role)


@pytest.mark.parametrize(
    "text", ["2 bags maize, 3 milk 500ml", "nipigie 0712000111", "rice 25kg", "order DK-2026-000001"]
)
def test_amounts_numbers_and_codes_are_no_money(text: str, shop: Catalog) -> None:
    assert said(text, shop).money == ()


@pytest.mark.parametrize(
    ("text", "day", "part", "hour"),
    [
        ("between 2 and 4pm", "", "afternoon", ""),
        ("10-11am", "", "morning", ""),
        ("leo at 12.30", "today", "", "12:30"),
        ("saa sita na robo", "", "", "12:15"),
        ("half past two today", "today", "", "14:30"),
        ("quarter to 5 pm", "", "", "16:45"),
        ("4", "", "", "16:00"),
        ("jioni hii", "today", "evening", ""),
        ("saa nane mchana", "", "afternoon", "14:00"),
        ("saa sita mchana", "", "noon", "12:00"),
        ("Saturday noon", "saturday", "noon", "12:00"),
        ("nikitoka job", "", "evening", ""),
        ("after church", "", "", ""),
    ],
)
def test_words_that_tell_a_time_become_its_day_part_and_hour(text: str, day: str, part: str, hour: str) -> None:
    when = when_of(tokenise(text), text)
    assert (when.text, when.day, when.part, when.hour) == (text, day, part, hour)


@pytest.mark.parametrize(
    ("text", "date", "hour"),
    [
        ("the 5th", "---05", ""),
        ("5th", "---05", ""),
        ("3/8", "--08-03", ""),
        ("5th Dec at 4", "--12-05", "16:00"),
        ("tano Disemba", "--12-05", ""),
        ("5-7 Dec", "", ""),
    ],
)
def test_where_a_time_is_told_the_how_manieth_is_a_date(text: str, date: str, hour: str) -> None:
    when = when_of(tokenise(text), text)
    assert (when.date, when.hour) == (date, hour)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my nephew Allan Otieno", "Allan Otieno"),
        ("jirani yangu Mama Kevo", "Mama Kevo"),
        ("the watchman", "the watchman"),
        ("Ben wa security", "Ben"),
    ],
)
def test_of_a_receiver_the_proper_name_counts_where_there_is_one(text: str, name: str) -> None:
    tokens = tokenise(text)
    start, end = proper_name(tokens)
    assert text[tokens[start].start : tokens[end - 1].end] == name


@pytest.mark.parametrize("text", ["2. Kabichi - 8", "bread to read 8, not 10", "12345"])
def test_goods_and_numbers_receive_nothing(text: str) -> None:
    shop = live_catalog.read_csv(live_catalog.csv_path())
    reading = read(text, shop)
    words = covered(reading.tokens, text.index(text.split()[-1]), len(text))
    spans = [Span("receiver", 2, 3) if "Kabichi" in text else Span("receiver_phone", words.start, words.stop)]

    assert details_of(reading, spans, []).receiver is None
