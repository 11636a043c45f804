"""Phones, times, ways to pay and the like that are none, as they stand in names of the catalog."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.fields.patterns import Mark
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.stem import stem
from bot.nlu.text.tokens import Token, covered
from bot.nlu.words.lexicon import OF, ROLES


def outside_names(
    marks: Sequence[Mark], tokens: Sequence[Token], index: CatalogIndex, named: frozenset[int]
) -> list[Mark]:
    """Without those in ``named`` tokens ("Petty Cash Voucher Book"), in names ("memory card") and on labels ("3 Years")."""
    return [mark for mark in marks if not _is_named(mark, tokens, index, named)]


def _is_named(mark: Mark, tokens: Sequence[Token], index: CatalogIndex, named: frozenset[int]) -> bool:
    own = covered(tokens, mark.start, mark.end)
    if not named.isdisjoint(own):
        return True
    if mark.kind == "time":
        return any(index.labels.measures_by(tokens[at]) for at in own)
    if mark.kind == "payment_method":
        keys = [index.key(stem(token.norm)) for token in tokens]
        return _is_wished_for(own, tokens, keys, index) or _is_part_of_name(own, keys, index)
    words = [index.key(stem(tokens[at].norm)) for at in own if tokens[at].is_word]
    return _may_be_name(mark, words, tokens) and index.find(words) is not None


def _may_be_name(mark: Mark, words: Sequence[str], tokens: Sequence[Token]) -> bool:
    """ "4th Street", a wine; "English Grade 4", but not "in English please"."""
    if mark.kind == "place_number":
        return len(words) > 1
    return mark.kind == "language" and any(token.is_number for token in tokens)


def _is_wished_for(own: range, tokens: Sequence[Token], keys: Sequence[str], index: CatalogIndex) -> bool:
    """ "nataka card moja", "kadi ya harusi", where cards are sold."""
    phrase = index.find([*keys[own.start : own.stop]])
    is_ordered = own.start > 0 and ROLES.get(tokens[own.start - 1].norm) in ("order", "add")
    return phrase is not None and phrase.is_firm and (is_ordered or keys[own.stop : own.stop + 1] == [OF])


def _is_part_of_name(own: range, keys: Sequence[str], index: CatalogIndex) -> bool:
    """ "memory card", "laini ya safaricom": with the word before it or behind it, a name of the catalog."""
    words = [*keys[own.start : own.stop]]
    before = [key for key in keys[max(0, own.start - 2) : own.start] if key != OF][-1:]
    behind = [*keys[own.stop : own.stop + 1]]
    if before and index.with_all(before + words):
        return True
    return any(
        beside and index.find(named) is not None
        for beside, named in ((before, before + words), (behind, words + behind))
    )
