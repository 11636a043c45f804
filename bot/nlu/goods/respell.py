"""Brings the words of a message to their right spelling: typos, missing spaces, plurals of the noun classes."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from bot.nlu.fields.gazetteer import PLACE_WORDS
from bot.nlu.goods.index import AS_IT_STANDS, CatalogIndex, Respelling
from bot.nlu.goods.leave_out.telling import COPULAS, REASONS, STATING, is_finite, prepares
from bot.nlu.goods.meanings import MEANINGS, is_goods
from bot.nlu.goods.stem import stem
from bot.nlu.text.numbers import NUMBER_WORDS
from bot.nlu.text.spelling import Spelling, SpellingIndex, is_close, sounds
from bot.nlu.text.tokens import Token, fold
from bot.nlu.text.units import DOZEN_WORDS, MEASURES, SPOKEN_MEASURES, UNITS
from bot.nlu.words.groups import derived, on_change, shapes, words
from bot.nlu.words.lexicon import (
    DELIVERY_WORDS,
    EVERYDAY_WORDS,
    GOODS_ELSEWHERE,
    HAD_WORDS,
    PLACES,
    ROLES,
    RUN_OUT_WORDS,
    SAME_WORDS,
    STORY_WORDS,
)

_PAYMENT_WORDS = words("money.methods", "Ways to pay, as single words")
_LANGUAGE_WORDS = words("language.names", "Names of languages")
_SETTLED = derived(
    lambda: (
        ROLES.keys() | NUMBER_WORDS | UNITS.keys() | MEASURES.keys() | DOZEN_WORDS | PLACE_WORDS | DELIVERY_WORDS
        | _PAYMENT_WORDS | _LANGUAGE_WORDS | EVERYDAY_WORDS | GOODS_ELSEWHERE | HAD_WORDS | RUN_OUT_WORDS | COPULAS | REASONS
        | STATING
    )
)  # fmt: skip
_VOWELS = frozenset("aeiouy")
_PARTS = derived(lambda: ROLES.keys() | NUMBER_WORDS | UNITS.keys() | SPOKEN_MEASURES)
_SHORT_VERBS = words("verbs.short", "Short verbs that are written together with goods")
_GLUED = words("spelling.glued", "Written together with goods, before or between them")
_PLURALS = (("mi", "m"), ("vi", "ki"), ("ma", ""), ("", "ma"), ("m", "mi"), ("ki", "vi"))
_VERB = shapes("verb_shapes.built", "How a verb is built")
_TOLD = shapes("verb_shapes.past", "A verb that tells of what has been")
# Shorter words are too near to others for a slip in what goods are called anywhere.
_LEAST_CALLED = 6
_SHORTEST_PLURAL = 4
# So many different unknown words are no order any more; the rest of them stay as they are written.
_MOST_LOOKED_UP = 80


def respell(tokens: list[Token], index: CatalogIndex) -> list[Token]:
    """The same tokens with the right spelling in ``norm``; words written together become several tokens. Of a message with
    very many unknown words the first ones alone."""
    result: list[Token] = []
    looked_up: set[str] = set()
    for token in tokens:
        stands = not token.is_word or _stands(token.norm, index)
        if not stands:
            looked_up.add(token.norm)
        if stands or len(looked_up) > _MOST_LOOKED_UP:
            result.append(token)
        else:
            result += _rewritten(token, _respelling(token.norm, index))
    return _in_company(result, index)


def _stands(word: str, index: CatalogIndex) -> bool:
    """Whether it is right as it was written."""
    found = index.respelt.get(word)
    if found is None and _is_settled(word, index):
        found = index.respelt.keep(word, AS_IT_STANDS)
    return found is AS_IT_STANDS


def _respelling(word: str, index: CatalogIndex) -> Respelling:
    found = index.respelt.get(word)
    return found if found is not None else index.respelt.keep(word, _look_up(word, index))


def _rewritten(token: Token, found: Respelling) -> list[Token]:
    if found.parts and len(token.text) == len(token.norm):
        start = token.start
        return [Token(token.text[a:b], token.norm[a:b], start + a, start + b, 0.95) for a, b in found.parts]
    return [
        token
        if (found.norm, found.score) == (token.norm, token.score)
        else replace(token, norm=found.norm, score=found.score)
    ]


def _in_company(tokens: list[Token], index: CatalogIndex) -> list[Token]:
    """Beside its fellow a word is read as goods that it would not be alone: "basmati rise", "tea leafs"."""
    for at, token in enumerate(tokens):
        if not token.is_word or len(token.norm) < 3 or not _is_doubtful(token, index):
            continue
        before = stem(tokens[at - 1].norm) if at else ""
        after = stem(tokens[at + 1].norm) if at + 1 < len(tokens) else ""
        if before not in index.words and after not in index.words:
            continue
        meant = _fellow(stem(fold(token.text)), before, after, index)
        if meant is not None:
            tokens[at] = replace(token, norm=meant, score=0.9)
    return tokens


def _is_doubtful(token: Token, index: CatalogIndex) -> bool:
    word = stem(token.norm)
    if token.score < 1:
        return index.knows(word)
    if index.knows(word):
        return False
    return word in GOODS_ELSEWHERE or not _stands(token.norm, index)


def _fellow(word: str, before: str, after: str, index: CatalogIndex) -> str | None:
    for candidate in index.spelling.candidates(word):
        if not is_close(word, candidate):
            continue
        for pair in ([before, candidate], [candidate, after]):
            phrase = index.find(pair) if all(pair) else None
            if phrase is not None and phrase.exact:
                return candidate
    return None


def is_function(word: str) -> bool:
    """Whether the word has a part in the sentence, as against a word that may name goods."""
    if not _VOWELS & set(word):
        # "frm", "thn": shortened words of speech; shortened goods are spelt out before.
        return True
    if word in EVERYDAY_WORDS or (len(word) > 5 and word.endswith("ly")):
        return True
    return word in _SETTLED and word not in GOODS_ELSEWHERE


def is_verb(word: str) -> bool:
    """Whether an unknown word is built as a Swahili or Sheng verb ("nisaidie", "nimesort")."""
    return word not in GOODS_ELSEWHERE and (is_finite(word) or _VERB.fullmatch(word) is not None)


def is_narrative(word: str) -> bool:
    """Whether the word tells of what has been ("nyumba ikajaa maji", "we cooked rice")."""
    return word in STORY_WORDS or (word not in ROLES and word not in NUMBER_WORDS and _TOLD.fullmatch(word) is not None)


def _is_settled(word: str, index: CatalogIndex) -> bool:
    if stem(word) in GOODS_ELSEWHERE or prepares(word):
        return True
    key = stem(word)
    if word in _SETTLED or len(word) < 3 or index.knows(key) or key in index.described:
        return True
    if key in MEANINGS.value.kinds or key in MEANINGS.value.measures:
        return True
    # "soup" is no slip for "soap"; "detol", which some say for any antiseptic, is the "dettol" of the catalog.
    return is_goods(key) and not _sounds_like_goods(key, index)


def _sounds_like_goods(word: str, index: CatalogIndex) -> bool:
    found = index.spelling.nearest(word)
    return found is not None and sounds(found.word) == sounds(word)


def _look_up(word: str, index: CatalogIndex) -> Respelling:
    return Respelling(*_meant(word, index), _split(word, index))


def _meant(word: str, index: CatalogIndex) -> tuple[str, float]:
    """The word that is meant, and how near it is."""
    if word in SAME_WORDS and index.knows(SAME_WORDS[word]):
        return SAME_WORDS[word], 0.95
    other = _of_other_number(word, index)
    if other:
        return other, 1.0 if other == word else 0.95
    goods, known = index.spelling.nearest(stem(word)), _known(word)
    if goods is not None and (known is None or _slips(word, goods) < _slips(word, known)):
        return goods.word, goods.score
    meant = known or _called(word, index)
    return (meant.word, meant.score) if meant is not None else (word, 1.0)


def _is_borrowed(word: str, index: CatalogIndex) -> bool:
    """ "satini": Swahili ends borrowed words in a vowel."""
    return len(word) > _SHORTEST_PLURAL and word[-1] in _VOWELS and index.knows(stem(word[:-1]))


def _of_other_number(word: str, index: CatalogIndex) -> str:
    """The singular or plural that the catalog has, or the English word; the word itself where goods of other shops are called by
    it, or it is the mark of a maker."""
    if word in MEANINGS.value.marks:
        return word
    if _is_borrowed(word, index):
        return word[:-1]
    for ending, other in _PLURALS if len(word) > _SHORTEST_PLURAL else ():
        turned = other + word[len(ending) :]
        if word.startswith(ending) and (index.knows(turned) or turned in GOODS_ELSEWHERE):
            return turned if index.knows(turned) else word
    return ""


def _known(word: str) -> Spelling | None:
    """The word of orders that is meant. A Swahili verb of the past is right as it stands: "nilipika" wants nothing."""
    known = None if _TOLD.fullmatch(word) else _lexicon().nearest(word)
    if known is not None and is_finite(word) and (known.word[0] != word[0] or ROLES.get(known.word) == "filler"):
        # "nauza" is a slip neither for "mnauza" nor for "naeza".
        return None
    return known


def _called(word: str, index: CatalogIndex) -> Spelling | None:
    """Another word for goods of this catalog."""
    called = MEANINGS.value.spelling.nearest(stem(word)) if len(word) >= _LEAST_CALLED else None
    return called if called is not None and index.key(called.word) != called.word else None


def _slips(word: str, found: Spelling) -> tuple[int, float, bool]:
    """Of two words as near, "ungaa" is the one that sounds the same."""
    return found.distance, -found.score, sounds(word) != sounds(found.word)


@lru_cache(maxsize=1)
def _lexicon() -> SpellingIndex:
    numbers = {word for word in NUMBER_WORDS if len(word) > 4}
    qualities = {word for word in MEANINGS.value.kinds if len(word) > 4 and " " not in word}
    return SpellingIndex.of(sorted(ROLES.keys() | numbers | UNITS.keys() | PLACES | SPOKEN_MEASURES | qualities))


on_change(_lexicon.cache_clear)


def _split(word: str, index: CatalogIndex) -> tuple[tuple[int, int], ...]:
    """ "ungambili" as "unga" and "mbili"; empty when it does not fall wholly into known words, one of them goods."""
    if not 6 <= len(word) <= 24:
        return ()
    joined = _joined_to(word, index)
    cuts = [0, len(joined), len(word)] if joined else _cuts(word, index)
    parts = tuple(pairwise(cuts))
    return parts if len(parts) > 1 and any(index.knows(stem(word[a:b])) for a, b in parts) else ()


def _joined_to(word: str, index: CatalogIndex) -> str:
    """ "na" of "naunga"; empty where goods do not follow."""
    found = [each for each in _GLUED if word.startswith(each) and index.knows(stem(word[len(each) :]))]
    return max(found, key=len, default="")


def _cuts(word: str, index: CatalogIndex) -> list[int]:
    """Where to cut ``word`` into the fewest known parts of at least three letters; "na" and its like may join two of them."""
    best: list[list[int] | None] = [[0]] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 12), end - 1):
            way, part = best[start], word[start:end]
            if way is None or not _is_part(part, index) or (part in _GLUED and start == 0):
                continue
            current = best[end]
            if current is None or len(way) + 1 < len(current):
                best[end] = [*way, end]
    return best[len(word)] or []


def _is_part(part: str, index: CatalogIndex) -> bool:
    if part in _GLUED or part in _SHORT_VERBS:
        return True
    if len(part) < 3:
        return False
    return (part in _PARTS or index.knows(stem(part))) and (len(part) > 3 or part in UNITS or index.knows(stem(part)))
