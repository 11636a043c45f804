"""Words that tell how things are ("wamefika", "nauza", "because"), as against words that wish for something."""

from __future__ import annotations

import re

from bot.nlu.everyday import RUN_OUT_WORDS
from bot.nlu.lexicon import ROLES

COPULAS = frozenset(
    "ni si ndio niko nko uko yuko ako tuko wako ziko mko nina ana wana tuna ina zina yana lina vina una is are was were am has had "
    "isnt arent wasnt im its".split()
)
"""They tell what somebody or something is or has; of a thing asked for they ask whether it is there."""

REASONS = frozenset("because coz cos cz cause kwani maana manake maanake sababu since juu".split())
"""What stands behind them says why."""

STATING = frozenset(
    "says said tells told must cannot cant wont doing having making hosting planning watching going coming trying "
    "training selling cook cooks cooked drinks eats ate loves hates broke died left came went complained "
    "tired ordered received charged brought gave took bought kept keeps uses stopped started closed "
    "ended visited moved returned sina hana haina hazina sijui siwezi".split()
)
"""Verbs that tell of somebody, beside those that their form gives away."""

_SUBJECT = r"(?:(?:ni|u|a|tu|m|mu|wa|i|zi|ya|li|vi|ki|ku|pa)(?:na|li|me|ta|ka|nge|ngali)|(?:n|t|z|v|w|m)(?:me|li))"
_FINITE = re.compile(
    rf"{_SUBJECT}(?P<stem>[a-z]{{2,}}(?:[aiou]|je))|(?:ni|u|a|tu|m|wa|i|zi|li|ya|vi)ki(?P<if>[a-z]{{3,}}[aiu])"
    r"|na(?P<now>[a-z]{2,}a)"
    r"|ha(?:i|zi|li|ya|vi|u|ki|tu|wa|m|pa)(?:(?:ja|ku|ta)[a-z]{2,}|[a-z]{2,}i)|si(?:ja|ku|ta)[a-z]{2,}|ha[a-z]{3,}i"
)
# Who wishes, forgets or remembers does not tell, whatever the tense: "nimesahau sukari", "ningependa mkate".
_WISHED = re.compile(
    r"(?:ni|ku|m|wa|tu|i|zi|ya|li|vi|ki|ji)?(?:taka|hitaj|omb|pend|chuku|chagu|nunu|agiz|let|pat|wek|ongez|pungu|badil"
    r"|tum|ondo|tol|toa|beb|uliz|kusudi|sahau|kumbuk|amu|order|add|nid|need|want|bai)"
)


_PREPARING = re.compile(
    r"(?:ku|ni|tu|na|wa|a)(?:na|me|ta|li|ki|ka|sha|mesha)?(?:pik|kaang|chems|tengenez|chom|pond)[a-z]{1,4}|cook|fry|bake|boil|frying|baking"
)


def tells(word: str) -> bool:
    """Whether ``word`` is a verb that states something ("zmepotea", "haliwaki", "says"); goods must be ruled out before."""
    if word in STATING:
        return True
    if word in ROLES or word in RUN_OUT_WORDS or len(word) < 4:
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
    return len(word) > 4 and word[:2] == "ku" and word[-1] in "aei" and _WISHED.match(word[2:]) is None
