"""What the shop writes is for its own user: talks, addresses and phones stand in its files."""

from __future__ import annotations

import os
import stat
from pathlib import Path

KEPT = Path("var")
OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private() -> None:
    """From now on this process and what it starts make files that only their own user may read.

    ``var/`` and databases in it that were left open to others before are shut too: SQLite gives the files beside a
    database the same permissions.
    """
    os.umask(OF_OTHERS)
    for path in (KEPT, *KEPT.glob("*.db*")):
        if path.exists() and not path.is_symlink() and path.stat().st_uid == os.getuid():
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OF_OTHERS)
