"""The contract's rulings on order lines, one test each: the ruling's own example and another of its kind."""

from __future__ import annotations

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.goods.order_lines import OrderLine, read_order_lines

MAIZE = {"MF-2KG", "MF-5KG", "MF-10KG"}
SUGAR = {"SG-1KG", "SG-2KG"}
MILK = {"ML-500ML", "ML-1L"}
BREAD = {"BD-400G", "BD-800G"}
EGGS = {"EG-30", "EG-6"}
TISSUE = {"TP-4", "TP-10"}


def ordered(text: str, shop: Catalog) -> list[OrderLine]:
    return read_order_lines(text, shop, "order_items")


def packs(lines: list[OrderLine]) -> list[tuple[str | None, float | None]]:
    return [(line.sku, line.quantity) for line in lines]


def changes(lines: list[OrderLine]) -> list[tuple[str | None, float | None, str]]:
    return [(line.product, line.quantity, line.change) for line in lines]


@pytest.mark.parametrize(("text", "sku"), [("unga 2kg", "MF-2KG"), ("tray ya mayai", "EG-30"), ("asali", "HN-500G")])
def test_given_a_size_a_pack_or_the_only_product_when_read_then_the_sku_is_set_and_the_one_candidate(
    text: str, sku: str, shop: Catalog
) -> None:
    [line] = ordered(text, shop)
    assert (line.sku, line.candidates) == (sku, (sku,))


@pytest.mark.parametrize(("text", "fitting"), [("unga", MAIZE), ("tissue", TISSUE)])
def test_given_a_word_that_several_packs_fit_when_read_then_all_are_candidates_and_none_is_picked(
    text: str, fitting: set[str], shop: Catalog
) -> None:
    [line] = ordered(text, shop)
    assert (line.sku, set(line.candidates)) == (None, fitting)


@pytest.mark.parametrize(("text", "fitting"), [("mkate", BREAD), ("siagi", {"BT-250G"})])
def test_given_a_name_or_alias_when_read_then_products_that_only_hold_the_word_are_left_out(
    text: str, fitting: set[str], shop: Catalog
) -> None:
    [line] = ordered(text, shop)
    assert set(line.candidates) == fitting


@pytest.mark.parametrize(
    ("text", "fitting"),
    [("sabuni", {"BS-1", "HS-3", "TS-175G", "OM-1KG", "DS-750ML"}), ("soap", {"BS-1", "HS-3", "TS-175G", "DS-750ML"})],
)
def test_given_a_word_that_no_product_has_exactly_when_read_then_those_that_hold_it_as_a_whole_word_fit(
    text: str, fitting: set[str], shop: Catalog
) -> None:
    [line] = ordered(text, shop)
    assert set(line.candidates) == fitting


@pytest.mark.parametrize("text", ["brown bread", "mkate wa brown", "bread, the brown one"])
def test_given_the_word_brown_when_read_then_bread_is_the_brown_one(text: str, shop: Catalog) -> None:
    assert packs(ordered(text, shop)) == [("BB-400G", None)]


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("unga ndogo", "MF-2KG"),
        ("small milk", "ML-500ML"),
        ("kahawa kubwa", "CO-1KG"),
        ("big bread", "BD-800G"),
        ("family loaf", "BD-800G"),
    ],
)
def test_given_small_big_or_family_when_one_pack_is_left_then_it_is_picked(text: str, sku: str, shop: Catalog) -> None:
    assert packs(ordered(text, shop)) == [(sku, None)]


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("tissue, sio ile kubwa", ["TP-4"]),
        ("mchele, si ile ya 5kg", ["RC-1KG"]),
        ("kahawa, not the small one", ["CO-1KG"]),
        ("mchele wa 1kg, si ile ya 5kg", ["RC-1KG"]),
    ],
)
def test_given_a_size_that_is_denied_when_read_then_it_is_no_line_and_the_other_pack_is_meant(
    text: str, skus: list[str], shop: Catalog
) -> None:
    assert [line.sku for line in ordered(text, shop)] == skus


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("suger 2kg", "SG-2KG"),
        ("mlk 1l", "ML-1L"),
        ("basmati rise", "BR-2KG"),
        ("cooking oyl 3l", "OL-3L"),
        ("colget", "TB-100ML"),
    ],
)
def test_given_a_misspelt_word_when_read_then_it_fits_as_its_right_spelling_would(
    text: str, sku: str, shop: Catalog
) -> None:
    [line] = ordered(text, shop)
    assert line.sku == sku


@pytest.mark.parametrize("text", ["sofa", "viazi vitamu", "menu", "unga wa dona"])
def test_given_words_that_nothing_fits_when_read_then_no_product_is_offered(text: str, shop: Catalog) -> None:
    assert [line.candidates for line in ordered(text, shop) if line.product] in ([], [()])


@pytest.mark.parametrize(
    ("text", "sku", "size"), [("2kg sugar", "SG-2KG", "2kg"), ("mafuta 500ml", "OL-500ML", "500ml")]
)
def test_given_a_size_when_read_then_it_is_no_quantity(text: str, sku: str, size: str, shop: Catalog) -> None:
    [line] = ordered(text, shop)
    assert (line.sku, line.quantity, line.size, line.unit) == (sku, None, size, None)


@pytest.mark.parametrize(
    ("text", "pack"),
    [("2 sugar 1kg", ("SG-1KG", 2)), ("exe 2kg 3pcs", ("WF-2KG", 3)), ("sukari 1kg dozen mbili", ("SG-1KG", 24))],
)
def test_given_a_number_beside_the_size_when_read_then_it_counts_packs(
    text: str, pack: tuple[str, float], shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == [pack]


@pytest.mark.parametrize(
    ("text", "sku", "size"),
    [
        ("sukari kilo mbili", "SG-2KG", "2kg"),
        ("mafuta lita tatu", "OL-3L", "3l"),
        ("tissue 10 rolls", "TP-10", "10rolls"),
    ],
)
def test_given_an_amount_of_which_there_is_a_pack_when_read_then_it_is_that_pack(
    text: str, sku: str, size: str, shop: Catalog
) -> None:
    [line] = ordered(text, shop)
    assert (line.sku, line.quantity, line.size, line.unit) == (sku, None, size, None)


@pytest.mark.parametrize(
    ("text", "sku", "quantity", "unit"),
    [
        ("mafuta lita mbili", "OL-1L", 2, "litre"),
        ("sukari kilo tano", "SG-1KG", 5, "kg"),
        ("mchele 10kg", "RC-1KG", 10, "kg"),
    ],
)
def test_given_an_amount_without_a_pack_when_there_is_one_of_1_kg_or_1_l_then_it_is_so_many_of_it(
    text: str, sku: str, quantity: float, unit: str, shop: Catalog
) -> None:
    [line] = ordered(text, shop)
    assert (line.sku, line.quantity, line.unit, line.size) == (sku, quantity, unit, None)


@pytest.mark.parametrize(
    ("text", "sku", "quantity", "unit"),
    [("viazi kilo nne", "PO-2KG", 2, "kg"), ("blue band 1kg", "MG-500G", 2, "kg"), ("coffee 500g", "CO-250G", 2, "g")],
)
def test_given_an_amount_that_is_a_multiple_of_exactly_one_pack_when_read_then_it_is_so_many_of_it(
    text: str, sku: str, quantity: float, unit: str, shop: Catalog
) -> None:
    [line] = ordered(text, shop)
    assert (line.sku, line.quantity, line.unit, line.size) == (sku, quantity, unit, None)


@pytest.mark.parametrize(
    ("text", "fitting", "size"),
    [
        ("sukari nusu kilo", SUGAR, "500g"),
        ("unga 1kg", MAIZE, "1kg"),
        ("gas 13kg", {"GS-6KG"}, "13kg"),
        ("viazi kilo tatu", {"PO-2KG"}, "3kg"),
    ],
)
def test_given_an_amount_that_no_packs_make_when_read_then_all_packs_of_the_product_are_candidates(
    text: str, fitting: set[str], size: str, shop: Catalog
) -> None:
    [line] = ordered(text, shop)
    assert (line.sku, set(line.candidates), line.quantity, line.size) == (None, fitting, None, size)


@pytest.mark.parametrize(("text", "quantity"), [("dozen sodas", 12), ("omo dazeni mbili", 24), ("half a dozen jik", 6)])
def test_given_a_dozen_when_read_then_it_is_twelve_single_items(text: str, quantity: float, shop: Catalog) -> None:
    [line] = ordered(text, shop)
    assert (line.quantity, line.unit) == (quantity, "dozen")


@pytest.mark.parametrize(
    ("text", "pack"),
    [("a dozen eggs", ("EG-6", 2)), ("dozen ya ndizi", ("BA-6", 2)), ("half a dozen eggs", ("EG-6", None))],
)
def test_given_a_dozen_of_goods_in_packs_of_a_count_when_read_then_it_is_so_many_packs(
    text: str, pack: tuple[str, float | None], shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == [pack]


@pytest.mark.parametrize(("text", "pack"), [("pads 2", ("SP-8", 2)), ("royco tatu", ("RY-50G", 3))])
def test_given_a_bare_number_when_read_then_it_counts_packs(text: str, pack: tuple[str, float], shop: Catalog) -> None:
    assert packs(ordered(text, shop)) == [pack]


@pytest.mark.parametrize(
    ("text", "pack"),
    [
        ("mayai sita", ("EG-6", None)),
        ("mandazi ishirini", ("MN-10", 2)),
        ("bananas 12", ("BA-6", 2)),
        ("mishumaa sita", ("CN-1", None)),
        ("matches 20", ("MB-10", 2)),
        ("mayai tray mbili", ("EG-30", 2)),
        ("tray of 30 eggs", ("EG-30", None)),
    ],
)
def test_given_a_bare_number_of_goods_bought_loose_when_read_then_it_counts_pieces(
    text: str, pack: tuple[str, float | None], shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == [pack]


@pytest.mark.parametrize(
    ("text", "fitting"), [("mayai kumi", EGGS), ("mandazi 5", {"MN-10"}), ("nusu tray ya mayai", EGGS)]
)
def test_given_pieces_that_no_pack_fits_when_read_then_the_packs_are_candidates_and_no_quantity_is_kept(
    text: str, fitting: set[str], shop: Catalog
) -> None:
    [line] = ordered(text, shop)
    assert (line.sku, line.quantity, set(line.candidates)) == (None, None, fitting)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("sukari mbili, sukari 2kg moja", [(None, 2), ("SG-2KG", 1)]),
        ("mkate na mkate wa brown", [(None, None), ("BB-400G", None)]),
    ],
)
def test_given_the_same_product_twice_when_read_then_it_stays_two_lines(
    text: str, lines: list[tuple[str | None, float | None]], shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("unga 10kg tano, ya 5kg tano", [("MF-10KG", 5), ("MF-5KG", 5)]),
        ("tissue ya rolls 10 na ile ya rolls 4 mbili", [("TP-10", None), ("TP-4", 2)]),
        ("leta cartons 4 za elianto 500ml na cartons 2 za 1 litre", [("OL-500ML", 4), ("OL-1L", 2)]),
    ],
)
def test_given_a_size_named_after_a_product_when_read_then_it_is_a_line_of_its_own(
    text: str, lines: list[tuple[str | None, float | None]], shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == lines


@pytest.mark.parametrize(
    "text", ["mafuta ya nywele", "dawa ya mbu", "peeler ya waru", "maziwa ya mtoto", "bread knife"]
)
def test_given_a_longer_phrase_that_names_something_else_when_read_then_its_first_word_does_not_match(
    text: str, shop: Catalog
) -> None:
    [line] = read_order_lines(f"mko na {text}", shop, "ask_availability")
    assert (line.product, line.sku, line.candidates) == (text, None, ())


@pytest.mark.parametrize(("text", "change"), [("ongeza maziwa mbili", "add"), ("punguza maziwa mbili", "subtract")])
def test_given_a_relative_change_when_read_then_it_is_added_or_taken_off(text: str, change: str, shop: Catalog) -> None:
    assert changes(read_order_lines(text, shop, "change_quantity")) == [("maziwa", 2, change)]


@pytest.mark.parametrize(
    ("text", "line"), [("make the milk 5", ("milk", 5, "set")), ("punguza maziwa iwe mbili", ("maziwa", 2, "set"))]
)
def test_given_a_change_that_is_not_relative_when_read_then_the_quantity_is_set(
    text: str, line: tuple[str, float, str], shop: Catalog
) -> None:
    assert changes(read_order_lines(text, shop, "change_quantity")) == [line]


@pytest.mark.parametrize(
    ("text", "line"),
    [("toa soda moja", ("soda", 1, "subtract")), ("remove 2 packets of milk", ("milk", 2, "subtract"))],
)
def test_given_a_number_to_take_out_when_read_then_it_is_subtracted(
    text: str, line: tuple[str, float, str], shop: Catalog
) -> None:
    assert changes(read_order_lines(text, shop, "remove_item")) == [line]


@pytest.mark.parametrize(("text", "product"), [("toa soda", "soda"), ("I don't want the honey anymore", "honey")])
def test_given_goods_to_take_out_without_a_number_when_read_then_they_are_removed(
    text: str, product: str, shop: Catalog
) -> None:
    assert changes(read_order_lines(text, shop, "remove_item")) == [(product, None, "remove")]


@pytest.mark.parametrize(
    ("text", "line"), [("punguza moja", (None, 1, "subtract")), ("ongeza mbili", (None, 2, "add"))]
)
def test_given_a_change_that_names_no_goods_when_read_then_one_line_has_neither_product_nor_sku(
    text: str, line: tuple[None, float, str], shop: Catalog
) -> None:
    [read] = read_order_lines(text, shop, "change_quantity")
    assert (read.product, read.quantity, read.change) == line
    assert (read.sku, read.candidates) == (None, ())


@pytest.mark.parametrize(
    ("intent", "text", "lines"),
    [
        ("remove_item", "toa jik, ongeza axion", [("jik", None, "remove"), ("axion", None, "add")]),
        ("remove_item", "remove the eggs and make the milk 4", [("eggs", None, "remove"), ("milk", 4, "set")]),
        (
            "change_quantity",
            "sugar 2kg make it three, na ile ya 1kg itoe",
            [("sugar", 3, "set"), ("sugar", None, "remove")],
        ),
        ("remove_item", "replace milk with yoghurt", [("milk", None, "remove"), ("yoghurt", None, "add")]),
    ],
)
def test_given_several_changes_in_one_message_when_read_then_each_line_has_its_own(
    intent: str, text: str, lines: list[tuple[str, float | None, str]], shop: Catalog
) -> None:
    assert changes(read_order_lines(text, shop, intent)) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("mkate mbili hapana tatu", [(None, 3)]),
        ("2 soda, no 3 soda", [("SD-500ML", 3)]),
        ("omo moja na jik moja, zii mbili", [("OM-1KG", 1), ("BL-750ML", 2)]),
        ("omo mbili si tatu", [("OM-1KG", 2)]),
    ],
)
def test_given_a_number_that_is_put_right_when_read_then_one_line_keeps_the_one_meant(
    text: str, lines: list[tuple[str | None, float]], shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [("mko na mayai? nipe tray mbili", [("EG-30", 2)]), ("do you have omo? send 2", [("OM-1KG", 2)])],
)
def test_given_a_question_and_a_wish_when_read_as_an_order_then_the_wish_is_read(
    text: str, lines: list[tuple[str, float]], shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == lines


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("2 packets salt, forget the sugar", ["SL-1KG"]),
        ("forget the butter, just salt", ["SL-1KG"]),
        ("chumvi moja, sitaki sukari", ["SL-1KG"]),
    ],
)
def test_given_goods_that_are_refused_beside_an_order_when_read_then_they_are_no_line(
    text: str, skus: list[str], shop: Catalog
) -> None:
    assert [line.sku for line in ordered(text, shop)] == skus


@pytest.mark.parametrize(
    ("text", "skus"), [("robo ya majani", ["TL-250G"]), ("green tea", [None]), ("toilet paper 10 pack", ["TP-10"])]
)
def test_given_half_said_packs_and_colours_when_read_then_only_what_fits_is_picked(
    text: str, skus: list[str | None], shop: Catalog
) -> None:
    assert [line.sku for line in ordered(text, shop)] == skus


@pytest.mark.parametrize("text", ["hi, unga 2kg na nitalipa na mpesa", "niaje buda, unga 2kg, nalipa card"])
def test_given_a_greeting_and_a_way_to_pay_beside_an_order_when_read_then_they_add_no_line(
    text: str, shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == [("MF-2KG", None)]


@pytest.mark.parametrize(
    ("text", "product"), [("airtime ya 100", "airtime"), ("viatu", "viatu"), ("nitumie credo ya 50", "credo")]
)
def test_given_goods_the_shop_does_not_sell_when_read_then_the_match_is_empty(
    text: str, product: str, shop: Catalog
) -> None:
    [line] = ordered(text, shop)
    assert (line.product, line.sku, line.candidates, line.quantity) == (product, None, (), None)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sugar and oil, send 2kg and 3l", [("SG-2KG", None), ("OL-3L", None)]),
        ("rice and salt: 5kg and 1kg", [("RC-5KG", None), ("SL-1KG", None)]),
        ("omo na jik na royco zikuwe 2, 1 na 4", [("OM-1KG", 2), ("BL-750ML", 1), ("RY-50G", 4)]),
        ("omo na jik mbili", [("OM-1KG", None), ("BL-750ML", 2)]),
    ],
)
def test_given_as_many_amounts_as_goods_behind_them_when_read_then_they_are_shared_out_in_order(
    text: str, wanted: list[tuple[str, float | None]], shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == wanted


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("nipe 🍞 na 🥚", [BREAD, EGGS]),
        ("2🍞 3🥛", [BREAD, MILK]),
        ("🧼", [{"BS-1", "HS-3", "TS-175G", "DS-750ML"}]),
        ("mkate 🍞 mbili na sukari 2kg 🍯😋", [BREAD, {"SG-2KG"}]),
        ("unga 5kg 🙏", [{"MF-5KG"}]),
    ],
)
def test_given_pictures_of_goods_when_read_then_they_mean_the_family_and_beside_words_nothing(
    text: str, fitting: list[set[str]], shop: Catalog
) -> None:
    assert [set(line.candidates) for line in ordered(text, shop)] == fitting


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("eggs 1 tray and 6 more", [("EG-30", 1), ("EG-6", None)]),
        ("mayai 6 na tray moja", [("EG-6", None), ("EG-30", 1)]),
        ("soda mbili na zingine tatu", [("SD-500ML", 2), ("SD-500ML", 3)]),
    ],
)
def test_given_an_amount_and_more_of_the_same_when_read_then_each_is_a_line(
    text: str, wanted: list[tuple[str, float | None]], shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "sugar 1kg, mpesa 12345",
        "sugar 1kg, till no 556677",
        "lipa na till 5566 sugar 1kg",
        "niko na 200 tu, sugar 1kg",
        "sugar 1kg, total 155",
        "one of my kids wants sugar 1kg",
    ],
)
def test_given_numbers_of_payment_money_or_people_when_read_then_they_are_no_quantity(text: str, shop: Catalog) -> None:
    assert packs(ordered(text, shop)) == [("SG-1KG", None)]


@pytest.mark.parametrize(
    "text",
    [
        "jana mvua ilinyesha, nyumba ikajaa maji. nitumie omo mbili",
        "my sister came over yesterday and burnt the rice, anyway send 2 omo",
        "jana nilichukua unga kwenu ilikuwa poa, leo nataka omo mbili",
        "instead of bread give me 2 omo",
        "nipe omo mbili badala ya mkate",
        "nyanya yangu ameniambia nilete omo mbili",
    ],
)
def test_given_goods_of_a_story_or_given_up_beside_an_order_when_read_then_they_are_no_line(
    text: str, shop: Catalog
) -> None:
    assert packs(ordered(text, shop)) == [("OM-1KG", 2)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("remove soda and jam, put honey", [("SD-500ML", "remove"), ("JM-500G", "remove"), ("HN-500G", "add")]),
        ("toa omo, weka jik badala yake", [("OM-1KG", "remove"), ("BL-750ML", "add")]),
        ("toa unga 2kg weka ya 5kg badala yake", [("MF-2KG", "remove"), ("MF-5KG", "add")]),
        ("badala ya omo nipe jik", [("OM-1KG", "remove"), ("BL-750ML", "add")]),
        ("she doesn't take jam any more, remove the jam and put honey", [("JM-500G", "remove"), ("HN-500G", "add")]),
        ("omo itoe, sitaweza kuafford", [("OM-1KG", "remove")]),
    ],
)
def test_given_one_goods_taken_out_and_another_put_in_when_read_then_each_has_its_change(
    text: str, wanted: list[tuple[str, str]], shop: Catalog
) -> None:
    lines = read_order_lines(text, shop, "remove_item")
    assert [(line.sku, line.change) for line in lines] == wanted
