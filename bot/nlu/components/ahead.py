"""The tagger, trained in a process of its own while Rasa does other things.

``python -m bot.nlu.components.ahead FILE`` is that process.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.nlu.components import fingerprint
from bot.nlu.goods import live_catalog
from bot.nlu.tagging import examples
from bot.nlu.tagging.model import train

_MADE_OF = ".made-of"
_begun: list[tuple[subprocess.Popen[bytes], Path]] = []


def made_of() -> str:
    """Another one whenever the tagger would become another."""
    return f"{examples.digest()} {fingerprint.of_readers()}"


@contextmanager
def begun() -> Iterator[None]:
    """Within it the process runs, unless :func:`take` has taken what it made."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tagger"
        process = subprocess.Popen([sys.executable, "-m", __name__, str(path)])
        _begun.append((process, path))
        try:
            yield
        finally:
            _begun.clear()
            process.kill()
            process.wait()


def take(to: Path) -> bool:
    """Waits for the tagger and puts it at ``to``; False if none was begun, it failed, or was made of something else."""
    if not _begun:
        return False
    process, path = _begun.pop()
    if process.wait() != 0 or path.with_suffix(_MADE_OF).read_text(encoding="utf-8") != made_of():
        return False
    shutil.move(path, to)
    return True


def main() -> None:
    path = Path(sys.argv[1])
    path.with_suffix(_MADE_OF).write_text(made_of(), encoding="utf-8")
    train(examples.read_examples(), live_catalog.current(), path)


if __name__ == "__main__":
    main()
