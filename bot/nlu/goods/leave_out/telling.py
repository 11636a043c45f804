"""Words that tell how things are ("wamefika", "nauza", "because"), as against words that wish for something."""

from __future__ import annotations

from bot.nlu.text.numbers import NUMBER_WORDS
from bot.nlu.words.groups import shapes, words
from bot.nlu.words.lexicon import ROLES, RUN_OUT_WORDS

COPULAS = words(
    "verbs.copulas", "What somebody or something is or has; of a thing asked for they ask whether it is there"
)
"""They tell what somebody or something is or has; of a thing asked for they ask whether it is there."""

REASONS = words("reasons", "What stands behind them says why")
"""What stands behind them says why."""

STATING = words("verbs.stating", "Verbs that tell of somebody, beside those that their form gives away")
"""Verbs that tell of somebody, beside those that their form gives away."""

_FINITE = shapes("verb_shapes.finite", "A verb with subject and tense; <...> is its stem")
# Who wishes, forgets or remembers does not tell, whatever the tense: "nimesahau sukari", "ningependa mkate".
_WISHED = shapes("verb_shapes.wishing", "The stem of a verb that wishes, forgets or remembers")
_DOING = shapes("verb_shapes.doing", "To do something; <...> is the stem")
_PREPARING = shapes("verb_shapes.preparing", "To prepare food: what stands behind it is made, not bought")


def tells(word: str) -> bool:
    """Whether ``word`` is a verb that states something ("zmepotea", "haliwaki", "says"); goods must be ruled out before."""
    if word in STATING:
        return True
    if word in ROLES or word in RUN_OUT_WORDS or word in NUMBER_WORDS or len(word) < 4:
        return False
    found = _FINITE.fullmatch(word)
    stem = next((part for part in found.groups() if part), "") if found else ""
    return found is not None and _WISHED.match(stem) is None


def prepares(word: str) -> bool:
    """ "nikaange", "natengeneza", "cooking": what stands behind it is made, not bought."""
    return _PREPARING.fullmatch(word) is not None


def is_finite(word: str) -> bool:
    """Whether ``word`` is built as a Swahili verb with subject and tense, phone spelling ("nmepata") included."""
    return len(word) > 4 and _FINITE.fullmatch(word) is not None


def is_doing(word: str) -> bool:
    """ "kupika", "kunionyesha": what somebody is about to do, if it is not to buy or change something."""
    found = _DOING.fullmatch(word)
    return found is not None and _WISHED.match(found[1]) is None
