"""The features by which intents are told apart: words and letter runs, with goods, numbers and places masked."""

from __future__ import annotations

from bot.nlu.elements import Element, Reading
from bot.nlu.marks import Mark
from bot.nlu.normaliser import fold

_MASKS = {"goods": "<goods>", "number": "<number>", "size": "<size>", "count": "<number>", "unit": "<unit>"}
_LONGEST_LETTERS = 400
_WORD_RUNS = (2, 3, 4, 5)
_TEXT_RUNS = (2, 3, 4, 5, 6)


def features(reading: Reading) -> tuple[list[str], list[str], list[str]]:
    """The three blocks of features of one message: words, letters within words, letters across words."""
    masked = masked_words(reading)
    return word_features(masked), letter_features(masked), text_features(reading)


def word_features(masked: list[str]) -> list[str]:
    """Single words and pairs of the masked message."""
    found = [f"w {word}" for word in masked]
    found += [f"p {left} {right}" for left, right in zip(["<s>", *masked], [*masked, "</s>"], strict=True)]
    return found


def letter_features(masked: list[str]) -> list[str]:
    """Runs of 2 to 5 letters within the masked words, so that a typo costs a few features and not the word."""
    found: list[str] = []
    letters = 0
    for word in masked:
        if word.startswith("<"):
            continue
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
            masks.update(dict.fromkeys(range(element.start, element.end), mask))
    if reading.address:
        masks.update(dict.fromkeys(range(*reading.address), "<place>"))
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
