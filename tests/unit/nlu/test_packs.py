"""Packs of words: read as they are written, refused with file, line and a way on, and followed by all who asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.nlu.text.numbers import read_number
from bot.nlu.text.tokens import tokenise
from bot.nlu.text.units import MEASURES
from bot.nlu.words import groups
from bot.nlu.words.groups import forms, languages, lists, pattern, shapes, spoken, table, tagged, words
from bot.nlu.words.packs import BrokenPack, Entry, Packs, from_json, names_of, project_packs, read_packs


def packs(root: Path, **files: str) -> Packs:
    """Packs of one or more languages, as files of a project."""
    folder = root / "data" / "words"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return read_packs(files, (), root)


@pytest.fixture
def put_back() -> Iterator[None]:
    before = groups.current()
    yield
    groups.use(before)


def test_every_word_knows_its_group_and_its_line(tmp_path: Path) -> None:
    read = packs(tmp_path, en="greetings: [hello,\n  hi]\nnumbers:\n  ones: {1: [one], 2: [two, pair]}\n")
    file = "data/words/en.yml"
    assert read.entries == (
        Entry("greetings", "hello", file, 1),
        Entry("greetings", "hi", file, 2),
        Entry("numbers.ones.1", "one", file, 4),
        Entry("numbers.ones.2", "two", file, 4),
        Entry("numbers.ones.2", "pair", file, 4),
    )
    assert read.values("numbers.ones") == {"one": "1", "two": "2", "pair": "2"}
    assert read.where("hi") == [Entry("greetings", "hi", file, 2)]


def test_words_that_yaml_takes_for_something_else_stay_words(tmp_path: Path) -> None:
    read = packs(tmp_path, en="answers: {yes: [yes, on, y], no: [no, off, null, 3.10]}")
    assert read.values("answers") == {
        "yes": "yes", "on": "yes", "y": "yes", "no": "no", "off": "no", "null": "no", "3.10": "no",
    }  # fmt: skip


def test_of_a_word_with_two_values_the_first_pack_counts(tmp_path: Path) -> None:
    read = packs(tmp_path, sw="verbs: {add: [top]}", en="verbs: {order: [top, buy]}")
    assert read.values("verbs") == {"top": "add", "buy": "order"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [one, two, one]", "data/words/en.yml:1: 'one' stands twice in 'a' (line 1 too); take one out."),
        (
            "a: [one]\nb: [two]\na: [three]",
            "data/words/en.yml:3: 'a' stands twice (line 1 too); put both lists together.",
        ),
        ("a: one", "data/words/en.yml:1: 'a' wants a list of words, as in [one, two]."),
        ("- one\n- two", "data/words/en.yml:1: names of groups with their words are expected here"),
        ("a:\n  - [one]", "data/words/en.yml:2: a word is expected here."),
        ("a:\n  - {one: two}", "data/words/en.yml:2: a word is expected here."),
        ("a: ['']", "data/words/en.yml:1: a word is expected here."),
        (
            "a: [one]\n\tb: [two]",
            "data/words/en.yml:2: a tab. YAML is indented with blanks; put two blanks in its place.",
        ),
        ("a: [one\nb: [two]", "data/words/en.yml:2: no YAML:"),
        ("a: {b: {}}", "data/words/en.yml:1: 'a.b' is empty; put lists of words below it or take it out."),
        ("a: &a {b: *a}", "data/words/en.yml:1: "),
        ("a:\n  stories: [one]", "data/words/en.yml:2: Rasa takes a file with 'stories:' for training data;"),
    ],
)
def test_what_is_no_pack_is_refused_with_its_line_and_a_way_on(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BrokenPack) as refused:
        packs(tmp_path, en=text)
    assert str(refused.value).startswith(said)


def test_a_dot_in_a_name_is_part_of_that_name(tmp_path: Path) -> None:
    read = packs(tmp_path, en="parts: {0.5: [half], 0: {5: [five]}}\nparts.0: {5: [none]}")
    assert read.values("parts") == {"half": "0.5", "five": "0.5"}
    assert [names_of(path) for path, _ in read.lists("parts")] == [("parts", "0.5"), ("parts", "0", "5")]


def test_a_pack_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    packs(tmp_path, en="a: [one]", sw="a: [moja]")
    with pytest.raises(BrokenPack, match=r"data/words/pcm\.yml: there is no such file\. .*there are: en, sw\."):
        read_packs(("en", "pcm"), (), tmp_path)


def test_bytes_that_are_no_utf_8_are_refused(tmp_path: Path) -> None:
    packs(tmp_path, en="a: [one]")
    (tmp_path / "data" / "words" / "en.yml").write_bytes(b"a: [caf\xe9]")
    with pytest.raises(BrokenPack, match=r"en\.yml: byte 7 is no UTF-8"):
        read_packs(("en",), (), tmp_path)


def test_config_yml_names_the_packs(tmp_path: Path) -> None:
    packs(tmp_path, en="a: [one]", sw="a: [moja]")
    (tmp_path / "config.yml").write_text("pipeline:\n- name: any\n  languages: [sw]\n  countries: []\n")
    assert [entry.word for entry in project_packs(tmp_path).entries] == ["moja"]


def test_what_is_kept_with_a_model_comes_back_as_it_was(tmp_path: Path) -> None:
    read = packs(tmp_path, en="a: [one]\nb: {1: [two]}")
    assert from_json(read.as_json()).entries == read.entries


def test_all_who_asked_follow_when_other_packs_are_put_to_use(tmp_path: Path, put_back: None) -> None:
    greetings, ones = words("test.greetings"), table("test.ones", int)
    named, by_key = pattern(r"\b<<test.greetings>>\b"), tagged("test.ones", "(?<!x)%s")
    families, built = lists("test.ones"), shapes("test.shapes")
    groups.use(
        packs(tmp_path, en="test: {greetings: [hey, hey you], ones: {1: [one, uno]}, shapes: ['(na|ta)<[a-z]{2,}>a']}")
    )
    assert greetings == {"hey", "hey you"}
    assert ones == {"one": 1, "uno": 1}
    assert families == {"1": ("one", "uno")}
    assert [match.group() for match in named.finditer("hey hey you")] == ["hey", "hey you"]
    assert by_key["1"].search("uno")
    assert not by_key["1"].search("xuno")
    found = built.fullmatch("nataka")
    assert found
    assert found[1] == "tak"
    groups.use(packs(tmp_path, en="test: {greetings: [hola]}"))
    assert greetings == {"hola"}
    assert not ones
    assert not families
    assert named.search("hey") is None
    assert built.fullmatch("nataka") is None


def test_phrases_may_leave_out_and_choose_and_end_as_they_like(tmp_path: Path, put_back: None) -> None:
    paid = pattern("<<test.paid>>")
    groups.use(packs(tmp_path, en='test: {paid: ["(pay|paying) (up)?on delivery", "m(-| )?pesa", "per *", "c++"]}'))
    for text in ("pay on delivery", "paying upon delivery", "m-pesa", "mpesa", "per kilo", "c++"):
        assert paid.fullmatch(text), text
    for text in ("pay at delivery", "m_pesa", "perkilo", "cc"):
        assert not paid.fullmatch(text), text


def test_numbers_are_written_as_their_forms_say(tmp_path: Path, put_back: None) -> None:
    by_key = forms("test.numbers", r"(?<!\w)(?:%(key)s)?(%(form)s)(?!\w)")
    groups.use(packs(tmp_path, en="test: {numbers: {49: [15x xxx], 7: [AX9]}}"))
    assert [match[1] for match in by_key["49"].finditer("49152 345 and 153-456 or 159456, 1594567")] == [
        "152 345",
        "153-456",
        "159456",
    ]
    assert [match[1] for match in by_key["7"].finditer("7ab9, c09 c9 cdd 0b9")] == ["ab9", "c09"]


def test_a_shape_that_is_more_than_a_shape_is_refused(tmp_path: Path, put_back: None) -> None:
    shapes("test.shapes")
    for shape in ("(.+)+x", "na(ta", "?na", "<a><b"):
        with pytest.raises(BrokenPack) as refused:
            groups.use(packs(tmp_path, en=f"test:\n  shapes: ['{shape}']"))
        assert str(refused.value).startswith(f"data/words/en.yml:2: '{shape}' is no shape of a word: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "roles:\n  fetch: [get]",
            "data/words/en.yml:2: 'fetch' in 'roles': there is no such role; there are order, add",
        ),
        (
            "measures:\n  length: {100: [m]}",
            "data/words/en.yml:2: 'length.100' in 'measures': measures stand under mass",
        ),
        ("numbers: {scale_last: {ones: {two: [two]}}}", "data/words/en.yml:1: 'two' in 'numbers.scale_last.ones': "),
    ],
)
def test_a_key_that_no_reader_can_use_is_refused_with_its_line(
    tmp_path: Path, put_back: None, text: str, said: str
) -> None:
    with pytest.raises(BrokenPack) as refused:
        groups.use(packs(tmp_path, en=text))
    assert str(refused.value).startswith(said)


def test_a_measure_of_another_country_is_known_once_its_pack_is(tmp_path: Path, put_back: None) -> None:
    groups.use(
        packs(tmp_path, pcm="measures: {mass: {2500: [mudu]}}\nnumbers: {scale_last: {ones: {2: [two], 12: [dozen]}}}")
    )
    assert MEASURES == {"mudu": ("mass", 2500.0)}
    number = read_number(tokenise("two mudu"), 0)
    assert number
    assert number.value == 2


def test_a_pattern_of_each_language_knows_which_was_spoken(tmp_path: Path, put_back: None) -> None:
    asking, words_of = spoken("<<test.asking>>"), languages("test.asking")
    groups.use(packs(tmp_path, en="test: {asking: [tell me]}", sw="test: {asking: [niambie, tell me]}"))

    assert [language for language, each in asking.items() if each.fullmatch("niambie")] == ["sw"]
    assert words_of == {"tell me": "en", "niambie": "sw"}


def test_a_blank_may_stand_for_any_white_space(tmp_path: Path, put_back: None) -> None:
    strict, loose = pattern("<<test.phrases>>"), pattern("<<test.phrases>>", loose=True)
    groups.use(packs(tmp_path, en='test: {phrases: ["ring (the )?bell"]}'))

    assert [bool(each.fullmatch("ring  the\nbell")) for each in (strict, loose)] == [False, True]
