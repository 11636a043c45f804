"""Messages that nobody sends in good faith, each as long as WhatsApp lets one be; the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.hostile.pumped import GENERAL

SEED = 20_261_130
LENGTH = 4_096
BURST = 41_000
SHOP = (
    "unga sukari mkate maziwa chumvi mchele mafuta sabuni nyanya waru majani mayai flour sugar bread milk rice soap eggs tea "
    "brown white brookside ajab jogoo kimbo royco ndogo kubwa nusu robo mbili tatu kumi dozen tray kilo 2kg 500ml 1/2 x3 3x "
    "na ya za kwa ni la wa and of with not no but instead badala toa ongeza remove add make it niletee nataka nipe deliver to "
    "at near Kilimani Westlands Thika road estate house gate call me ukifika nalipa mpesa cash airtel card 0722123456 ksh 500 "
    "bob @155 each kila moja kesho leo saa tatu please tafadhali asante home office mama save as how much bei ngapi"
).split()
# Units that were slow somewhere once, or look as if they might be.
UNITS = (
    "na ", "na na x ", "@", "a@", "call me ", "to ", "kwa ", "to my ", "save ", "save as ", "tell me ", "code ", "no ", "no, ",
    "unga na 2kg ", "mkate 2 ", "hapana tatu ", "peeler ya waru ", "unga, brown ", "niko Tena estate, ", "ungambilimkate", "1x",
    "m4z1w4 ", "a.", "ksh ", "@ 1", "by 1 ", "saa ", "pin 1.234 ", "0722 123 456 ", "0722123456 ", "+254", "1 1 ", "1,1", "1/2 ",
    "badala ya ", "not the sugar, the milk ", "replace unga with ", "2 sugar at 150 each ", "mkate wa mama wa ", "ya kuosha ",
    "Kilimani, ", "near near ", "confirmed ", "SGH7X8K2LM ", "ORD-2026-", "aeiou", "xqzt ", "sukary ungga ", "brwn ", "Green tea ",
    "double it ", "if no milk bring bread or ", "forget the sugar, ", "2moro gr8 ", "½ ", "é", "😀", "\u200b", "\n- ", "(", "'a",
    "tarehe 5 ", "5/12 ", "mwezi wa 5 ", "mpe Mary ",
    "mbili na nusu ", "mia moja hamsini ", "elfu ", "kumi na ", "dozen mbili ", "tray ", "za ", "2kg ", "500ml x ", "kg", "g ",
)  # fmt: skip


def messages(count: int, length: int = LENGTH, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """Kind and text."""
    chance = random.Random(seed)
    for place in range(count):
        name, make = KINDS[place % len(KINDS)]
        unit, text = make(chance, length, place // len(KINDS))
        yield f"{name} {unit}".strip(), text[:length]


def _repeated(chance: random.Random, length: int, turn: int) -> tuple[str, str]:
    units = (*UNITS, *GENERAL)
    unit = units[turn % len(units)]
    end = chance.choice(("x", "!", " x", "", "\0"))
    return repr(unit), (unit * (length // len(unit) + 1))[: length - len(end)] + end


def _mixed(chance: random.Random, length: int, turn: int) -> tuple[str, str]:
    blank = chance.choice((" ", ", ", "\n", " na "))
    return repr(blank), _until(length, lambda: chance.choice(SHOP) + blank)


def _few(chance: random.Random, length: int, turn: int) -> tuple[str, str]:
    words = chance.sample(SHOP, chance.randint(2, 5))
    return " ".join(words), _until(length, lambda: chance.choice(words) + " ")


def _misspelt(chance: random.Random, length: int, turn: int) -> tuple[str, str]:
    def word() -> str:
        letters = list(chance.choice(SHOP))
        letters[chance.randrange(len(letters))] = chance.choice("aeioubdgkmnst")
        return "".join(letters) + chance.choice(("", chance.choice("aeiou"))) + " "

    return "", _until(length, word)


def _strange(chance: random.Random, length: int, turn: int) -> tuple[str, str]:
    least = chance.choice((2, 4, 8))
    return f"of {least}+", _until(
        length,
        lambda: "".join(chance.choice("abdefgiklmnoprstuwyz") for _ in range(least + chance.randint(0, 5))) + " ",
    )


def _joined(chance: random.Random, length: int, turn: int) -> tuple[str, str]:
    return "", _until(length, lambda: chance.choice(SHOP))


def _signs(chance: random.Random, length: int, turn: int) -> tuple[str, str]:
    few = chance.sample(" ,.;:-–'\"()@/+*#!?\n½£€%&", chance.randint(1, 4))
    return repr("".join(few)), _until(length, lambda: chance.choice(few))


def _numbers(chance: random.Random, length: int, turn: int) -> tuple[str, str]:
    between = chance.choice((" ", ",", "-", ".", "/", " x ", "kg ", " na ", ""))
    return repr(between), _until(length, lambda: f"{chance.randint(0, 10 ** chance.randint(1, 9))}{between}")


def _any(chance: random.Random, length: int, turn: int) -> tuple[str, str]:
    return "", "".join(
        chr(chance.choice((chance.randrange(32, 127), chance.randrange(160, 0x2FFF)))) for _ in range(length)
    )


def _until(length: int, piece: Callable[[], str]) -> str:
    pieces, letters = [], 0
    while letters < length:
        pieces.append(piece())
        letters += len(pieces[-1])
    return "".join(pieces)


KINDS: tuple[tuple[str, Callable[[random.Random, int, int], tuple[str, str]]], ...] = (
    ("repeated", _repeated),
    ("repeated", lambda chance, length, turn: _repeated(chance, length, turn + 60)),
    ("words of the shop between", _mixed),
    ("few words:", _few),
    ("misspelt", _misspelt),
    ("strange words", _strange),
    ("words without blanks", _joined),
    ("signs", _signs),
    ("numbers between", _numbers),
    ("any letters", _any),
)
