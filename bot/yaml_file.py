"""YAML files, read safely and as fast as this machine can."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# Of the safe loaders the one in C, ten times as fast, where PyYAML was built with it.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(path: Path) -> Any:
    """Raises OSError, UnicodeDecodeError and yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe loader all the same
