"""The list as a file: Rasa loads it as it stands, and a person sees why each line is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commerce.catalog import Catalog
from bot.workshop.review.__main__ import main
from bot.workshop.review.folding import Example
from bot.workshop.review.reasons import CLOSE, FALLBACK, STRANGE
from bot.workshop.review.redaction import Personal, redact
from bot.workshop.review.training_words import key_of, read_taught
from bot.workshop.review.worklist import as_yaml
from tests.reviewed_talk import fallback, had, understood
from tests.small_shop import SmallShop


def example(text: str, *ranking: tuple[str, float], count: int = 1, reasons: Sequence[str] = (FALLBACK,)) -> Example:
    return Example(text, ranking or (("order_items", 0.41),), tuple(reasons), (), count)


def loaded(path: Path) -> list[tuple[str, str]]:
    from rasa.shared.nlu.training_data.loading import load_data

    return [(each.get("intent"), each.get("text")) for each in load_data(str(path)).training_examples]


@pytest.fixture
def shop_here(small: SmallShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallShop:
    """The command's own folder and database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/shop.db")
    monkeypatch.setattr("bot.workshop.review.__main__.utc_now", small.clock)
    return small


def test_each_example_stands_under_its_intent_with_its_reasons_and_thoughts() -> None:
    unknown = Example("nataka viatu", (("order_items", 0.9),), (STRANGE,), ("viatu",), 1)
    listed = as_yaml(
        [
            example("zile vitu", ("track_order", 0.41), ("report_problem", 0.38), count=3, reasons=(FALLBACK, CLOSE)),
            unknown,
            example("leta tena", ("order_items", 0.3), ("reorder", 0.29)),
        ]
    )

    body = listed[listed.index("nlu:") :]
    assert (
        body
        == """\
nlu:
  # track_order: 1 example of 3 messages
  # 3 × · fell back, close call · suggested: track_order (0.41) · or report_problem (0.38)
  - intent: track_order
    examples: |
      - zile vitu

  # order_items: 2 examples of 2 messages
  # 1 × · goods that nothing fits · suggested: order_items (0.90)
  # nothing in the catalog fits "viatu": an alias, or goods that the shop does not sell?
  - intent: order_items
    examples: |
      - nataka viatu
  # 1 × · fell back · suggested: order_items (0.30) · or reorder (0.29)
  - intent: order_items
    examples: |
      - leta tena

"""
    )


@settings(max_examples=60, deadline=None)
@given(written=st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=5))
def test_rasa_loads_whatever_was_written(tmp_path_factory: pytest.TempPathFactory, written: list[str]) -> None:
    shown = [text for text in (redact(each, Personal(), Catalog()) for each in written) if text]
    path = tmp_path_factory.mktemp("list") / "list.yml"
    # Rasa takes the same words once.
    different = list(dict.fromkeys(["unga", *shown]))
    path.write_text(as_yaml([example(text) for text in different]), encoding="utf-8")

    assert loaded(path) == [("order_items", text) for text in different]


def test_the_command_writes_the_list_and_counts(shop_here: SmallShop, capsys: pytest.CaptureFixture[str]) -> None:
    had(shop_here, "1", fallback("zile vitu bado", ("track_order", 0.31)))
    had(shop_here, "2", understood("cart", ("view_cart", 0.97), ("checkout", 0.01)))

    assert main([]) == 0

    said = capsys.readouterr().out
    assert "fell back                                     1   50.0 %" in said
    assert "1 examples are in var/review/2026-11-20.yml" in said
    assert loaded(Path("var/review/2026-11-20.yml")) == [("track_order", "zile vitu bado")]


def test_a_list_of_the_same_day_is_not_written_over(shop_here: SmallShop) -> None:
    had(shop_here, "1", fallback("zile vitu bado", ("track_order", 0.31)))
    main([])
    first = Path("var/review/2026-11-20.yml")
    first.write_text("half edited", encoding="utf-8")

    main([])

    assert first.read_text(encoding="utf-8") == "half edited"
    assert Path("var/review/2026-11-20-2.yml").exists()


def test_since_and_limit_choose(shop_here: SmallShop, capsys: pytest.CaptureFixture[str]) -> None:
    had(shop_here, "1", fallback("an old one", ("help", 0.31)))
    shop_here.clock.move(3 * 24 * 3600)
    for number in range(2):
        had(shop_here, f"often-{number}", fallback("often", ("help", 0.31)))
    had(shop_here, "rare", fallback("rare", ("help", 0.31)))

    main(["--since", "2d", "--limit", "1", "--out", "list.yml"])

    assert "1 rarer ones are not" in capsys.readouterr().out
    assert loaded(Path("list.yml")) == [("help", "often")]


@pytest.mark.parametrize("wrong", [["--since", "soon"], ["--since", "0d"], ["--limit", "0"], ["--limit", "x"]])
def test_what_cannot_be_asked_is_said_so(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong)

    assert ended.value.code == 2
    assert "write for example" in capsys.readouterr().err


def test_a_list_is_never_written_where_it_would_be_trained(
    shop_here: SmallShop, capsys: pytest.CaptureFixture[str]
) -> None:
    had(shop_here, "1", fallback("zile vitu bado", ("track_order", 0.31)))

    assert main(["--out", "data/nlu/new.yml"]) == 2
    assert "trained unseen" in capsys.readouterr().err
    assert not Path("data").exists()


def test_an_empty_shop_is_told_plainly(
    shop_here: SmallShop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    assert "Nobody typed a message in the last 7 days" in capsys.readouterr().out
    # and where there is no database at all, none is made
    monkeypatch.setenv("DATABASE_URL", "sqlite:///nowhere/duka.db")
    assert main([]) == 0
    assert "no database yet" in capsys.readouterr().out
    assert not Path("nowhere").exists()
    assert not Path("var").exists()


def test_a_database_without_tables_is_an_empty_shop(
    shop_here: SmallShop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bare.db").touch()
    monkeypatch.setenv("DATABASE_URL", "sqlite:///bare.db")

    assert main([]) == 0
    assert "nothing to review" in capsys.readouterr().out


def test_annotations_and_numbers_do_not_hide_what_was_taught(tmp_path: Path) -> None:
    lines = "version: '3.1'\nnlu:\n- intent: order_items\n  examples: |\n    - [2](quantity) maize\n"
    (tmp_path / "cart.yml").write_text(lines, encoding="utf-8")

    taught = read_taught(tmp_path, Catalog())

    assert key_of("5 Maize!") in taught.examples
    assert taught.words == {"maize"}
    assert read_taught(tmp_path / "nowhere", Catalog()).examples == frozenset()
