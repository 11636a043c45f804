"""The features by which intents are told apart: words and letter runs, with goods, numbers and places masked."""

from __future__ import annotations

from bot.nlu.fields.patterns import Mark
from bot.nlu.goods.meanings import is_goods
from bot.nlu.goods.parse import Element, Reading
from bot.nlu.goods.stem import stem as stemmed
from bot.nlu.text.tokens import covered, fold

_GOODS = "<goods>"
_MASKS = {"number": "<number>", "size": "<size>", "count": "<number>", "unit": "<unit>"}
_LONGEST_LETTERS = 400
_LONGEST_WORD = 32
_WORD_RUNS = (2, 3, 4, 5)
_TEXT_RUNS = (2, 3, 4, 5, 6)
# "verify", "verifying" and "verification" begin alike; the letter runs still tell them apart.
_STEM = 5


def features(reading: Reading) -> tuple[list[str], list[str], list[str]]:
    """The three blocks of features of one message: words, letters within words, letters across words."""
    masks = _masked_places(reading)
    sold = _only_sold(reading, masks)
    own = _own_words(reading, sold)
    words = word_features(_masked_words(reading, masks))
    if len(sold) < len(masks):
        masked = frozenset(words)
        words += [each for each in word_features(_masked_words(reading, sold)) if each not in masked]
    return words + [f"o {stem(word)}" for word in own], letter_features(own), text_features(reading)


def word_features(masked: list[str]) -> list[str]:
    """Stems of the masked message, alone and in pairs."""
    stems = [stem(word) for word in masked]
    found = [f"w {word}" for word in stems]
    return found + [f"p {left} {right}" for left, right in zip(["<s>", *stems], [*stems, "</s>"], strict=True)]


def stem(word: str) -> str:
    """The beginning of a word; a mask stays whole."""
    return word if word.startswith("<") else word[:_STEM]


def letter_features(words: list[str]) -> list[str]:
    """Runs of 2 to 5 letters within the words, so that a typo costs a few features and not the word."""
    found: list[str] = []
    letters = 0
    for word in words:
        letters += len(word)
        if letters > _LONGEST_LETTERS:
            break
        padded = f" {word} "
        for length in _WORD_RUNS:
            found += [padded[at : at + length] for at in range(len(padded) - length + 1)]
    return found


def text_features(reading: Reading) -> list[str]:
    """Runs of 2 to 6 letters of the message as written, across its words."""
    text = "^" + " ".join(fold(token.text) for token in reading.tokens)[:_LONGEST_LETTERS] + "$"
    return [text[at : at + length] for length in _TEXT_RUNS for at in range(len(text) - length + 1)]


def _only_sold(reading: Reading, masks: dict[int, str]) -> dict[int, str]:
    """The masks but those of goods that the shop has not: these may as well be of something else, "my team", and are read
    as written beside their mask."""
    mentions = [element.mention for element in reading.elements if element.mention is not None and element.mention.hits]
    sold = {at for each in mentions for at in (*range(each.start, each.end), *each.absorbed)}
    return {at: mask for at, mask in masks.items() if mask != _GOODS or at in sold}


def _own_words(reading: Reading, masks: dict[int, str]) -> list[str]:
    """ "nipe mkate mbili" as ``["nipe", "mbili"]``: as written, the shop's goods left out, whose letters tell no intent."""
    return [
        token.norm[:_LONGEST_WORD]
        for place, token in enumerate(reading.tokens)
        if masks.get(place) != _GOODS and (token.is_word or token.is_number or not token.norm.isascii())
    ]


def _masked_words(reading: Reading, masks: dict[int, str]) -> list[str]:
    """ "nipe mkate mbili" as ``["nipe", "<goods>", "<number>"]``."""
    words: list[str] = []
    for place, token in enumerate(reading.tokens):
        mask = masks.get(place)
        if mask is None:
            if token.is_word or token.is_number or token.norm == "?" or not token.norm.isascii():
                words.append("<number>" if token.is_number else token.norm[:_LONGEST_WORD])
        elif not words or words[-1] != mask:
            words.append(mask)
    return words


def _masked_places(reading: Reading) -> dict[int, str]:
    masks: dict[int, str] = {}
    for element in reading.elements:
        masks.update(_masks_of(element, reading))
    if reading.address:
        masks.update(dict.fromkeys(range(*reading.address), "<place>"))
    for mark in reading.marks:
        masks.update(dict.fromkeys(covered(reading.tokens, mark.start, mark.end), _mark_mask(mark)))
    return masks


def _masks_of(element: Element, reading: Reading) -> dict[int, str]:
    """Goods with all that tells which of them; of goods that this shop has not, what any shop calls goods."""
    places = range(element.start, element.end)
    if element.mention is not None and element.mention.hits:
        return dict.fromkeys((*places, *element.mention.absorbed), _GOODS)
    if element.kind in ("goods", "strange"):
        return {at: _GOODS for at in places if is_goods(stemmed(reading.tokens[at].norm))}
    mask = _MASKS.get(element.kind)
    return dict.fromkeys(places, mask) if mask else {}


def _mark_mask(mark: Mark) -> str:
    return f"<{mark.value}>" if mark.kind in ("payment_method", "language") else f"<{mark.kind}>"
