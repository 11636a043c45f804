"""The features by which intents are told apart: words and letter runs, with goods, numbers and places masked."""

from __future__ import annotations

from bot.nlu.elements import Element, Reading
from bot.nlu.marks import Mark

_MASKS = {"goods": "<goods>", "number": "<number>", "size": "<size>", "count": "<number>", "unit": "<unit>"}
_LONGEST_LETTERS = 400
_LETTER_RUNS = (2, 3, 4, 5)


def word_features(reading: Reading) -> list[str]:
    """Single words and pairs, over the masked message; the words of goods count once more by themselves."""
    masked = masked_words(reading)
    features = [f"w {word}" for word in masked]
    features += [f"p {left} {right}" for left, right in zip(["<s>", *masked], [*masked, "</s>"])]
    features += [f"n {min(len(masked), 12)}"]
    return features


def letter_features(reading: Reading) -> list[str]:
    """Runs of 2 to 5 letters within the masked words, so that a typo costs a few features and not the word."""
    features: list[str] = []
    letters = 0
    for word in masked_words(reading):
        if word.startswith("<"):
            continue
        letters += len(word)
        if letters > _LONGEST_LETTERS:
            break
        padded = f" {word} "
        for length in _LETTER_RUNS:
            features += [padded[at : at + length] for at in range(len(padded) - length + 1)]
    return features


def masked_words(reading: Reading) -> list[str]:
    """ "nipe mkate mbili" as ``["nipe", "<goods>", "<number>"]``."""
    masks = _masked_places(reading)
    words: list[str] = []
    for place, token in enumerate(reading.tokens):
        mask = masks.get(place)
        if mask is None:
            if token.is_word or token.is_number or token.norm == "?" or not token.norm.isascii():
                words.append("<number>" if token.is_number else token.norm[:32])
        elif not words or words[-1] != mask:
            words.append(mask)
    return words


def _masked_places(reading: Reading) -> dict[int, str]:
    masks: dict[int, str] = {}
    for element in reading.elements:
        mask = _mask(element)
        if mask:
            masks.update({place: mask for place in range(element.start, element.end)})
    if reading.address:
        masks.update({place: "<place>" for place in range(*reading.address)})
    for mark in reading.marks:
        for place, token in enumerate(reading.tokens):
            if mark.start < token.end and token.start < mark.end:
                masks[place] = _mark_mask(mark)
    return masks


def _mask(element: Element) -> str | None:
    if element.kind == "goods":
        return "<goods>" if element.mention is not None and element.mention.hits else None
    return _MASKS.get(element.kind)


def _mark_mask(mark: Mark) -> str:
    return f"<{mark.value}>" if mark.kind in ("payment_method", "language") else f"<{mark.kind}>"
