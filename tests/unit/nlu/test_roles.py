"""What numbers and telling words are: how many, or which of the goods. Decided by the catalog for the whole message."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.commerce.catalog import Catalog, Product
from bot.nlu.goods.order_lines import read_order_lines

Wanted = tuple[str | tuple[str, ...], float | None]


def shop(**names: str) -> Catalog:
    """``A="Name | alias"`` by code; the price is 100 for the first, 200 for the second and so on."""
    products = []
    for place, (sku, name) in enumerate(names.items(), 1):
        title, *aliases = (part.strip() for part in name.split("|"))
        products.append(Product(sku, title, Decimal(100 * place), stock=9, aliases=tuple(aliases)))
    return Catalog.of(products, "-".join(names.values()))


SHOES = shop(
    A40="Nike Air Force 1 White 40",
    A42="Nike Air Force 1 White 42",
    V40="Vans Old Skool Black 40",
    SK="Ankle Socks (Pair)",
)
SHIRTS = shop(
    TKM="Round Neck T-Shirt Black M", TKL="Round Neck T-Shirt Black L", TWL="Round Neck T-Shirt White L", HGL="Hoodie Grey L",
    HKX="Hoodie Black XL", BD="Bodycon Dress Red S",
)  # fmt: skip
HARDWARE = shop(
    N2="Wire Nails 2 Inch 1kg | misumari", N3="Wire Nails 3 Inch 1kg | misumari", P5="LED Bulb 9W Pin", P6="LED Bulb 9W Screw",
    P7="LED Bulb 15W Screw", S1="Wall Socket Single", S2="Wall Socket Double", L40="Padlock 40mm | kufuli",
    L63="Padlock 63mm | kufuli", R28="Iron Sheet Gauge 28 2m", R30="Iron Sheet Gauge 30 3m",
)  # fmt: skip
DIAPERS = shop(D2="Baby Diapers Size 2", D3="Baby Diapers Size 3", D4="Baby Diapers Size 4")
SEEDS = shop(
    H6="Maize Seed H614 2kg", H10="Maize Seed H614 10kg", CAN="CAN Fertilizer 50kg", M57="Mattress 5x6 8 Inch",
    M66="Mattress 6x6 8 Inch",
)  # fmt: skip
CAFE = shop(
    KQ="Chicken Fry Quarter", KH="Chicken Fry Half", CO="Combo 2: Quarter Chicken + Chips + Soda", PS="Margherita Pizza Small",
    PM="Margherita Pizza Medium", BM="BBQ Chicken Pizza Medium", CR="Chips Regular", CL="Chips Large", FJ="Mango Juice 300ml",
)  # fmt: skip
PHONES = shop(
    CC="USB Cable Type C 1m", CM="USB Cable Micro 1m", MC="Memory Card 32GB", P10="Power Bank 10000mAh", P20="Power Bank 20000mAh",
    A15="Samsung Galaxy A15 256GB", SIM="Safaricom SIM Card", AIR="Airtel SIM Card",
)  # fmt: skip


COVERS = shop(
    P5="Samsung Galaxy A05 64GB", P15="Samsung Galaxy A15 128GB Black", C5="Silicone Cover Samsung A05", S5="Screen Protector Samsung A05",
    S15="Screen Protector Samsung A15 Clear", B10="Anker Power Bank 10000mAh", B20="Anker Power Bank 20000mAh", CH="Car Charger",
)  # fmt: skip
VESSELS = shop(
    B4="Kenpoly Basin 40cm Blue | beseni", B5="Kenpoly Basin 50cm Red | beseni", CW="Melamine Cup White", CF="Melamine Cup Floral",
    PW="Melamine Plate White", BK="Bucket with Lid 20L", TO="Tomatoes 1kg", RI="Rice 50kg Bag", SB="School Bag",
    SW="Satin Fabric White",
)  # fmt: skip
FLOWERS = shop(
    R12="Rose Bouquet Red 12 Stems", R50="Rose Bouquet Red 50 Stems", W12="Rose Bouquet White 12 Stems", SR="Single Rose Red",
    N4="Mosquito Net 4x6", N6="Mosquito Net 6x6", B6="Mahogany Bed 6x6",
)  # fmt: skip
HOUSE = shop(
    M6="Foam Mattress 3x6 6 inch", M8="Foam Mattress 3x6 8 inch", PP="Plastic Pot 12 inch", CP="Clay Pot 10 inch", CL="Clay Pot 12 inch",
    SO="Potting Soil 5kg", S24="Sufuria 24cm", S28="Sufuria 28cm", L24="Sufuria Lid 24cm", FC="Ceiling Fan 56 inch",
    FS="Stand Fan 16 inch", I2="Iron Sheet Gauge 30 2m", I3="Iron Sheet Gauge 30 3m",
)  # fmt: skip
SCHOOL = shop(
    N28="Sweater Navy Blue Size 28", G28="Sweater Bottle Green Size 28", LP="Plastic Lunch Box", LS="Insulated Lunch Box Steel",
    BP="School Bag Pink", BB="School Bag Blue", CT="Chocolate Croissant", CB="Butter Croissant", KB="Kings Butter 250g",
)  # fmt: skip
STALL = shop(
    OR="Red Onions 1kg", OW="White Onions 1kg", OH="Red Onions Heap", TK="Tomatoes 1kg", TH="Tomatoes Heap", BP="Bananas Piece",
    BB="Bananas Bunch", BR="Brown Bread 400g | mkate", WB="White Bread 400g | mkate",
)  # fmt: skip
WHOLESALE = shop(
    S1="White Sugar 1kg", SB="White Sugar 1kg Bale (20 Packets)", OL="Rina Cooking Oil 1L", OC="Rina Cooking Oil 1L Carton (12 Bottles)",
    T5="Takeaway Containers 500ml (50 pcs)", T7="Takeaway Containers 750ml (50 pcs)", K4="Khaki Paper Bags No. 4 (100 pcs)",
    K8="Khaki Paper Bags No. 8 (100 pcs)", GG="Green Grams 1kg",
)  # fmt: skip
COMPUTERS = shop(
    LD="Dell Latitude Laptop 8GB RAM 256GB SSD", LH="HP EliteBook Laptop 8GB RAM 512GB SSD", CD="Dell Laptop Charger 65W",
    BG="Laptop Bag 14 Inch", E2="Ethernet Cable 2m", E10="Ethernet Cable 10m", WF="Wireless Mouse", WB="USB Wired Mouse",
)  # fmt: skip


def read(catalog: Catalog, text: str, intent: str = "order_items") -> list[Wanted]:
    lines = read_order_lines(text, catalog, intent)
    return [(line.sku or line.candidates, line.quantity) for line in lines]


@pytest.mark.parametrize(
    ("catalog", "text", "wanted"),
    [
        (SHOES, "airforce 42 mbili", [("A42", 2)]),
        (SHOES, "2 airforce 42", [("A42", 2)]),
        (SHOES, "nataka air force nyeupe namba 42", [("A42", None)]),
        (SHOES, "weka airforce 40 pair moja", [("A40", 1)]),
        (SHOES, "airforce 2", [(("A40", "A42"), 2)]),
        (COVERS, "samsung a05 moja", [("P5", 1)]),
        (COVERS, "cover ya samsung a05", [("C5", None)]),
        (COVERS, "samsung a05 screen protector", [("S5", None)]),
        (COVERS, "kava ya samsung moja", [((), 1)]),
        (COVERS, "power bank ya 10k mbili", [("B10", 2)]),
        (VESSELS, "Send 2 basins", [(("B4", "B5"), 2)]),
        (VESSELS, "basin red mbili", [("B5", 2)]),
        (VESSELS, "nataka vikombe 4 white", [("CW", 4)]),
        (VESSELS, "6 plates and 4 cups white", [("PW", 6), ("CW", 4)]),
        (VESSELS, "2 basins za nyanya", [("TO", 2)]),
        (VESSELS, "rice 50kg 2 bags", [("RI", 2)]),
        (VESSELS, "3 buckets", [("BK", 3)]),
        (VESSELS, "satini nyeupe", [("SW", None)]),
        (FLOWERS, "nishikie roses red 50", [("R50", None)]),
        (FLOWERS, "2 red roses", [(("R12", "R50", "SR"), 2)]),
        (FLOWERS, "mosquito net for 6x6 bed", [("N6", None)]),
        (FLOWERS, "mosquito net 4x6 na 6x6 bed", [("N4", None), ("B6", None)]),
        (HARDWARE, "padlock 63 ngapi", [("L63", None)]),
        (HARDWARE, "misumari ya nchi tatu kilo mbili", [("N3", 2)]),
        (HARDWARE, "6 led bulbs 9 watts screw type", [("P6", 6)]),
        (HARDWARE, "iron sheets gauge 28, the 2 metre ones", [("R28", None)]),
        (DIAPERS, "I need 3 diapers", [(("D2", "D3", "D4"), 3)]),
        (DIAPERS, "2 diapers size 4", [("D4", 2)]),
        (SEEDS, "h614 2kg x3", [("H6", 3)]),
        (SEEDS, "can 50kg mbili", [("CAN", 2)]),
        (SEEDS, "mattress 6 by 6", [("M66", None)]),
        (SEEDS, "godoro 5x6 moja", [("M57", 1)]),
        (PHONES, "a15 ya 256gb moja", [("A15", 1)]),
        (PHONES, "power bank 20000 mbili", [("P20", 2)]),
        (CAFE, "chips ya mia saba", [("CR", None)]),
        (HOUSE, "godoro 3x6 inchi sita", [("M6", None)]),
        (HOUSE, "mabati ya gauge 30 mita tatu", [("I3", None)]),
        (HOUSE, "vyungu viwili vya udongo vya inchi 12", [("CL", 2)]),
        (HARDWARE, "a dozen 9w screw bulbs", [("P6", 12)]),
        (HARDWARE, "2 single sockets", [("S1", 2)]),
        (WHOLESALE, "sugar packets 15", [("S1", 15)]),
        (WHOLESALE, "sugar bale 2", [("SB", 2)]),
        (WHOLESALE, "rina 1 litre carton moja", [("OC", 1)]),
        (WHOLESALE, "3 takeaway containers 750ml", [("T7", 3)]),
        (WHOLESALE, "paper bags no. 8", [("K8", None)]),
        (COMPUTERS, "laptop 8gb ram 512 ssd", [("LH", None)]),
        (STALL, "onions kilo 2", [(("OR", "OW"), 2)]),
        (STALL, "nyanya fungu mbili", [("TH", 2)]),
        (STALL, "ndizi kumi na mbili", [("BP", 12)]),
    ],
)
def test_a_number_is_a_size_where_the_catalog_has_it_and_else_how_many(
    catalog: Catalog, text: str, wanted: list[Wanted]
) -> None:
    assert read(catalog, text) == wanted


def test_a_number_that_may_be_either_is_asked_about() -> None:
    # 3 packets, or size 3: the customer picks among all of them and is asked how many
    assert read(DIAPERS, "nataka diapers 3") == [(("D2", "D3", "D4"), None)]


@pytest.mark.parametrize(
    ("catalog", "text", "wanted"),
    [
        (SHIRTS, "t-shirt nyeusi size M mbili", [("TKM", 2)]),
        (SHIRTS, "hoodie ya grey L", [("HGL", None)]),
        (SHIRTS, "black hoodie", [("HKX", None)]),
        (HARDWARE, "3 double sockets", [("S2", 3)]),
        (PHONES, "micro usb cable 3", [("CM", 3)]),
        (PHONES, "memory card moja", [("MC", 1)]),
        (PHONES, "laini ya airtel moja", [("AIR", 1)]),
        (CAFE, "quarter chicken", [("KQ", None)]),
        (CAFE, "kuku nusu", [("KH", None)]),
        (CAFE, "pizza medium", [(("PM", "BM"), None)]),
        (CAFE, "chips", [(("CR", "CL"), None)]),
        (SHIRTS, "t-shirt rangi ya nyeupe", [("TWL", None)]),
        (HOUSE, "sufuria ya 24", [("S24", None)]),
        (HOUSE, "mfuniko wa sufuria", [("L24", None)]),
        (HOUSE, "feni ya dari", [("FC", None)]),
        (COVERS, "samsung a15 nyeusi", [("P15", None)]),
        (COMPUTERS, "dell laptop", [("LD", None)]),
        (COMPUTERS, "vipanya viwili", [(("WF", "WB"), 2)]),
        (WHOLESALE, "ndengu", [("GG", None)]),
        (SCHOOL, "sweater size 28", [(("N28", "G28"), None)]),
        (SCHOOL, "lunch box ya plastiki", [("LP", None)]),
        (SCHOOL, "begi ya pinki", [("BP", None)]),
        (PHONES, "simu ya samsung a15", [("A15", None)]),
        (PHONES, "waya", [(("CC", "CM"), None)]),
    ],
)
def test_words_tell_which_of_the_goods_in_any_order_and_language(
    catalog: Catalog, text: str, wanted: list[Wanted]
) -> None:
    assert read(catalog, text) == wanted


@pytest.mark.parametrize(
    ("catalog", "text", "wanted"),
    [
        (SHIRTS, "can I get three hoodies, 2 grey L and 1 black XL", [("HGL", 2), ("HKX", 1)]),
        (SHIRTS, "t-shirt white L 3pcs na black L 2pcs", [("TWL", 3), ("TKL", 2)]),
        (HARDWARE, "kufuli mbili, moja ya 40mm na moja ya 63mm", [("L40", 1), ("L63", 1)]),
        (HARDWARE, "socket double tatu na single mbili", [("S2", 3), ("S1", 2)]),
        (SCHOOL, "chocolate croissant mbili na butter moja", [("CT", 2), ("CB", 1)]),
        (CAFE, "pizza medium, margherita moja na bbq chicken moja", [("PM", 1), ("BM", 1)]),
    ],
)
def test_others_of_a_family_need_not_be_named_again(catalog: Catalog, text: str, wanted: list[Wanted]) -> None:
    assert read(catalog, text) == wanted


def test_one_goods_turned_into_another_goes_out_and_the_other_comes_in() -> None:
    lines = read_order_lines("badilisha bulb ya pin 9w iwe ya screw", HARDWARE, "change_quantity")

    assert [(line.sku, line.change) for line in lines] == [("P5", "remove"), ("P6", "add")]


def test_goods_that_are_only_part_of_a_dish_or_drink_are_not_taken_for_it() -> None:
    assert read(CAFE, "2 mangoes") == [(("FJ",), 2)]


def test_what_is_given_for_what_is_taken_out_is_another_of_its_kind() -> None:
    lines = read_order_lines("toa mkate ya brown weka white", STALL, "remove_item")

    assert [(line.sku or line.candidates, line.change) for line in lines] == [("BR", "remove"), ("WB", "add")]


def test_behind_a_verb_that_sets_a_small_number_is_how_many() -> None:
    assert read(COMPUTERS, "make the ethernet ya 10m iwe mbili", "change_quantity") == [("E10", 2)]


def test_to_take_out_is_to_remove() -> None:
    lines = read_order_lines("make the sugar 2kg 10 and take out the khaki bags no 4", WHOLESALE, "change_quantity")

    assert [(line.sku, line.change) for line in lines][-1] == ("K4", "remove")


def test_a_no_that_ends_its_sentence_is_no_sign_of_a_number() -> None:
    assert read(STALL, "no. brown bread 2 na nyanya kilo 3") == [("BR", 2), ("TK", 3)]
    assert read(WHOLESALE, "khaki paper bags no. 8") == [("K8", None)]
