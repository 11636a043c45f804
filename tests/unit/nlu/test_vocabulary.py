"""Features and their columns."""

from __future__ import annotations

from bot.nlu.intent.vocabulary import Vocabulary

NAMES = [["w nipe", "w unga"], ["ni", "un", "ga"]]


def test_given_features_seen_before_when_looked_up_then_each_has_its_column_as_often_as_it_is_there() -> None:
    found = Vocabulary(NAMES).columns([["w unga", "w unga", "w nipe"], ["ga", "ni"]])

    assert found.tolist() == [0, 1, 1, 2, 4]


def test_given_a_feature_of_another_block_when_looked_up_then_it_is_unknown() -> None:
    assert Vocabulary(NAMES).columns([["ga", "w maziwa"], ["w unga", ""]]).tolist() == []


def test_given_columns_when_parted_then_each_block_has_its_own_number_of_them() -> None:
    vocabulary = Vocabulary(NAMES)

    assert vocabulary.parted(vocabulary.columns([["w unga"], ["ga", "ga", "ni"]])).tolist() == [1, 3]
    assert vocabulary.parted(vocabulary.columns([[], []])).tolist() == [0, 0]


def test_given_no_features_at_all_when_looked_up_then_none_is_known() -> None:
    assert Vocabulary([[], []]).columns([["w unga"], ["ga"]]).tolist() == []


def test_given_features_of_any_script_when_asked_for_then_they_are_as_they_were_given() -> None:
    names = [["w sukari", "o 🙏"], [], ["\n", " é"]]

    assert Vocabulary(names).names() == names
