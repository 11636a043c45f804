"""Trains the model when something it is made of has changed: ``python -m bot.workshop.run.train [--force]``.

A bot that runs on this machine with the model of before then loads the new one.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.privacy import keep_private
from bot.settings import SettingError, rasa_token, read_settings
from bot.workshop.run.loading import load, model_id
from bot.workshop.run.parts import QUIET
from bot.workshop.run.progress import CommandFailed, run_logged

MADE_OF = ("domain.yml", "domain", "config.yml", "data", "bot/nlu", "requirements.txt")
MODELS = Path("models")
MODEL_NAME = "duka"
NOTE = ".made-of"
CONFIG = Path("config.yml")
CACHED_CONFIG = Path(".rasa/config-of-cache.yml")
LOG = Path("var/log/train.log")
_BEGINS = re.compile(r"(?:^Now: |Starting to train component ')([\w ]+)")
_PARTS = {
    "ShopIntentClassifier": "intents",
    "ShopDetailsReader": "details",
    "MemoizationPolicy": "rules",
    "RulePolicy": "rules",
}


def fingerprint(root: Path = Path()) -> str:
    """SHA-256 over names and contents of all that the model is made of."""
    digest = hashlib.sha256()
    for path in sorted(_sources(root)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_trained(root: Path = Path()) -> bool:
    """Whether ``models/`` holds the model of the present data, whole as training left it."""
    note = root / MODELS / NOTE
    model = root / MODELS / f"{MODEL_NAME}.tar.gz"
    return model.is_file() and note.is_file() and note.read_text(encoding="utf-8") == note_of(fingerprint(root), model)


def note_of(made_of: str, model: Path) -> str:
    """What is kept beside ``model``: what it was made of, and what the archive itself is."""
    return f"{made_of}\n{hashlib.sha256(model.read_bytes()).hexdigest()}\n"


def train(environment: Mapping[str, str], force: bool = False) -> float | None:
    """Trains if needed; the seconds it took, None when the model was fresh. Raises CommandFailed."""
    if is_trained() and not force:
        return None
    made_of = fingerprint()
    (MODELS / NOTE).unlink(missing_ok=True)
    command = [sys.executable, "-m", "bot.nlu.components.training", str(MODELS), MODEL_NAME]
    if force or not _cache_fits():
        command.append("--force")
    seconds = run_logged("training the model", command, LOG, environment, part_of)
    (MODELS / NOTE).write_text(note_of(made_of, MODELS / f"{MODEL_NAME}.tar.gz"), encoding="utf-8")
    CACHED_CONFIG.parent.mkdir(exist_ok=True)
    CACHED_CONFIG.write_bytes(CONFIG.read_bytes())
    return seconds


def part_of(line: str) -> str:
    """What begins with this line of the log, as its reader would say it; empty where nothing does."""
    found = _BEGINS.search(line)
    return _PARTS.get(found[1], found[1]) if found else ""


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.workshop.run.train", description=__doc__)
    parser.add_argument("--force", action="store_true", help="train even when nothing changed")
    options = parser.parse_args(argv)
    keep_private()
    model = MODELS / f"{MODEL_NAME}.tar.gz"
    before = model_id(model)
    try:
        settings = read_settings(part="rasa")
        seconds = train({**os.environ, **QUIET}, force=options.force)
    except (CommandFailed, SettingError) as failure:
        print(failure, file=sys.stderr)
        return 1
    if seconds is None:
        print("  the model is up to date")
    loaded = load(settings.rasa_url, rasa_token(settings), model, before)
    if loaded:
        print(f"  {loaded}")
    return 0


def _sources(root: Path) -> Iterator[Path]:
    for name in MADE_OF:
        path = root / name
        if path.is_file():
            yield path
        else:
            yield from (p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def _cache_fits() -> bool:
    """Whether Rasa's cache was filled by this very config.yml.

    A cached component that has since moved within the pipeline comes back under its old file name, and the model made
    with it does not load (seen with LogisticRegressionClassifier in Rasa 3.6.21).
    """
    return CACHED_CONFIG.is_file() and CACHED_CONFIG.read_bytes() == CONFIG.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
