"""What speaks for a reading of a message and against it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    """In points; of two readings the one with more is taken."""

    # Of a number that tells which goods.
    label_has_the_unit: float = 4.0
    label_has_the_word_before: float = 3.0
    cue_before: float = 4.0
    link_before: float = 1.0
    straight_behind: float = 1.5
    straight_before: float = -2.0
    above_twelve: float = 1.5
    above_twenty_four: float = 1.0
    a_part_of_one: float = 2.5
    a_number_in_words: float = -2.0
    counts_units: float = -5.0
    small_and_without_its_word: float = -2.5
    # Of a number or word that does.
    tells_nothing: float = -2.0
    leaves_one: float = 0.5
    each_word_between: float = -0.25
    beyond_a_verb: float = -1.0
    beyond_a_break: float = -2.0
    beyond_a_break_with_no_goods_there: float = -0.75
    before_a_break: float = -8.0
    counted_apart: float = -2.0
    word_before_its_goods: float = 1.5
    word_behind_its_goods: float = 1.5
    # Of one that tells of others of the family.
    others_of_the_family: float = -0.5
    word_of_others: float = 1.0
    one_more_number: float = 4.0
    # Of a number that counts.
    counts_above_twelve: float = -1.0
    counts_above_twenty_four: float = -2.0
    counts_a_part: float = -0.5
    counts_twice: float = -4.0
    # A second reading that comes as near as this is asked about.
    close: float = 0.75


WEIGHTS = Weights()
