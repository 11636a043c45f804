"""Places of a country: found in messages by the longest name, told apart by what stands beside them, refused with file and line."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.fields.entities import read_entities
from bot.nlu.fields.gazetteer import Gazetteer, Place, find_places
from bot.nlu.text.tokens import tokenise
from bot.nlu.words import groups
from bot.nlu.words.packs import BrokenPack, Packs, from_json, read_packs
from tests.unit.nlu.work import calls_of


def found(text: str) -> list[Place]:
    return find_places(tokenise(text))


def names(text: str) -> list[str]:
    return [place.name for place in found(text)]


def country(root: Path, text: str) -> Packs:
    folder = root / "data" / "countries"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "xx.yml").write_text(text, encoding="utf-8")
    return read_packs((), ("xx",), root)


@pytest.fixture
def put_back() -> Iterator[None]:
    before = groups.current()
    yield
    groups.use(before)


@pytest.mark.parametrize(
    ("text", "name", "kind", "town", "zone"),
    [
        ("deliver to kahawa west near the stage", "Kahawa West", "estate", "Nairobi", "Roysambu"),
        ("KWEST", "Kahawa West", "estate", "Nairobi", "Roysambu"),
        ("niko buru phase 3 house 12", "Buruburu Phase 3", "estate", "Nairobi", "Makadara"),
        ("G45 stage", "Githurai 45", "town", "Githurai 45", ""),
        ("I&M building", "I&M Building", "landmark", "Nairobi", "CBD"),
        ("co op house", "Cooperative House", "landmark", "Nairobi", "CBD"),
        ("St. Mary's Hospital Mumias", "St Mary's Hospital Mumias", "landmark", "Mumias", ""),
        ("niko murang’a", "Murang'a", "town", "Murang'a", ""),
        ("nairobi", "Nairobi", "town", "Nairobi", ""),
        ("kilimani", "Kilimani", "zone", "Nairobi", "Kilimani"),
        ("tom mboya avenue, mombasa", "Tom Mboya Avenue", "road", "Mombasa", "Mombasa Island"),
    ],
)
def test_given_a_place_by_any_of_its_names_when_read_then_it_is_told_where_it_lies(
    text: str, name: str, kind: str, town: str, zone: str
) -> None:
    place = found(text)[0]
    assert (place.name, place.kind, place.town, place.zone) == (name, kind, town, zone)


def test_given_a_name_that_is_part_of_a_longer_one_when_read_then_the_longer_one_is_meant() -> None:
    assert names("umoja 1 innercore next to mama lucy hospital") == ["Umoja 1", "Innercore", "Mama Lucy"]
    assert [place.end - place.start for place in found("mama lucy kibaki hospital")] == [4]


def test_given_a_name_in_several_towns_when_another_place_is_named_then_it_lies_there() -> None:
    (alone,) = found("majengo")
    beside, _ = found("majengo, kajiado")
    assert (alone.region, alone.town, len(alone.sites) > 5) == ("", "", True)
    assert (beside.region, beside.town, len(beside.sites)) == ("Kajiado", "Kajiado", 1)


def test_given_two_names_that_each_are_in_two_towns_when_both_are_named_then_each_tells_the_other() -> None:
    assert [place.region for place in found("mountain view, kangemi")] == ["Nairobi", "Nairobi"]
    assert [place.region for place in found("kangemi, nyeri")] == ["Nyeri", "Nyeri"]


def test_given_a_name_that_is_a_word_too_when_read_then_it_is_marked_as_one() -> None:
    assert [place.is_ordinary for place in found("junction, umoja, kahawa west")] == [True, True, False]


def test_given_a_place_in_another_country_when_read_then_it_is_abroad() -> None:
    (kampala,) = found("mnaleta Kampala?")
    assert (kampala.name, kampala.kind, kampala.is_abroad, kampala.region) == ("Uganda", "abroad", True, "")
    assert not any(place.is_abroad for place in found("congo, nairobi"))


def test_given_words_parted_by_signs_when_read_then_they_are_no_name() -> None:
    assert names("kahawa, west") == ["Kahawa"]
    assert names("tom? mboya avenue") == names("mboya avenue")


def test_given_a_message_of_places_alone_when_read_then_it_takes_a_time_in_proportion() -> None:
    few, many = tokenise("majengo kahawa west " * 20), tokenise("majengo kahawa west " * 80)
    assert len(find_places(many)) == 160
    assert calls_of(lambda: find_places(many)) < 5 * calls_of(lambda: find_places(few))


def test_the_gazetteer_of_the_country_is_small() -> None:
    packs = groups.current()
    tracemalloc.start()
    gazetteer = Gazetteer.of(packs)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(list(gazetteer.single_names())) > 1000
    assert kept < 3_000_000


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("nimekaa Kahawa Wendani", "Kahawa Wendani"),
        ("Moi avenue, Bihi towers 6th floor", "Moi avenue, Bihi towers 6th floor"),
        ("mountain view kangemi, house 4", "mountain view kangemi, house 4"),
        ("lucky summer", "lucky summer"),
        ("Mukuru kwa Reuben karibu na chief's camp", "Mukuru kwa Reuben karibu na chief's camp"),
    ],
)
def test_given_an_address_of_several_words_when_read_then_it_is_whole(text: str, address: str, shop: Catalog) -> None:
    entities = read_entities(text, shop, "inform_address")
    assert [each.value for each in entities if each.entity == "address"] == [address]


def test_given_a_place_that_has_goods_in_its_name_when_ordered_to_then_it_is_no_product(shop: Catalog) -> None:
    entities = read_entities("pls deliver 1 sugar 2kg to Kahawa Wendani", shop, "order_items")
    assert [each.value for each in entities if each.entity == "address"] == ["Kahawa Wendani"]
    assert [each.value for each in entities if each.entity == "product"] == ["sugar"]


def test_given_a_place_of_several_words_behind_goods_when_ordered_then_it_is_found_without_a_word_that_leads_to_it(
    shop: Catalog,
) -> None:
    entities = read_entities("nataka mkate mbili, kahawa west", shop, "order_items")
    assert [each.value for each in entities if each.entity == "address"] == ["kahawa west"]


@pytest.mark.parametrize("text", ["ankara tafadhali", "nataka kahawa mbili", "tena mbili za fedha"])
def test_given_words_that_are_names_of_places_too_when_read_then_there_is_no_address(text: str, shop: Catalog) -> None:
    assert [each.value for each in read_entities(text, shop, None) if each.entity == "address"] == []


def test_given_names_with_dots_when_read_then_they_are_names_like_others(tmp_path: Path, put_back: None) -> None:
    packs = country(
        tmp_path,
        "gazetteer:\n  regions:\n    St. Ann:\n      St.Ann's Bay:\n        zones:\n          No. 2 Side:\n"
        "            roads: [Main St. = Main Street]\n",
    )
    groups.use(packs)
    (place,) = found("main street")
    assert (place.name, place.region, place.town, place.zone) == ("Main St.", "St. Ann", "St.Ann's Bay", "No. 2 Side")
    # and as they come back with a model
    groups.use(country(tmp_path, "gazetteer: {abroad: [Kenya]}"))
    assert found("main street") == []
    groups.use(from_json(packs.as_json()))
    assert found("main street") == [place]


HEAD = "gazetteer:\n  regions:\n"
WRONG = [
    (
        HEAD + "    Lagos:\n      Ikeja:\n        estates: [GRA]\n        roads: [Allen Avenue, GRA]",
        "data/countries/xx.yml:6: 'GRA' stands twice in Ikeja (line 5 too); take one out.",
    ),
    (
        HEAD + "    Lagos:\n      towns: [Epe, Badagry = Epe]",
        "data/countries/xx.yml:4: 'Epe' stands twice in Lagos (line 4 too); take one out.",
    ),
    (HEAD + "    Lagos:\n      Ikeja:\n        estate: [GRA]", "data/countries/xx.yml:5: 'Ikeja' has no 'estate'; call it estates."),
    (
        HEAD + "    Lagos:\n      Ikeja: [GRA]",
        "data/countries/xx.yml:4: 'Ikeja' wants also, estates, roads, landmarks or zones below it; a town of which no more is",
    ),
    (HEAD + "    Lagos: [Ikeja]", "data/countries/xx.yml:3: 'Lagos' wants its towns below it; put them under 'towns'."),
    (HEAD + "    Lagos: {}", "data/countries/xx.yml:3: 'gazetteer.regions.Lagos' is empty; put lists of words below it or take it out."),
    (HEAD + "    Lagos:\n      towns:\n        Ikeja: [GRA]", "data/countries/xx.yml:5: 'towns' wants a list of places; "),
    (HEAD + "    Lagos:\n      Ikeja:\n        zones:\n          Oba: [GRA]", "data/countries/xx.yml:6: 'Oba' wants also, estates,"),
    (HEAD + "    Lagos:\n      Ikeja:\n        zones:\n          Oba:\n            zones: [GRA]", "data/countries/xx.yml:7: 'Oba' has no"),
    (HEAD + "    Lagos:\n      towns: [Epe =]", "data/countries/xx.yml:4: 'Epe =' is no place; write it as 'Name = other name'."),
    (HEAD + "    Lagos:\n      towns: ['!']", "data/countries/xx.yml:4: '!' is no place;"),
    (HEAD + "    Lagos:\n      towns: Epe", "data/countries/xx.yml:4: 'gazetteer.regions.Lagos.towns' wants a list of words"),
    ("gazetteer:\n  places: [Epe]", "data/countries/xx.yml:2: 'gazetteer' has no 'places'; it has regions, abroad or ordinary."),
    ("gazetteer: [Epe]", "data/countries/xx.yml:1: 'gazetteer' has no list of its own; it has regions, abroad or ordinary."),
    ("gazetteer:\n  ordinary: [Epe]", "data/countries/xx.yml:2: 'Epe' is no place of the gazetteer; mend its name or take it out."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_given_a_gazetteer_that_cannot_be_read_then_file_line_and_mend_are_named(
    tmp_path: Path, put_back: None, text: str, said: str
) -> None:
    before = names("kahawa west")
    with pytest.raises(BrokenPack) as refused:
        groups.use(country(tmp_path, text))
    assert str(refused.value).startswith(said)
    assert names("kahawa west") == before
