"""``python -m tests.chaos.own_sandbox FILE``: the sandbox with a memory of its own, where the shop's database is no file beside
which it could lie."""

from __future__ import annotations

import sys
from dataclasses import replace

from bot.processes import sandbox_config
from bot.sandbox import serve
from bot.settings import read_settings

if __name__ == "__main__":
    serve(replace(sandbox_config(read_settings()), database=sys.argv[1]))
