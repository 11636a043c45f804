#!/usr/bin/env bash
# Pins requirements*.in in requirements*.txt. What is pinned already stays while it fits;
# `UPGRADE=--upgrade deploy/lock.sh` takes the newest versions that go together.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

lock() {
  .tools/uv/bin/uv pip compile --quiet --no-header --python .venv/bin/python ${UPGRADE:-} "$@" >/dev/null
}

# Rasa asks for numpy 1.22.3 on a system called "Windows", which no system is; uv would take it for all systems.
echo 'numpy<1.25' >"$work/numpy.txt"
lock --universal requirements.in --overrides "$work/numpy.txt" -o requirements.txt
grep -v -e --override requirements.txt >"$work/requirements.txt"
cp "$work/requirements.txt" requirements.txt

# Lines with a path cannot be constraints, and without them the real TensorFlow comes; it takes numpy 1.22 as well.
grep -v '^\./' requirements.txt >"$work/pins.txt"
grep -v '^\./' requirements.in >"$work/index.in"
lock --no-annotate --universal "$work/index.in" -o requirements-tensorflow.txt

lock --no-annotate requirements-dev.in -c "$work/pins.txt" -o requirements-dev.txt
lock --no-annotate requirements-lint.in -o requirements-lint.txt
