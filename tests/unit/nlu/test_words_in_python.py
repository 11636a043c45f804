"""Which words of customers' languages stand in Python instead of the packs: only those that words_in_python.yml gives a
reason for, and fewer of them than MOST."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from bot.domain_files import read_domain
from bot.nlu.words.packs import Packs, project_packs
from bot.yaml_file import load_yaml

READERS = ("bot/nlu", "bot/services", "bot/messaging", "bot/commerce", "bot/channels", "actions")
LISTED = Path(__file__).with_name("words_in_python.yml")
MOST = 150

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# What may be words; "order.placed", "payment_claim" and "wa:" are names of ours.
PHRASE = re.compile(rf"{WORD.pattern}(?:[\s-]+{WORD.pattern})*")
LETTERS = re.compile(r"[^\W\d_]{2,}")
# By these a text is a pattern wherever it stands.
PATTERN_SIGNS = re.compile(r"\\[bBdDsSwW]|\(\?|<<")
# What letters in a pattern are that are no words: groups of the packs, names of groups, flags, keys, classes, escapes.
PATTERN_SYNTAX = re.compile(r"<<[^>]*>>|\(\?P[<=]\w+[>)]|\(\?[a-z]+\)|%\(\w+\)s|\[\^?(?:\\.|[^\]\\])+\]|\\.")
# Functions that take a pattern, and in which place.
TAKE_PATTERN = {"pattern": 0, "spoken": 0, "tagged": 1, "forms": 1}
LOOK_AT_TEXT = {"startswith", "endswith", "removeprefix", "removesuffix", "split"}
# Of a token: what the customer wrote.
AS_WRITTEN = {"norm", "text"}


def test_every_word_in_python_has_a_reason() -> None:
    unlisted = sorted(words_in_python() - set(listed()))
    assert not unlisted, "words belong into data/words: see words() in bot/nlu/words/groups.py"


def test_every_reason_is_for_a_word_in_python() -> None:
    assert sorted(set(listed()) - words_in_python()) == []
    assert all(listed().values())


def test_few_words_stand_in_python() -> None:
    assert len(listed()) < MOST


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('REFUSALS = {"hapana", "sitaki", "order", "order_items"}', {"hapana", "sitaki"}),
        ('found = word in ("hapana", "Sitaki")', {"hapana", "sitaki"}),
        ('REFUSALS = "hapana sitaki".split()', {"hapana", "sitaki"}),
        ('NUMBERS = {"moja": 1}', {"moja"}),
        ('if said == "hapana asante": pass', {"hapana", "asante"}),
        ('if said.startswith("hapana"): pass', {"hapana"}),
        ('match said:\n  case "hapana": pass', {"hapana"}),
        ('if token.norm == "order": pass', {"order"}),
        ('ADDS = {"order"}\nif token.norm in ADDS: pass', {"order"}),
        (r'NO = re.compile(r"\b(?:hapana|zzyzx)\b")', {"hapana", "zzyzx"}),
        (r'NO = pattern(rf"<<answers.no>>{GAP}(?P<what>hapana)[aeiou]\w", what="What no means")', {"hapana"}),
        (r'GAP = r"\s+sana\s+"', {"sana"}),
        ('"""hapana"""', set()),
        ('logger.info("hapana %s", each)', set()),
        ('raise ValueError("hapana")', set()),
        ('if element.word == "order": pass', set()),
        ('EVENTS = {"order.placed", "payment_claim", "utter_default"}', set()),
    ],
)
def test_what_counts_as_a_word(code: str, words: set[str]) -> None:
    assert set(words_of(ast.parse(code), vocabulary(), names())) == words


def words_in_python() -> set[tuple[str, str]]:
    """Pairs of a file and a word in it."""
    return {(path, word) for path, tree in modules().items() for word in words_of(tree, vocabulary(), names())}


def listed() -> dict[tuple[str, str], str]:
    """From such pairs to the reason why the word may stand there."""
    return {
        (path, word): each["why"]
        for path, reasons in load_yaml(LISTED).items()
        for each in reasons
        for word in each["words"]
    }


@lru_cache(maxsize=1)
def modules() -> dict[str, ast.Module]:
    files = [path for folder in READERS for path in sorted(Path(folder).rglob("*.py"))]
    return {path.as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in files}


@lru_cache(maxsize=1)
def packs() -> Packs:
    return project_packs()


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Every word of the packs, without the country's places and what goods are called."""
    written = (
        entry.word
        for entry in packs().entries
        if not entry.group.startswith(("gazetteer.", "called.", "wider.", "marks.", "signs."))
    )
    return frozenset(word for phrase in written for word in WORD.findall(phrase.lower()))


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """What is called by a word without being read: groups of the packs and keys in them, names in the domain and what is
    filled into its responses, fields, parameters and the values of types."""
    files = (file for file in packs().files if not file.path.startswith("data/goods/"))
    groups = (part for file in files for path in file.groups for part in _named(path))
    return frozenset((*groups, *names_of_domain(), *(name for tree in modules().values() for name in names_of(tree))))


def _named(path: str) -> list[str]:
    """The parts of a path; under qualities the last one is a word itself."""
    return path.split(".")[: -1 if path.startswith("qualities.") else None]


def names_of_domain() -> Iterator[str]:
    domain: dict[str, Any] = read_domain()
    for part in ("intents", "entities", "slots", "forms", "actions", "responses"):
        yield from (each if isinstance(each, str) else next(iter(each)) for each in domain[part])
    yield from re.findall(r"\{(\w+)\}", str(domain["responses"]))


def names_of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
            yield from texts_of(node.slice)
        elif isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
            yield from (text for each in node.body if isinstance(each, ast.Assign) for text in texts_of(each.value))


def words_of(tree: ast.Module, vocabulary: Iterable[str], names: frozenset[str]) -> Iterator[str]:
    """In small letters. In a pattern every run of two letters is one; elsewhere what the packs have too and nothing is called."""
    patterns = set(patterns_of(tree))
    for text in patterns:
        yield from (word.lower() for word in LETTERS.findall(PATTERN_SYNTAX.sub(" ", text)))
    written, compared = set(written_beside(tree)), set(compared_in(tree))
    for text in (written | compared) - patterns:
        if PHRASE.fullmatch(text.strip()):
            known = frozenset() if text in written else names
            yield from (word for word in WORD.findall(text.lower()) if word in vocabulary and word not in known)


def patterns_of(tree: ast.Module) -> Iterator[str]:
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            if PATTERN_SIGNS.search(node.value):
                yield node.value
        elif isinstance(node, ast.Call):
            yield from (text for each in pattern_arguments(node) for text in texts_of(each))


def pattern_arguments(call: ast.Call) -> list[ast.expr]:
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "re":
        return call.args[:1]
    place = TAKE_PATTERN.get(call.func.id) if isinstance(call.func, ast.Name) else None
    return [] if place is None else call.args[place : place + 1]


def compared_in(tree: ast.Module) -> Iterator[str]:
    """Texts that something is compared with or looked up in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from direct_texts([node.left, *node.comparators])
        elif isinstance(node, (ast.Set, ast.Tuple, ast.List)):
            yield from direct_texts(node.elts)
        elif isinstance(node, ast.Dict):
            yield from direct_texts(each for each in node.keys if each is not None)
        elif isinstance(node, ast.MatchValue):
            yield from direct_texts([node.value])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOOK_AT_TEXT:
            yield from direct_texts([node.func.value, *node.args])


def written_beside(tree: ast.Module) -> Iterator[str]:
    """Texts that what the customer wrote is compared with, there or by the name they have in their module."""
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(isinstance(side, ast.Attribute) and side.attr in AS_WRITTEN for side in sides):
                others = [named.get(side.id, side) if isinstance(side, ast.Name) else side for side in sides]
                yield from (text for side in others for text in direct_texts([side, *getattr(side, "elts", ())]))


def direct_texts(nodes: Iterable[ast.expr]) -> Iterator[str]:
    return (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def texts_of(node: ast.AST) -> Iterator[str]:
    return (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))
