"""A question that a designer adds in YAML alone, as docs/conversations.md shows it: done here on a copy of the project."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.extras_file import read_extras
from bot.workshop.project.project import read_project
from bot.workshop.validate.check import findings_of
from tests.stage.dialogue import DialogueHere
from tests.stage.sandbox_server import SandboxServer
from tests.stage.script import Dialogue, Player, dialogues
from tests.stage.shop_stage import House, open_house, stage

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WRITTEN = list(dialogues(HERE / "own_questions"))
PARTS = ("bot", "actions", "data", "demo", "domain.yml", "config.yml")

# The copy is trained once.
pytestmark = pytest.mark.xdist_group("own questions")


def shown_in_docs(file: str) -> str:
    """What docs/conversations.md has a designer write into ``file``."""
    text = (ROOT / "docs/conversations.md").read_text(encoding="utf-8")
    section = text.partition("\n## Add a question\n")[2].partition("\n## ")[0]
    block = re.search(rf"^   ```yaml\n   # {re.escape(file)}\n(.*?)^   ```", section, re.DOTALL | re.MULTILINE)
    assert block is not None
    return re.sub(r"^   ", "", block[1], flags=re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the question in it."""
    folder = tmp_path_factory.mktemp("copy")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder)
    if (ROOT / ".rasa").is_dir():
        # What was learnt before is learnt already: only sentences differ.
        shutil.copytree(ROOT / ".rasa", folder / ".rasa")
    (folder / "data/questions.yml").write_text(shown_in_docs("data/questions.yml"), encoding="utf-8")
    with (folder / "data/responses/cart.yml").open("a", encoding="utf-8") as responses:
        responses.write(shown_in_docs("data/responses/cart.yml"))
    return folder


@pytest.fixture(scope="module")
def house(copy: Path, sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> House:
    train = [sys.executable, "-m", "bot.nlu.components.training", "models", "duka"]
    trained = subprocess.run(train, cwd=copy, capture_output=True, text=True, check=False)
    assert trained.returncode == 0, trained.stderr
    folder = tmp_path_factory.mktemp("house")
    return open_house(sandbox, DialogueHere(folder, copy / "models"), folder, read_extras(copy))


def test_what_the_docs_show_is_valid(copy: Path) -> None:
    assert findings_of(read_project(copy), "", copy) == []


@pytest.mark.parametrize("dialogue", WRITTEN, ids=str)
def test_conversation(house: House, dialogue: Dialogue) -> None:
    with stage(house) as now:
        Player(now).play(dialogue)
