"""Entities: values in the contract's form, places in the text as written."""

from __future__ import annotations

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.fields.entities import Entity, cut_at, read_entities
from bot.nlu.goods.parse import Reading, read
from bot.nlu.text.spans import Span
from bot.nlu.text.tokens import covered

CASES = [
    (None, "3 bags of maize flour 5kg", "quantity", 3, "3"),
    (None, "3 bags of maize flour 5kg", "unit", "bag", "bags"),
    (None, "3 bags of maize flour 5kg", "product", "maize flour", "maize flour"),
    (None, "sukari kilo mbili", "size", "2kg", "kilo mbili"),
    (None, "maji nusu lita", "size", "500ml", "nusu lita"),
    (None, "a dozen eggs", "quantity", 12, "dozen"),
    ("browse_catalog", "show me flour", "category", "Flour & Grains", "flour"),
    ("browse_catalog", "nionyeshe vinywaji", "category", "Beverages", "vinywaji"),
    (None, "mna matunda", "category", "Fresh Produce", "matunda"),
    (None, "nitalipa na M-Pesa", "payment_method", "mpesa", "M-Pesa"),
    (None, "nitalipa na airtel money", "payment_method", "airtel", "airtel money"),
    (None, "nitatumia kadi", "payment_method", "card", "kadi"),
    (None, "pay on delivery", "payment_method", "cash", "pay on delivery"),
    (None, "nitalipa nikipokea", "payment_method", "cash", "nitalipa nikipokea"),
    (None, "track ord-2026-001 pls", "order_number", "ORD-2026-001", "ord-2026-001"),
    (None, "nipelekee Rongai karibu na Naivas", "address", "Rongai karibu na Naivas", "Rongai karibu na Naivas"),
    (None, "unga mbili to Kilimani, nalipa na mpesa", "address", "Kilimani", "Kilimani"),
    ("inform_address", "deliver to Kilimani, Argwings Kodhek Rd", "address", "Kilimani, Argwings Kodhek Rd", None),
    ("inform_address", "plot 12 Sunrise flats", "address", "plot 12 Sunrise flats", None),
    (None, "5 stars", "rating", 5, "5 stars"),
    (None, "huduma poa sana 4/5", "rating", 4, "4/5"),
    (None, "⭐⭐⭐", "rating", 3, "⭐⭐⭐"),
    ("rate_order", "nawapa nne", "rating", 4, "nne"),
    (None, "sgh7x8k2lm", "mpesa_code", "SGH7X8K2LM", "sgh7x8k2lm"),
    (None, "call 0712 345 678", "phone", "+254712345678", "0712 345 678"),
    (None, "+254712345678", "phone", "+254712345678", "+254712345678"),
    (None, "switch to Kiswahili", "language", "sw", "Kiswahili"),
    (None, "English please", "language", "en", "English"),
]


@pytest.mark.parametrize(("intent", "text", "kind", "value", "written"), CASES)
def test_given_a_message_when_read_then_the_entity_has_its_value_and_place(
    intent: str | None, text: str, kind: str, value: str | int, written: str | None, shop: Catalog
) -> None:
    found = [entity for entity in read_entities(text, shop, intent) if entity.entity == kind]
    assert [(entity.value, text[entity.start : entity.end]) for entity in found] == [(value, written or value)]


def test_given_a_pasted_payment_message_when_read_then_only_its_code_counts(shop: Catalog) -> None:
    text = "SGH7X8K2LM Confirmed. Ksh1,460.00 paid to DUKA LTD 0712345678 on 12/3/26 at 3:00 PM. New M-PESA balance is Ksh5"
    assert [(entity.entity, entity.value) for entity in read_entities(text, shop)] == [("mpesa_code", "SGH7X8K2LM")]


@pytest.mark.parametrize("text", ["0712345678", "ORD-2026-001", "at 10am", "saa mbili", "Ksh 500", "house no 4"])
def test_given_digits_that_count_nothing_when_read_then_there_is_no_quantity(text: str, shop: Catalog) -> None:
    assert "quantity" not in {entity.entity for entity in read_entities(text, shop)}


def test_given_an_order_with_address_and_method_when_read_then_all_its_entities_are_kept(shop: Catalog) -> None:
    text = "3 bags of maize flour 5kg to Kilimani, nalipa na mpesa"
    assert [(entity.entity, entity.value) for entity in read_entities(text, shop, "order_items")] == [
        ("quantity", 3),
        ("unit", "bag"),
        ("product", "maize flour"),
        ("size", "5kg"),
        ("address", "Kilimani"),
        ("payment_method", "mpesa"),
    ]


def test_given_talk_of_the_saved_address_when_read_then_no_new_one_is_found(shop: Catalog) -> None:
    assert read_entities("address is correct", shop, "use_saved_address") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("not the old one, send to Imara Daima, Muimara estate house 30", "Imara Daima, Muimara estate house 30"),
        ("dondosha Rongai kwa Nakumatt ya zamani, door 12", "Rongai kwa Nakumatt ya zamani, door 12"),
        ("Kilimani, Wood Avenue, A7, call 0721456789", "Kilimani, Wood Avenue, A7"),
        ("naomba mlete lower kabete road karibu na shule, nalipa cash", "lower kabete road karibu na shule"),
        ("karibu na Naivas Kahawa West", "karibu na Naivas Kahawa West"),
        ("hapo kwa kiosk ya Mama Njeri, Kawangware 46", "kiosk ya Mama Njeri, Kawangware 46"),
    ],
)
def test_given_an_address_when_read_then_words_that_lead_in_or_trail_off_are_no_part_of_it(
    text: str, place: str, shop: Catalog
) -> None:
    found = [entity.value for entity in read_entities(text, shop, "inform_address") if entity.entity == "address"]
    assert found == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "water 20l x2, Industrial Area, Enterprise Road, Godown 5, cash on delivery",
            "Industrial Area, Enterprise Road, Godown 5",
        ),
        ("send avocado 5 to Loresho, Kaptagat Road 31 by 5pm", "Loresho, Kaptagat Road 31"),
        ("deliver to Kilimani 2 breads and milk", "Kilimani"),
        ("3 milk to Kilimani, I will pay by card", "Kilimani"),
    ],
)
def test_given_an_order_with_a_place_when_read_then_the_address_ends_where_other_things_begin(
    text: str, place: str, shop: Catalog
) -> None:
    found = [entity.value for entity in read_entities(text, shop, "order_items") if entity.entity == "address"]
    assert found == [place]


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("order_items", "niko na njaa, nipe mkate"),
        ("ask_delivery", "niko na swali, delivery fee ni ngapi?"),
        ("ask_delivery", "do you deliver to Thika"),
        ("rate_order", "Thika Road traffic was crazy but the rider came on time"),
        ("delivery_instructions", "acha kwa gate ya Sunrise apartments"),
    ],
)
def test_given_talk_that_names_no_delivery_place_when_read_then_no_address_is_said(
    intent: str, text: str, shop: Catalog
) -> None:
    assert "address" not in {entity.entity for entity in read_entities(text, shop, intent)}


def test_given_a_place_alone_that_was_taken_for_a_question_when_read_then_it_is_still_said(shop: Catalog) -> None:
    assert [entity.value for entity in read_entities("Kilimani", shop, "ask_delivery")] == ["Kilimani"]


@pytest.mark.parametrize(
    ("intent", "text", "kind"),
    [
        ("retry_payment", "resend the stk please", "payment_method"),
        ("request_refund", "refund it to my mpesa", "payment_method"),
        ("order_items", "nitumie vinywaji baridi, soda mbili", "category"),
        ("report_problem", "you sent the wrong flour", "category"),
        ("order_items", "nipe unga, in english please", "language"),
    ],
)
def test_given_an_intent_that_is_about_something_else_when_read_then_the_entity_is_not_said(
    intent: str, text: str, kind: str, shop: Catalog
) -> None:
    assert kind not in {entity.entity for entity in read_entities(text, shop, intent)}


@pytest.mark.parametrize(
    ("intent", "text", "kind", "value"),
    [
        ("browse_catalog", "fresh produce mko na nini leo", "category", "Fresh Produce"),
        ("ask_promotions", "offers on beverages?", "category", "Beverages"),
        ("change_language", "naomba tuongee kiingereza", "language", "en"),
        ("choose_payment_method", "nitalipa baada ya kupokea", "payment_method", "cash"),
        ("order_items", "nipe unga 2kg, nitalipa na card", "payment_method", "card"),
    ],
)
def test_given_an_intent_that_is_about_it_when_read_then_the_entity_is_said(
    intent: str, text: str, kind: str, value: str, shop: Catalog
) -> None:
    found = {entity.entity: entity.value for entity in read_entities(text, shop, intent)}
    assert found.get(kind) == value


@pytest.mark.parametrize(
    ("address", "others", "cut"),
    [
        (
            "Kilimani karibu na Yaya kesho asubuhi, mpe Mama Njeri",
            ("Mama Njeri", "kesho asubuhi"),
            "Kilimani karibu na Yaya",
        ),
        ("Kilimani, mpe Mama Njeri", ("Mama Njeri",), "Kilimani"),
        ("Umoja, hse 14 Juma", ("Juma",), "Umoja, hse 14"),
        ("Umoja behind St Mary's school, mpe Mary", ("Mary",), "Umoja behind St Mary's school"),
        ("Umoja, Mama Mary shop, mpe Mary", ("Mary",), "Umoja, Mama Mary shop"),
        ("Umoja", (), "Umoja"),
    ],
)
def test_an_address_ends_where_something_else_is_said(
    address: str, others: tuple[str, ...], cut: str, shop: Catalog
) -> None:
    text = f"leta {address}"
    reading = read(text, shop)
    spans = [Span("receiver", *last_of(part, reading)) for part in others]
    entity = cut_at(Entity("address", address, 5, len(text)), spans, reading)
    assert (entity.value, text[entity.start : entity.end]) == (cut, cut)


@pytest.mark.parametrize(("label", "start"), [("place", 2), ("worth", 2), ("time", 1), ("time", 0)])
def test_an_address_goes_on_where_nothing_else_begins(label: str, start: int, shop: Catalog) -> None:
    reading = read("leta Umoja Kesho Flats", shop)
    whole = Entity("address", "Umoja Kesho Flats", 5, 22)
    assert cut_at(whole, [Span(label, start, 3)], reading) == whole


def last_of(part: str, reading: Reading) -> tuple[int, int]:
    """The tokens of ``part`` where it stands last."""
    start = reading.text.rindex(part)
    found = covered(reading.tokens, start, start + len(part))
    return found.start, found.stop
