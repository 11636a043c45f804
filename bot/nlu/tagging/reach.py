"""How far a place reaches that was found in a message: to where its clause says something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.nlu.acts.agreement import agreement_of
from bot.nlu.fields.gazetteer import known_places
from bot.nlu.goods.parse import Reading
from bot.nlu.tagging.examples import PLACES
from bot.nlu.text.spans import Span, places_of
from bot.nlu.text.tokens import Token, as_written
from bot.nlu.words.groups import derived, words
from bot.nlu.words.lexicon import ROLES
from bot.nlu.words.standing import standings

_COURTESY, _THANKS = words("courtesy"), words("thanks.words")
_OPENERS, _KINDS, _OWNED = words("place.openers"), words("place.kinds"), words("place.owned")
_LANDMARKS, _RELATIVE, _WITHIN = words("place.landmarks"), words("place.relative"), words("place.within")
_PREPOSITIONS, _LINKING = words("place.prepositions"), words("place.linking")
_SURE, _LIKELY = words("place.leads"), words("place.may_lead")
_CLOSERS, _REASONS, _TURNING = words("place.closers"), words("place.reasons"), words("but")
_OF_PLACES = derived(lambda: _OPENERS | _KINDS | _OWNED | _LANDMARKS)
_LINKS = derived(lambda: _PREPOSITIONS | _RELATIVE | _LINKING)
# Another place, or something to do, follows them.
_LEADS = derived(lambda: (_SURE | _LIKELY) - _LINKS - _OPENERS)
_PARTING = derived(lambda: {".", "!", "?", ";", "\n"} | _LEADS | _TURNING)
_CLOSING = derived(lambda: _CLOSERS | _REASONS | _TURNING)
_TO = words("place_words.to")
_OF_GOODS = ("goods", "size", "unit", "count", "number")
# Marks that tell of something else than a place.
TOLD_ELSEWHERE = ("payment_method", "phone", "code")
_WISHING = ("order", "add", "subtract", "remove", "set", "ask", "refuse", "swap")
_SIGNS = frozenset((",", ".", "!", ";", "\n"))
_NEAR, _REACH = 2, 3


def reaching(reading: Reading, spans: Iterable[Span]) -> list[Span]:
    """The ``spans`` with each place from its beginning to its end, and without receivers that are part of one: in "plot ya Mama
    Kim" she is no one to ask for."""
    found = [*spans]
    message = _Message(reading, found)
    if not any(span.label in PLACES for span in found):
        found += message.led_to()
    places = {span: message.whole(span) for span in found if span.label == "place"}
    within = places_of(places.values()) - places_of(places)
    return [places.get(span, span) for span in found if span.label != "receiver" or span.start not in within]


class _Message:
    def __init__(self, reading: Reading, spans: Sequence[Span]) -> None:
        self.reading, self.tokens = reading, as_written(reading.tokens)
        self.people = {span.start: span for span in spans if span.label == "receiver"}
        self.known = known_places(self.tokens)
        self.phones = places_of(span for span in spans if span.label == "receiver_phone")
        self.told = places_of(span for span in spans if span.label not in ("place", "receiver"))
        self.told |= reading.marked(*TOLD_ELSEWHERE)
        self.wished = {*_wished(reading)}
        self.goods = places_of(each for each in reading.elements if each.kind == "goods") - places_of(self.known)

    def led_to(self) -> list[Span]:
        """ "2 sugar 1kg to Westlands on Saturday": a place of the country that stands behind goods with a "to" between."""
        ends = {each.end for each in self.reading.elements if each.kind in _OF_GOODS}
        leads = {end for end in ends if end < len(self.tokens) and self.tokens[end].norm in _TO}
        return [span for span in self.known if span.start - 1 in leads][:1]

    def whole(self, span: Span) -> Span:
        span = self._from_its_beginning(self._behind_a_turn(span))
        within = next((at for at in range(span.start + 1, span.end) if at in self.wished), span.end)
        end = self._end_of_clause(within) if within == span.end else within
        while end < len(self.tokens) and self.tokens[end].norm == "," and self._tells_more(end + 1):
            end = self._clause_from(end + 1)
        while end > span.start + 1 and self._leads_on(end - 1):
            end -= 1
        return replace(span, end=end)

    def _behind_a_turn(self, span: Span) -> Span:
        """ "Umoja lakini sasa niko Kayole": of two places the one behind the "but"."""
        turn = max((at for at in span.places if self.tokens[at].norm in _TURNING), default=span.end)
        known = (place.start for place in self.known if turn < place.start < span.end)
        return replace(span, start=next(known, span.start))

    def _leads_on(self, at: int) -> bool:
        """The "kwa" of "sokoni kwa", with nothing behind it that is of the place."""
        word = self.tokens[at].norm
        return not word[:1].isalnum() or word in _LINKS or ROLES.get(word) in ("of", "and")

    def _from_its_beginning(self, span: Span) -> Span:
        """Where the rules, or a place of the country straight before it, begin earlier ("Kahawa Sukari, Baringo Road"); without
        goods of the order before the address of the rules: "indomie kumi na soda sita kahawa wendani"."""
        address = self.reading.address[0] if self.reading.address is not None else span.start
        if address < span.end and span.start < address:
            return replace(span, start=address) if self.goods & {*range(span.start, address)} else span
        known = (each.start for each in self.known if self._joins(each.end, span.start))
        start = min(at for at in (span.start, address, *known) if self._is_of_place(at, span.start))
        return replace(span, start=self._first_of_name(start))

    def _first_of_name(self, start: int) -> int:
        while start > 0 and self._is_name(start - 1):
            start -= 1
        return start

    def _is_name(self, at: int) -> bool:
        """The "Redeemed Gospel" of "Redeemed Gospel Church"."""
        token = self.tokens[at]
        is_free = not (at in self.told or at in self.goods or any(at in each.places for each in self.people.values()))
        return is_free and token.is_word and token.text[:1].isupper() and not standings(token.norm)

    def _joins(self, end: int, start: int) -> bool:
        return end <= start <= end + 1 and all(token.norm == "," for token in self.tokens[end:start])

    def _is_of_place(self, begin: int, end: int) -> bool:
        is_else = any(at in self.told or at in self.wished for at in range(begin, end))
        parts = any(token.norm in _PARTING for token in self.tokens[begin:end])
        return begin <= end and not is_else and not parts

    def _end_of_clause(self, at: int) -> int:
        """Where what is linked to the word before ``at`` ends: "Wangige karibu" with "na soko", "plot ya" with "Mama Kim"."""
        while at < len(self.tokens) and (self._is_of_somebody(at) or (at not in self.people and self._is_linked(at))):
            at = self.people[at].end if at in self.people else at + 1
        return at

    def _is_of_somebody(self, at: int) -> bool:
        """ "Plot ya Mama Kim", "nyumba ya mama Halima"; but whose phone is said receives it: "kwa Mary 0722 …"."""
        person = self.people.get(at)
        is_called = person is not None and bool({person.end, person.end + 1} & self.phones)
        is_next = self._is_link(at - 1) or (self._is_link(at - 2) and self.tokens[at - 1].is_word)
        return person is not None and not is_called and is_next

    def _is_linked(self, at: int) -> bool:
        if not self._is_free(at):
            return False
        word, before = self.tokens[at].norm, self.tokens[at - 1].norm
        if ROLES.get(word) == "and":
            return before in _RELATIVE
        if word in _LINKS and at + 1 in self.people:
            return self._is_of_somebody(at + 1)
        return (
            self._is_near(at)
            or self._is_link(at - 1)
            or word in _OF_PLACES
            or word in _RELATIVE
            or ROLES.get(word) == "of"
        )

    def _is_near(self, at: int) -> bool:
        """The tea of "near the tea factory"."""
        return any(token.norm in _RELATIVE for token in self.tokens[max(0, at - _REACH) : at])

    def _is_link(self, at: int) -> bool:
        word = self.tokens[at].norm if at >= 0 else ""
        before = self.tokens[at - 1].norm if at > 0 else ""
        return word in _LINKS or ROLES.get(word) == "of" or (ROLES.get(word) == "and" and before in _RELATIVE)

    def _is_free(self, at: int) -> bool:
        """Of nothing else that the message says."""
        token = self.tokens[at]
        is_goods = at in self.goods and not self._is_near(at)
        is_else = at in self.told or at in self.wished or is_goods or token.norm in _CLOSING
        return (token.is_word or token.is_number) and not is_else and ROLES.get(token.norm) not in _WISHING

    def _tells_more(self, begin: int) -> bool:
        """Whether the clause says where, and nothing else: "geti ya kijani", "nyumba ya tatu"."""
        end = begin
        while end < len(self.tokens) and (self._is_free(end) or self._is_of_somebody(end)):
            end += 1
        said = self.tokens[begin:end]
        ends_well = end == len(self.tokens) or self.tokens[end].norm in _SIGNS
        says_where = any(token.norm in _OF_PLACES for token in said)
        return ends_well and says_where and not any(token.norm in _LEADS for token in said) and not _is_polite(said)

    def _clause_from(self, begin: int) -> int:
        signs = (at for at in range(begin, len(self.tokens)) if self.tokens[at].norm in _SIGNS)
        return next(signs, len(self.tokens))


def _wished(reading: Reading) -> Iterable[int]:
    """The places of goods that are counted, with their numbers, and of verbs that wish."""
    elements = reading.elements
    for at, element in enumerate(elements):
        if element.kind == "verb" and element.word in _WISHING:
            yield from range(element.start, element.end)
        before = [each for each in elements[max(0, at - _NEAR) : at] if each.is_modifier]
        if element.kind == "goods" and before and before[-1].end == element.start:
            yield from range(before[0].start, element.end)


def _is_polite(said: Sequence[Token]) -> bool:
    return bool(agreement_of(said)) or any(token.norm in _COURTESY or token.norm in _THANKS for token in said)
