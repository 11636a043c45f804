"""``python -m benchmarks.load.sandbox``: the sandbox without Meta's pair rate, which allows one customer ten replies a minute."""

from __future__ import annotations

from dataclasses import replace

from bot.processes import sandbox_config
from bot.sandbox import serve
from bot.settings import read_settings

if __name__ == "__main__":
    serve(replace(sandbox_config(read_settings()), pair_rate=False))
