"""A message is shown as it is read: a line a word, what came of it, and the model's opinion where there is one."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.nlu.words.packs import ROOT
from bot.workshop.why import meaning
from bot.workshop.why.__main__ import main
from bot.workshop.why.meaning import Meaning, meaning_of

ORDER = "nataka ungaa 2kg mbili na sukari, nipelekee Kilimani kesho asubuhi, nimekosa kuoza"
HEAD = "product_id,name,price,stock_quantity\n"


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["--no-model", "--intent", "order_items", ORDER]) == 0
    return capsys.readouterr().out.splitlines()


def line_of(shown: list[str], word: str) -> str:
    """Below the message itself, which stands at the head."""
    return next(line for line in shown[2:] if line.split()[:1] == [word])


def test_each_word_has_a_line_of_a_hundred_columns(shown: list[str]) -> None:
    assert max(map(len, shown)) <= 100
    assert "verb: order" in line_of(shown, "nataka")
    assert "data/words/sw.yml:" in line_of(shown, "nataka")
    assert "ungaa → unga" in line_of(shown, "ungaa")
    assert "goods: MF-2KG MF-5KG MF-10KG" in line_of(shown, "ungaa")
    assert "the catalog, name or alias" in line_of(shown, "ungaa")
    assert "UNREAD" in line_of(shown, "kuoza")


def test_below_the_words_stands_what_came_of_them(shown: list[str]) -> None:
    assert line_of(shown, "order") == "  order lines  add 2 × ungaa (2kg) = MF-2KG Maize Flour 2kg"
    assert "               add sukari = SG-1KG or SG-2KG" in shown
    assert line_of(shown, "time") == "  time         kesho asubuhi = tomorrow morning"
    assert line_of(shown, "money") == "  money        none"
    assert line_of(shown, "unread") == "  unread       nimekosa, kuoza"
    assert "Swahili" in line_of(shown, "language")


def test_a_date_is_shown_with_the_words_that_made_it_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--no-model", "mkate mbili Jumamosi tarehe 5 Disemba"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert line_of(lines, "time") == "  time         Jumamosi tarehe 5 Disemba = saturday --12-05"
    assert "time: saturday --12-05" in line_of(lines, "Disemba")
    assert "when.months.12" in line_of(lines, "Disemba")


def test_a_long_message_stays_within_the_columns_and_tells_where_reading_stopped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = "Kilimani, Argwings Kodhek Road karibu na shule ya msingi"
    assert main(["--no-model", f"nipelekee {place} " + "unga 2kg " * 150]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    assert "what stands behind it" in line_of(lines, "stopped")


def test_all_groups_are_shown_with_what_they_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--no-model", "--all", "nataka unga"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    assert any("roles.order" in line and "What words do in an order" in line for line in lines)
    assert any("language.sw" in line for line in lines)


def test_a_catalog_of_ones_own_is_read_against(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # given a shop that sells shoes
    shoes = tmp_path / "shoes.csv"
    shoes.write_text(f"{HEAD}SH-1,Viatu,900,3\n", encoding="utf-8")
    # when the same message is explained for it
    assert main(["--no-model", "--json", "--catalog", str(shoes), "nataka viatu mbili"]) == 0
    # then its goods are that shop's
    told = json.loads(capsys.readouterr().out)
    assert [(line["sku"], line["quantity"]) for line in told["order_lines"]] == [("SH-1", 2)]
    assert told["tokens"][1]["roles"] == [{"kind": "goods", "value": "name or alias", "candidates": ["SH-1"]}]


def test_the_text_can_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("nipe\nunga\n"))
    assert main(["--no-model", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "nipe\nunga"


@pytest.mark.parametrize("text", ["", "  \n "])
def test_without_a_text_it_says_how_to_write_one(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([text]) == 2
    assert 'make why TEXT="' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,price\nUnga,10\n", ":1: the first line names the columns, and product_id is missing."),
        (b"", ":1: the first line names the columns, and product_id, name, price is missing."),
        (HEAD.encode(), ": there are no products in it."),
        (HEAD.encode() + b"A,Unga,ten,1\n", ":2: the price 'ten' is no number."),
        (HEAD.encode() + b"A,Unga,10,1\nB,Sukari\n", ":3: price is empty."),
        (HEAD.encode() + b"A,Unga,10,many\n", ":2: the stock_quantity 'many' is no whole number."),
        (HEAD.encode() + b"A,Ung\xe9,10,1\n", ": byte 42 is no UTF-8. Save the file as UTF-8."),
        (HEAD.encode() + b'A,"Unga,10,1\n', ":2: no CSV: unexpected end of data."),
    ],
)
def test_a_broken_catalog_is_refused_with_its_line(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "catalog.csv"
    path.write_bytes(content)
    assert main(["--no-model", "--catalog", str(path), "unga"]) == 2
    assert capsys.readouterr().err == f"{path}{said}\n"


def test_a_catalog_that_is_not_there_or_no_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--no-model", "--catalog", str(tmp_path / "no.csv"), "unga"]) == 2
    assert "no.csv: there is no such file." in capsys.readouterr().err
    assert main(["--no-model", "--catalog", str(tmp_path), "unga"]) == 2
    assert "cannot be read: Is a directory." in capsys.readouterr().err


def test_broken_words_are_told_with_their_line(tmp_path: Path) -> None:
    # given a project whose words cannot be read
    (tmp_path / "data" / "words").mkdir(parents=True)
    (tmp_path / "data" / "words" / "en.yml").write_text("a: [one, one]\n", encoding="utf-8")
    command = [sys.executable, "-m", "bot.workshop.why", "--no-model", "unga"]
    # when a message is asked about there
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60
    )
    # then it says so in one line
    assert done.returncode == 2
    assert done.stderr == "data/words/en.yml:1: 'one' stands twice in 'a' (line 1 too); take one out.\n"


def test_where_no_model_is_it_says_so_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(meaning, "MODEL", tmp_path / "duka.tar.gz")
    assert main(["2 sugar"]) == 0

    told = capsys.readouterr().out
    assert "model        no trained model" in told
    assert "add 2 × sugar" in told


def test_a_model_that_does_not_load_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "duka.tar.gz"
    broken.write_bytes(b"no archive")
    monkeypatch.setattr(meaning, "MODEL", broken)
    monkeypatch.setattr(meaning, "PARSER", [sys.executable, "-c", "raise OSError('no archive')"])

    asked = meaning_of("2 sugar", tmp_path / "any.csv")
    assert (asked.intent, asked.note) == (None, "the model does not load: OSError: no archive")


def test_the_model_s_opinion_is_shown_with_the_next_five(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # given a model that is not sure
    names = ["nlu_fallback", "remove_item", "order_items", "greet", "deny", "help", "thank", "goodbye"]
    ranking = [{"name": name, "confidence": 0.4 - 0.05 * place} for place, name in enumerate(names)]
    parse = json.dumps({"intent": ranking[0], "intent_ranking": ranking})
    (tmp_path / "duka.tar.gz").write_bytes(b"a model")
    monkeypatch.setattr(meaning, "MODEL", tmp_path / "duka.tar.gz")
    monkeypatch.setattr(meaning, "PARSER", [sys.executable, "-c", f"print('loaded\\n' + {parse!r})"])
    # when a message is explained
    assert main(["toa sukari"]) == 0
    # then its likeliest meaning counts, as it does for the order lines of a turn
    told = capsys.readouterr().out
    assert "intent       remove_item 35 %, too doubtful or too near the next: the shop asks again" in told
    assert "or else      order_items 30 %, greet 25 %, deny 20 %, help 15 %, thank 10 %\n" in told
    assert "order lines  remove sukari" in told


def test_an_intent_given_counts_before_the_model_s(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(meaning, "meaning_of", lambda _text, _catalog: Meaning((("greet", 0.9),)))
    assert main(["--intent", "order_items", "sukari"]) == 0

    told = capsys.readouterr().out
    assert "intent       greet 90 %" in told
    assert "read as      order_items" in told
    assert "add sukari" in told
