"""Every ruling on order lines, with its examples in English, Swahili, Sheng and their mix."""

from __future__ import annotations

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.goods.order_lines import OrderLine, read_order_lines

MAIZE = ("MF-2KG", "MF-5KG", "MF-10KG")
SUGAR = ("SG-1KG", "SG-2KG")
MILK = ("ML-500ML", "ML-1L")
BREAD = ("BD-400G", "BD-800G")
EGGS = ("EG-30", "EG-6")
OIL = ("OL-500ML", "OL-1L", "OL-3L")
SOAP = ("BS-1", "HS-3", "TS-175G", "OM-1KG", "DS-750ML")

Wish = tuple[str | tuple[str, ...], float | None]


def wishes(lines: list[OrderLine]) -> list[Wish]:
    """Each line as its pack, or all packs that fit, with its quantity."""
    return [(line.sku or line.candidates, line.quantity) for line in lines]


WHICH_PRODUCT: list[tuple[str, list[Wish]]] = [
    ("unga", [(MAIZE, None)]),
    ("I want 3 bags maize", [(MAIZE, 3)]),
    ("unga wa ngano", [(("WF-1KG", "WF-2KG"), None)]),
    ("unga mbili za ngano", [(("WF-1KG", "WF-2KG"), 2)]),
    ("sabuni", [(SOAP, None)]),
    ("mkate", [(BREAD, None)]),
    ("brown bread", [("BB-400G", None)]),
    ("mkate ya brown mbili", [("BB-400G", 2)]),
    ("loaf of brown bread", [("BB-400G", None)]),
    ("maziwa", [(MILK, None)]),
    ("maziwa lala", [("YG-500ML", None)]),
    ("siagi", [("BT-250G", None)]),
    ("jogoo", [("MF-2KG", None)]),
    ("unga jogoo 2", [("MF-2KG", 2)]),
    ("unga mbili za jogoo", [("MF-2KG", 2)]),
    ("brookside milk 3", [("ML-500ML", 3)]),
    ("pads mbili za always", [("SP-8", 2)]),
    ("ADD MF-5KG 2", [("MF-5KG", 2)]),
    ("unga ndogo mbili", [("MF-2KG", 2)]),
    ("unga kubwa", [("MF-10KG", None)]),
    ("big milk", [("ML-1L", None)]),
    ("mkate family", [("BD-800G", None)]),
    ("family loaf moja", [("BD-800G", 1)]),
    ("sabuni ndogo", [(SOAP, None)]),
    ("packet ya maziwa", [("ML-500ML", None)]),
    ("maji mtungi mbili", [("WT-20L", 2)]),
]

MISSPELT: list[tuple[str, list[Wish]]] = [
    ("suger 2kg", [("SG-2KG", None)]),
    ("sukali kilo mbili", [("SG-2KG", None)]),
    ("m4ziwa tatu", [(MILK, 3)]),
    ("mazwa", [(MILK, None)]),
    ("breed 2", [(BREAD, 2)]),
    ("maharage kilo moja", [("BN-1KG", None)]),
    ("tooth paste", [("TB-100ML", None)]),
    ("blueband", [("MG-500G", None)]),
    ("detregent", [("OM-1KG", None)]),
    ("ungambili", [(MAIZE, 2)]),
    ("unga2kg", [("MF-2KG", None)]),
    ("mikate mbili", [(BREAD, 2)]),
]

HOW_MUCH: list[tuple[str, list[Wish]]] = [
    ("2kg sugar", [("SG-2KG", None)]),
    ("2 sugar 1kg", [("SG-1KG", 2)]),
    ("unga 2kg mbili", [("MF-2KG", 2)]),
    ("unga mbili za 2kg", [("MF-2KG", 2)]),
    ("sukari kilo mbili", [("SG-2KG", None)]),
    ("sukari kilo tatu", [("SG-1KG", 3)]),
    ("rice 2kg", [("RC-1KG", 2)]),
    ("mayai sita", [("EG-6", None)]),
    ("mayai thelathini", [("EG-30", None)]),
    ("mafuta lita mbili", [("OL-1L", 2)]),
    ("mafuta lita tatu", [("OL-3L", None)]),
    ("viazi kilo nne", [("PO-2KG", 2)]),
    ("sukari nusu kilo", [(SUGAR, None)]),
    ("sukari kilo moja na nusu", [(SUGAR, None)]),
    ("majani nusu kilo", [("TL-500G", None)]),
    ("unga 1kg", [(MAIZE, None)]),
    ("unga kilo ishirini", [(MAIZE, None)]),
    ("gas 13kg", [(("GS-6KG",), None)]),
    ("jogoo 5kg", [(("MF-2KG",), None)]),
    ("a dozen eggs", [("EG-6", 2)]),
    ("half a dozen eggs", [("EG-6", None)]),
    ("nusu dazeni ya mayai", [("EG-6", None)]),
    ("dozen sodas", [("SD-500ML", 12)]),
    ("pads 2", [("SP-8", 2)]),
    ("mayai kumi", [(EGGS, None)]),
    ("mayai mbili", [(EGGS, None)]),
    ("mandazi 20", [("MN-10", 2)]),
    ("mandazi 5", [(("MN-10",), None)]),
    ("ndizi 6", [("BA-6", None)]),
    ("mishumaa kumi na mbili", [("CN-1", 2)]),
    ("kiberiti kumi", [("MB-10", None)]),
    ("mayai tray mbili", [("EG-30", 2)]),
    ("tray ya mayai mbili", [("EG-30", 2)]),
    ("tissue 2", [(("TP-4", "TP-10"), 2)]),
    ("tissue rolls 4", [("TP-4", None)]),
    ("kilo ya sukari", [("SG-1KG", None)]),
    ("sukari 1kg x2", [("SG-1KG", 2)]),
    ("nusu mkate", [(BREAD, None)]),
]

SEVERAL: list[tuple[str, list[Wish]]] = [
    ("nipe mkate mbili na maziwa", [(BREAD, 2), (MILK, None)]),
    ("mkate na maziwa mbili mbili", [(BREAD, 2), (MILK, 2)]),
    ("bread and milk 2 each", [(BREAD, 2), (MILK, 2)]),
    ("three packets each of milk and noodles", [("ML-500ML", 3), ("ND-120G", 3)]),
    ("carrots na sugar 2kg each", [("CR-1KG", 2), ("SG-2KG", None)]),
    ("nimekwama bila gas, nitumie moja", [("GS-6KG", 1)]),
    ("nunulia mamangu unga na sukari", [(MAIZE, None), (SUGAR, None)]),
    ("2 bread 3 milk 1 sugar 2kg", [(BREAD, 2), (MILK, 3), ("SG-2KG", 1)]),
    ("2 sugar 1kg 3 milk 500ml", [("SG-1KG", 2), ("ML-500ML", 3)]),
    ("unga 2kg mbili sukari 1kg tatu maziwa nne", [("MF-2KG", 2), ("SG-1KG", 3), (MILK, 4)]),
    ("unga mkate maziwa", [(MAIZE, None), (BREAD, None), (MILK, None)]),
    ("kilo mbili za sukari na lita moja ya mafuta", [("SG-2KG", None), ("OL-1L", None)]),
    ("jik moja axion moja omo moja", [("BL-750ML", 1), ("DS-750ML", 1), ("OM-1KG", 1)]),
    ("unga 10kg tano, ya 5kg tano", [("MF-10KG", 5), ("MF-5KG", 5)]),
    ("mkate mkubwa mbili na mdogo mmoja", [("BD-800G", 2), ("BD-400G", 1)]),
    ("sukari mbili, sukari 2kg moja", [(SUGAR, 2), ("SG-2KG", 1)]),
    ("unga 2kg\nmaziwa 1l x3\nmkate", [("MF-2KG", None), ("ML-1L", 3), (BREAD, None)]),
    ("bro nkt unga mbili za 2kg na maziwa packet 4, nilipe na mpesa", [("MF-2KG", 2), ("ML-500ML", 4)]),
    ("3 bags of maize flour 5kg to Kilimani, nalipa na mpesa", [("MF-5KG", 3)]),
    ("nataka unga 2kg mbili na sukari, nipelekee Kilimani", [("MF-2KG", 2), (SUGAR, None)]),
    ("mko na mayai? nipe tray mbili", [("EG-30", 2)]),
    ("mko na mayai? nipe mkate mbili", [(BREAD, 2)]),
    ("nipe mkate bila maziwa", [(BREAD, None)]),
]

NAMES_SOMETHING_ELSE = [
    "mafuta ya nywele",
    "mafuta mbili za nywele",
    "dawa ya mbu",
    "hair oil",
    "milk powder",
    "milk chocolate",
    "rice flour",
    "sweet potatoes",
    "sukari nyeupe",
    "sofa",
    "viatu",
    "mswaki",
]


@pytest.mark.parametrize(("text", "expected"), WHICH_PRODUCT + MISSPELT + HOW_MUCH + SEVERAL)
def test_given_an_order_when_read_then_packs_and_quantities_follow_the_rulings(
    text: str, expected: list[Wish], shop: Catalog
) -> None:
    assert wishes(read_order_lines(text, shop, "order_items")) == expected


@pytest.mark.parametrize(("text", "sku"), [("2 mangoes", "JC-1L"), ("taulo moja", "SP-8")])
def test_goods_of_a_name_that_is_only_part_of_another_are_asked_about(text: str, sku: str, shop: Catalog) -> None:
    [line] = read_order_lines(text, shop, "order_items")

    assert (line.sku, line.candidates) == (None, (sku,))


@pytest.mark.parametrize("text", NAMES_SOMETHING_ELSE)
def test_given_goods_the_shop_does_not_sell_when_read_then_one_line_fits_nothing(text: str, shop: Catalog) -> None:
    lines = read_order_lines(text, shop, "order_items")
    assert [(line.product, line.sku, line.candidates) for line in lines] == [
        (text if " mbili " not in text else "mafuta", None, ())
    ]


CHANGES = [
    ("change_quantity", "ongeza mbili", [(None, 2, "add")]),
    ("change_quantity", "punguza mbili", [(None, 2, "subtract")]),
    ("change_quantity", "punguza moja", [(None, 1, "subtract")]),
    ("change_quantity", "punguza maziwa mbili", [("maziwa", 2, "subtract")]),
    ("change_quantity", "punguza maziwa iwe mbili", [("maziwa", 2, "set")]),
    ("change_quantity", "make the milk 5", [("milk", 5, "set")]),
    ("change_quantity", "badilisha unga iwe mbili", [("unga", 2, "set")]),
    ("change_quantity", "make it 3", [(None, 3, "set")]),
    ("change_quantity", "2 more milk", [("milk", 2, "add")]),
    ("remove_item", "toa soda moja", [("soda", 1, "subtract")]),
    ("remove_item", "toa soda", [("soda", None, "remove")]),
    ("remove_item", "don't add the noodles", [("noodles", None, "remove")]),
    ("remove_item", "toa jik, ongeza axion", [("jik", None, "remove"), ("axion", None, "add")]),
    ("remove_item", "jik toa, axion ongeza mbili", [("jik", None, "remove"), ("axion", 2, "add")]),
    ("order_items", "ongeza axion, toa jik", [("axion", None, "add"), ("jik", None, "remove")]),
    ("ask_price", "how much is unga 2kg", [("unga", None, "set")]),
    ("ask_availability", "mko na maziwa leo?", [("maziwa", None, "set")]),
]


@pytest.mark.parametrize(("intent", "text", "expected"), CHANGES)
def test_given_a_change_when_read_then_it_is_absolute_or_relative_as_said(
    intent: str, text: str, expected: list[tuple[str | None, float | None, str]], shop: Catalog
) -> None:
    lines = read_order_lines(text, shop, intent)
    assert [(line.product, line.quantity, line.change) for line in lines] == expected


def test_given_a_line_when_shown_as_a_dict_then_it_has_the_fields_of_the_parse_result(shop: Catalog) -> None:
    [line] = read_order_lines("3 bags of maize flour 2kg", shop, "order_items")
    assert line.as_dict() == {
        "product": "maize flour",
        "sku": "MF-2KG",
        "candidates": ["MF-2KG"],
        "quantity": 3,
        "unit": "bag",
        "size": "2kg",
        "change": "add",
        "score": 1.0,
    }


@pytest.mark.parametrize("intent", ["greet", "inform_address", "checkout", "nlu_fallback"])
def test_given_an_intent_without_lines_when_read_then_there_are_none(intent: str, shop: Catalog) -> None:
    assert read_order_lines("unga mbili", shop, intent) == []


@pytest.mark.parametrize("text", ["nataka kuorder", "hello", "mpesa", "0712345678", "ORD-2026-001", "1 2 3 4 5 6", ""])
def test_given_no_goods_when_read_then_no_line_comes_out_of_thin_air(text: str, shop: Catalog) -> None:
    assert read_order_lines(text, shop, "order_items") == []


@pytest.mark.parametrize(("text", "meant"), [("unga ya 180", "MF-2KG"), ("sukari ya 100 bob", SUGAR)])
def test_a_price_beside_the_goods_is_no_quantity_and_tells_which_pack_costs_it(
    text: str, meant: str | tuple[str, ...], shop: Catalog
) -> None:
    assert wishes(read_order_lines(text, shop, "order_items")) == [(meant, None)]
