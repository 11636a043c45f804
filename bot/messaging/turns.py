"""Working the inbox: one turn after the other within a conversation, each with its replies exactly once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

from sqlalchemy.exc import SQLAlchemyError

from bot.commerce.cases import CaseKind
from bot.commerce.events import Event, News
from bot.commerce.json_fields import Unreadable
from bot.commerce.limits import MINUTE, minute_began
from bot.messaging.backoff import pause_after
from bot.messaging.before import is_flood, keyword_in, keyword_of, passes
from bot.messaging.claims import Claims
from bot.messaging.incoming import burst_length, read_turn
from bot.messaging.message import SILENT, moved_to, read_message
from bot.messaging.notices import whole, with_notices
from bot.messaging.scene import Scene, look_around
from bot.messaging.words import Words
from bot.services import carts, consent, customers
from bot.services.cases import open_case
from bot.services.events import apply_event, order_of
from bot.services.news import TELLINGS, as_told, news_told, template_for
from bot.services.ordering import Shop
from bot.services.own_events import read_event
from bot.services.ports import (
    AWAY,
    Customer,
    Dialogue,
    DialogueDown,
    InboxEntry,
    Json,
    Messenger,
    Reader,
    Reply,
    Turn,
    UnitOfWork,
    crashes_of,
    typed_text,
)

logger = logging.getLogger(__name__)
LEASE_SECONDS = 6.0
# After this many failed tries the customer is told that an answer takes longer; after the second number a person must look.
TELL_AFTER, GIVE_UP_AFTER = 4, 12
# What is not there is asked for again soon, for it may be started again just now: by a tenth of how long it has been missed.
# That is no try of the turn; only time ends it.
AWAY_PAUSE, AWAY_PAUSE_GROWS, LONGEST_AWAY_PAUSE = 1.0, 0.1, 30.0
TELL_AFTER_AWAY, GIVE_UP_AFTER_AWAY = timedelta(seconds=5), timedelta(minutes=15)
# So often in a row the same process may end in the middle of a turn. It may be the turn that ends it: another try would be an outage.
MOST_CRASHES = 3
# What WhatsApp delivers later than this agrees to nothing: who wrote it may long want something else.
LATE = timedelta(hours=24)
# Before the last of these tries, so that what ends processes for another reason has passed, and one that was just started again
# has served others.
LAST_CHANCE_PAUSE = timedelta(seconds=20)
TOO_MANY = "too many messages in a minute"
OTHER_NUMBER = "written to another number"


class TurnAbandoned(Exception):
    """The turn ended its worker again and again before an error could be noted."""


@dataclass(frozen=True)
class _Failure:
    """What a failed try means for its turn."""

    attempts: int
    waited: timedelta
    crashes: int
    crashed: str
    away: bool
    abandoned: bool

    @classmethod
    def of(cls, first: InboxEntry, error: Exception, now: datetime) -> _Failure:
        down = error if isinstance(error, DialogueDown) else DialogueDown("")
        waited = now - (first.received_at or now)
        crashes = crashes_of(first.crashes, first.crashed, down.crashed) if down.crashed else first.crashes
        abandoned = isinstance(error, TurnAbandoned)
        return cls(first.attempts + 1, waited, crashes, down.crashed, down.away, abandoned)

    @property
    def is_hopeless(self) -> bool:
        given_up = self.waited >= GIVE_UP_AFTER_AWAY if self.away else self.attempts >= GIVE_UP_AFTER
        return self.abandoned or given_up or self.crashes >= MOST_CRASHES

    @property
    def keeps_waiting(self) -> bool:
        """Long enough for the customer to be told."""
        return self.waited >= TELL_AFTER_AWAY if self.away else self.attempts >= TELL_AFTER

    @property
    def pause(self) -> timedelta:
        missed = max(0.0, self.waited.total_seconds())
        away = timedelta(seconds=min(LONGEST_AWAY_PAUSE, AWAY_PAUSE + AWAY_PAUSE_GROWS * missed))
        usual = away if self.away else pause_after(self.attempts)
        return max(usual, LAST_CHANCE_PAUSE) if self.crashes == MOST_CRASHES - 1 else usual


@dataclass(frozen=True)
class TurnWorker:
    """Takes one turn from the inbox at a time; several may run side by side, in threads or processes."""

    shop: Shop
    dialogue: Dialogue
    messenger: Messenger
    words: Words
    claims: Claims
    # Runs the read receipt beside the turn: it must not delay the answer.
    beside: Callable[[Callable[[], None]], object] = lambda work: work()
    # Set while turns wait for a dialogue that was not there.
    missing: threading.Event = field(default_factory=threading.Event)

    def work_one(self) -> bool:
        """False when nothing was waiting."""
        with self.shop.unit_of_work(read_only=True) as uow:
            first = uow.inbox.first_due()
            if first is None:
                return False
            scene = self._seen(uow, first) if first.kind == "message" else None
        with self.claims.take() as mark:
            return self._work_claimed(mark, first, scene)

    def _seen(self, uow: UnitOfWork, first: InboxEntry) -> Scene | None:
        """None where what stands around the message cannot be read: it is claimed all the same and fails as a turn of its own,
        so that it is in nobody else's way."""
        try:
            return look_around(uow, self.shop, first)
        except SQLAlchemyError:
            raise
        except Exception:
            logger.exception("what stands around message %s cannot be read", first.id)
            return None

    def _look_again(self, first: InboxEntry) -> Scene:
        with self.shop.unit_of_work(read_only=True) as uow:
            return look_around(uow, self.shop, first)

    def _work_claimed(self, mark: str, first: InboxEntry, scene: Scene | None) -> bool:
        with self.shop.unit_of_work() as uow:
            entries = uow.inbox.claim(mark, LEASE_SECONDS, first, alone=scene is not None and not scene.beside)
            uow.commit()
        if not entries:
            # Another worker was faster; there may be more.
            return True
        try:
            self._work(entries, mark, scene)
        except Exception as error:  # noqa: BLE001 - whatever broke, the entry is kept and the customer is told
            self._failed(entries, error)
        return True

    def _work(self, entries: list[InboxEntry], mark: str, scene: Scene | None) -> None:
        first = entries[0]
        if first.crashes >= MOST_CRASHES:
            raise TurnAbandoned(f"ended a process {first.crashes} times")
        if first.attempts >= GIVE_UP_AFTER:
            raise TurnAbandoned(f"claimed {first.attempts} times and never finished")
        if first.kind == "event":
            try:
                self._work_event(first)
            except Unreadable as error:
                # Another try would read the same; a person must look, and the conversation goes on.
                with self.shop.unit_of_work() as uow:
                    uow.inbox.bury(entries, f"not an event by the contract: {error}")
                    uow.commit()
        elif not (self._is_of_others(entries) or self._goes_to_phone(entries)):
            self._work_messages(entries, mark, scene or self._look_again(first))

    def _work_messages(self, entries: list[InboxEntry], mark: str, scene: Scene) -> None:
        # Words are read here, between the transactions; the claim before tells whose they were if that ends the process.
        # What belongs to the turn shares its fate, also when it fails.
        entries += _rest_of_burst(self.shop.reader, entries, scene)
        turn = read_turn(self.shop.reader, scene, entries)
        keyword = keyword_in(self.shop.reader, turn) if turn else None
        written_at = _written_at(entries[-1])
        with self.shop.unit_of_work() as uow:
            if not entries[0].turn:
                uow.inbox.join(entries, mark, LEASE_SECONDS)
            customer = self._meet(uow, entries[-1], written_at)
            allowed = passes(turn, keyword, customer) if turn else None
            flooded = allowed is not None and is_flood(scene.room, allowed)
            if flooded:
                self._slow_down(uow, entries[0], customer)
                uow.inbox.finish(entries, {"silent": TOO_MANY})
            elif allowed is None:
                uow.inbox.finish(entries, {"silent": _why_silent(turn, customer)})
                self._say_how_to_start(uow, turn, keyword, customer)
            self._stop_or_release(uow, allowed, customer)
            _demand_again_if_late(uow, entries[-1])
            customers.move(uow, customer.conversation, moved_to(entries[0].body))
            uow.commit()
        if allowed is None:
            return
        if flooded:
            self._put_flood_away(entries[0])
            return
        self.beside(lambda: self.messenger.mark_read(entries[-1].provider_id, typing=True))
        self._speak(entries, allowed, customer)

    def _goes_to_phone(self, entries: Sequence[InboxEntry]) -> bool:
        """One person has one conversation: what comes under a user id alone goes on where the phone is known."""
        contact = entries[0].body.get("contact") or {}
        user_id, conversation = str(contact.get("user_id") or ""), entries[0].conversation
        if not user_id or conversation.removeprefix("wa:").isdigit():
            return False
        with self.shop.unit_of_work() as uow:
            known = customers.by_phone(uow, conversation, user_id)
            for entry in entries if known else ():
                uow.inbox.reroute(entry, known)
            uow.commit()
        return bool(known)

    def _is_of_others(self, entries: Sequence[InboxEntry]) -> bool:
        """One account may hold several numbers, and tells each webhook of all of them: kept, and not acted on."""
        number, own = str(entries[0].body.get("phone_number_id") or ""), self.shop.number_id
        if number in ("", own) or not own:
            return False
        logger.warning("message %s was written to the number %s and not to ours", entries[0].id, number)
        with self.shop.unit_of_work() as uow:
            uow.inbox.finish(entries, {"silent": OTHER_NUMBER})
            uow.commit()
        return True

    def _stop_or_release(self, uow: UnitOfWork, allowed: Turn | None, customer: Customer) -> None:
        if allowed is not None and allowed.intent == "opt_out" and not allowed.entities:
            # In force at once, whether or not the dialogue can answer now.
            consent.stop(uow, customer.conversation, allowed.message_id, allowed.text)
        elif not customer.opted_out:
            uow.outbox.release(customer.conversation)
            carts.empty_if_old(uow, self.shop, customer.conversation)

    def _say_how_to_start(self, uow: UnitOfWork, turn: Turn | None, keyword: Turn | None, customer: Customer) -> None:
        """Who stopped us and writes all the same waits for an answer: it comes once after each STOP, by the key."""
        if turn is None or keyword is not None or not customer.opted_out:
            return
        words, key = self.words.say("utter_stopped_before", customer.language), f"start/{customer.stopped_by}"
        uow.outbox.put(f"{customer.conversation}/{key}", customer.conversation, Reply(words, purpose="goodbye"))

    def _slow_down(self, uow: UnitOfWork, entry: InboxEntry, customer: Customer) -> None:
        """Once a minute, by the key."""
        words = self.words.say("utter_too_many_messages", customer.language)
        minute = minute_began(entry.sent_at).isoformat()
        uow.outbox.put(f"{entry.conversation}/flood/{minute}", entry.conversation, Reply(words))

    def _put_flood_away(self, entry: InboxEntry) -> None:
        """What waits of the same minute at once, so that thousands of messages hold nobody else up. Keywords are turns of
        their own, as ever."""
        began = minute_began(entry.sent_at)
        with self.shop.unit_of_work(read_only=True) as uow:
            waiting = uow.inbox.flood(entry.conversation, began, began + MINUTE)
        later = [each for each in waiting if each.id > entry.id]
        unheard = [each for each in later if keyword_of(self.shop.reader, read_message(each.body).text) is None]
        if unheard:
            with self.shop.unit_of_work() as uow:
                uow.inbox.finish(unheard, {"silent": TOO_MANY})
                uow.commit()

    def _meet(self, uow: UnitOfWork, entry: InboxEntry, written_at: datetime | None) -> Customer:
        contact = entry.body.get("contact") or {}
        message = entry.body.get("message") or {}
        return customers.meet(
            uow,
            entry.conversation,
            str(contact.get("name") or ""),
            str(contact.get("wa_id") or message.get("from") or ""),
            str(contact.get("user_id") or message.get("from_user_id") or ""),
            written_at,
        )

    def _work_event(self, entry: InboxEntry) -> None:
        event = read_event(entry, self.shop.ghala)
        with self.shop.unit_of_work() as uow:
            order = order_of(uow, event) if event else None
            if order is not None and order.conversation != entry.conversation:
                uow.inbox.reroute(entry, order.conversation)
                uow.commit()
                return
            customer, news = self._whom_and_what(uow, entry, event)
            if customer is None or news is None:
                uow.inbox.finish([entry], None)
            uow.commit()
        if customer is not None and news is not None:
            self._tell(entry, customer, news)

    def _whom_and_what(
        self, uow: UnitOfWork, entry: InboxEntry, event: Event | None
    ) -> tuple[Customer | None, News | None]:
        """What changes, changes whether or not there is anybody to be told."""
        news = self._apply_once(uow, entry, event) if event else None
        customer = uow.customers.get(entry.conversation)
        return (None if customer is None or customer.opted_out else customer), news

    def _tell(self, entry: InboxEntry, customer: Customer, news: News) -> None:
        turn = Turn(
            conversation=customer.conversation,
            message_id=f"{entry.provider}:{entry.provider_id}",
            language=customer.language,
            language_chosen=customer.language_chosen,
            **as_told(news),
        )
        self._speak([entry], turn, customer, news)

    def _apply_once(self, uow: UnitOfWork, entry: InboxEntry, event: Event) -> News | None:
        """What an event changed is remembered with the change: a turn that runs again still knows what to tell."""
        key = f"event:{entry.provider}:{entry.provider_id}"
        told: Json | None = uow.answers.get(key)
        if told is not None:
            return news_told(told) if told else None
        news = apply_event(uow, self.shop, event, entry.conversation)
        uow.answers.put(key, as_told(news) if news else {})
        return news

    def _default(self, uow: UnitOfWork, language: str) -> Reply:
        return Reply(self.words.say("utter_default", language, goods=uow.products.latest().example.name))

    def _speak(self, entries: Sequence[InboxEntry], turn: Turn, customer: Customer, news: News | None = None) -> None:
        result = self.dialogue.turn(turn)
        if self.missing.is_set():
            self._hasten()
        replies = result.replies
        stopped = str(result.understood.get("stopped_at") or "")
        with self.shop.unit_of_work() as uow:
            if news is None:
                replies = replies or (self._default(uow, result.language),)
                replies = with_notices(uow, self.words, turn, _purposed(uow, turn, replies), result.language, stopped)
                replies = tuple(part for reply in replies for part in whole(reply))
            else:
                replies = _as_news(uow, news, turn.conversation, replies, result.language)
            for place, reply in enumerate(replies):
                uow.outbox.put(
                    f"{turn.conversation}/{entries[0].id}/{entries[0].kind}-{place}", turn.conversation, reply
                )
            customers.speak(uow, customer.conversation, result.language)
            uow.inbox.finish(entries, result.understood)
            uow.commit()

    def _hasten(self) -> None:
        """The dialogue is back: whoever waits for it has waited long enough."""
        self.missing.clear()
        with self.shop.unit_of_work() as uow:
            uow.inbox.hasten(MOST_CRASHES - 1)
            uow.commit()

    def _failed(self, entries: Sequence[InboxEntry], error: Exception) -> None:
        expected = isinstance(error, DialogueDown)
        failure = _Failure.of(entries[0], error, self.shop.clock())
        logger.log(
            logging.WARNING if expected else logging.ERROR,
            "turn %s failed at try %s: %s", entries[0].id, failure.attempts, error, exc_info=not expected,
        )  # fmt: skip
        if failure.away:
            self.missing.set()
        with self.shop.unit_of_work() as uow:
            if failure.is_hopeless:
                uow.inbox.bury(entries, f"{type(error).__name__}: {error}")
                self._apologise(uow, entries, "utter_gave_up", "gave-up")
                self._call_person(uow, entries)
            else:
                due_at = self.shop.clock() + failure.pause
                why = f"{AWAY if failure.away else ''}{type(error).__name__}: {error}"
                uow.inbox.put_back(entries, due_at, why, failure.crashed, counts=not failure.away)
                if failure.keeps_waiting:
                    self._apologise(uow, entries, "utter_delayed", "delayed")
            uow.commit()

    def _call_person(self, uow: UnitOfWork, entries: Sequence[InboxEntry]) -> None:
        """The customer is told that one will look."""
        if entries[0].kind == "message":
            said = "\n".join(typed_text(entry.body) for entry in entries)
            open_case(uow, entries[0].conversation, CaseKind.PROBLEM, said, self.shop.clock(), owner=self.shop.owner)

    def _apologise(self, uow: UnitOfWork, entries: Sequence[InboxEntry], response: str, suffix: str) -> None:
        """Once a turn; only a customer who wrote something waits for an answer."""
        customer = uow.customers.get(entries[0].conversation)
        if entries[0].kind == "message" and not (customer and customer.opted_out):
            words = self.words.say(response, customer.language if customer else "en")
            uow.outbox.put(f"{entries[0].conversation}/{entries[0].id}/{suffix}", entries[0].conversation, Reply(words))


def _why_silent(turn: Turn | None, customer: Customer) -> str:
    if turn is None:
        return "nothing to answer"
    return "opted out" if customer.opted_out else "a person has the talk"


def _demand_again_if_late(uow: UnitOfWork, entry: InboxEntry) -> None:
    """It was so long on its way that it may answer a question of another day."""
    written_at = _written_at(entry)
    if written_at is not None and entry.received_at is not None and entry.received_at - written_at > LATE:
        carts.forget_shown(uow, entry.conversation)


def _written_at(entry: InboxEntry) -> datetime | None:
    """By WhatsApp's clock, from which the 24-hour window is counted; never in the future. None for what no customer wrote."""
    if read_message(entry.body).kind in SILENT - {"reaction"}:
        return None
    received = entry.received_at or datetime.now(timezone.utc)
    return min(entry.sent_at, received)


def _purposed(uow: UnitOfWork, turn: Turn, replies: Sequence[Reply]) -> tuple[Reply, ...]:
    """The first bubble of the turn that stopped us says so, and is the last thing that leaves."""
    customer = uow.customers.get(turn.conversation)
    if customer is None or not customer.opted_out or customer.stopped_by != turn.message_id or not replies:
        return tuple(replies)
    return (replace(replies[0], purpose="goodbye"), *replies[1:])


def _as_news(
    uow: UnitOfWork, news: News, conversation: str, replies: Sequence[Reply], language: str
) -> tuple[Reply, ...]:
    """What nobody asked for just now may meet a closed window: the template that says the same goes along."""
    told = tuple(replace(reply, purpose=TELLINGS[type(news)].purpose) for reply in replies)
    call = template_for(uow, news, conversation, language)
    return (replace(told[0], template=call), *told[1:]) if told else told


def _rest_of_burst(reader: Reader, entries: Sequence[InboxEntry], scene: Scene) -> Sequence[InboxEntry]:
    """What waits behind the first message and belongs to it. A burst ends where the customer's minute is full: what is beyond
    is a turn of its own."""
    if entries[0].turn or not scene.beside:
        return ()
    length = burst_length(reader, [entries[0], *scene.beside], scene.offer)
    return scene.beside[: max(1, length if scene.room is None or scene.room <= 0 else min(length, scene.room)) - 1]
