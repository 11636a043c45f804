#!/usr/bin/env bash
# Brings the Python environments of this folder up to date; does nothing when they are.
#   deploy/set-up.sh run         .venv with requirements.txt
#   deploy/set-up.sh test        the same and requirements-dev.txt
#   deploy/set-up.sh tensorflow  the same as run, with the real TensorFlow instead of the hollow one
#   deploy/set-up.sh lint        .tools/lint with requirements-lint.txt, apart because its pins clash with Rasa's
#   deploy/set-up.sh uv          only uv, into .tools/uv
# Works from any Python 3 with pip or venv, bash 3.2 and later. Set PYTHON to choose the Python 3.10 yourself.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=.tools/uv/bin/uv
log=var/log/set-up.log
begun=$SECONDS
export PIP_DISABLE_PIP_VERSION_CHECK=1

stop_with() { { echo; printf '%s\n' "$@"; } >&2; exit 1; }

# step WHAT COMMAND…: one line of progress on the screen, the command's own output in the log.
step() {
  local what=$1 since=$SECONDS job failed=0; shift
  printf '  %s …' "$what"
  printf '\n== %s\n' "$what" >>"$log"
  "$@" >>"$log" 2>&1 &
  job=$!
  trap 'kill $job 2>/dev/null; exit 130' INT TERM
  while kill -0 $job 2>/dev/null; do
    [ -t 1 ] && printf '\r  %s … %d s' "$what" $((SECONDS - since))
    sleep 0.2
  done
  trap - INT TERM
  wait $job || failed=1
  [ -t 1 ] && printf '\r  %s …' "$what"
  [ $failed = 0 ] && printf ' %d s\n' $((SECONDS - since)) && return
  printf ' failed. The end of %s:\n' "$log"
  awk '/^== / { said = ""; next } { said = said "    " $0 "\n" } END { printf "%s", said }' "$log" | tail -n 25
  return 1
}

first_python() {
  local candidate
  for candidate in $(type -aP python3 python || true); do
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 7))' 2>/dev/null && echo "$candidate" && return
  done
  stop_with "No Python 3 was found. Install one, then run this again: apt-get install python3"
}

# apt_get PACKAGE: Debian keeps pip and venv out of its python3, and without them nothing can be fetched.
apt_get() {
  local as_root=
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  command -v apt-get >/dev/null && $as_root true 2>/dev/null || return 1
  step "installing Debian's $1, which this Python lacks" \
    $as_root sh -c "apt-get install -y $1 || { apt-get update && apt-get install -y $1; }"
}

uv_by_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null && "$1" -m venv --clear .tools/uv && .tools/uv/bin/python -m pip install --quiet 'uv>=0.7'; }
uv_by_pip() { "$1" -m pip --version >/dev/null 2>&1 && "$1" -m pip install --quiet --upgrade --target .tools/uv 'uv>=0.7'; }
fetch_uv() { uv_by_venv "$1" || uv_by_pip "$1"; }

have_uv() {
  "$uv" --version >/dev/null 2>&1 && return
  local python found
  python=$(first_python)
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null && ! "$python" -m pip --version >/dev/null 2>&1; then
    found=$(type -P uv || true)
    if [ -n "$found" ]; then
      mkdir -p .tools/uv/bin && ln -sf "$found" "$uv" && return
    fi
    apt_get python3-venv || stop_with "$python has neither pip nor venv, so nothing can be installed." \
      "Run this, then try again:  sudo apt-get install python3-venv"
  fi
  step "getting uv, which installs the rest" fetch_uv "$python" ||
    stop_with "uv could not be installed from the package index. Is the network there? The log is $log."
}

# A python3.10 on the PATH may be a shim with nothing behind it, or lack a module: only one that runs is taken.
runs_rasa() {
  "$1" -c 'import ctypes, sqlite3, ssl, sys; sys.exit(sys.version_info[:2] != (3, 10) or sys.prefix != sys.base_prefix)' \
    >/dev/null 2>&1
}

python_310() {
  local candidate
  for candidate in ${PYTHON:-} $(type -aP python3.10 python3 python || true) "$HOME"/.pyenv/versions/3.10.*/bin/python3.10; do
    if runs_rasa "$candidate"; then echo "$candidate"; return; fi
  done
  echo 3.10
}

# have_environment FOLDER: Python 3.10 in FOLDER, made here; a console script of a moved folder would run nothing.
have_environment() {
  [ "$(cat "$1/.made-in" 2>/dev/null)" = "$PWD" ] && "$1/bin/python" -c pass 2>/dev/null && return
  local python what="making $1"
  python=$(python_310)
  [ "$python" != 3.10 ] || what="getting Python 3.10 and making $1"
  step "$what" "$uv" venv --clear --seed --python "$python" "$1" ||
    stop_with "There is no Python 3.10 here and uv could not fetch one." \
      "Install it (Ubuntu 22.04: apt-get install python3.10; elsewhere: pyenv install 3.10) and run this again," \
      "or say where it is: PYTHON=/path/to/python3.10 make run"
  echo "$PWD" >"$1/.made-in"
}

checksum() { cat "$@" hollow/*/pyproject.toml hollow/*/src/*/*.py | cksum; }

# bring FOLDER NAME REQUIREMENTS…: installs them unless a note in FOLDER says that just these were.
bring() {
  local folder=$1 name=$2 arguments=() file; shift 2
  local note="$folder/.has-$name" sum; sum=$(checksum "$@")
  # Made anew, a link would take away the environment of the folder it points to.
  [ ! -L "$folder" ] || stop_with "$folder is a link to another folder's environment. Remove the link and run this again."
  [ "$(cat "$note" 2>/dev/null)" = "$sum" ] && [ "$(cat "$folder/.made-in" 2>/dev/null)" = "$PWD" ] && return
  have_uv
  have_environment "$folder"
  for file in "$@"; do arguments+=(-r "$file"); done
  step "installing the pinned packages of $*" "$uv" pip install --python "$folder/bin/python" "${arguments[@]}" ||
    stop_with "The packages could not be installed; the whole story is in $log."
  echo "$sum" >"$note"
  echo "  environment $folder is ready after $((SECONDS - begun)) s"
}

# Once the real TensorFlow is in .venv it stays, until .venv is removed.
runtime() { [ -e .venv/.real-tensorflow ] && echo requirements-tensorflow.txt || echo requirements.txt; }

real_tensorflow() {
  bring .venv run "$(runtime)"
  [ -e .venv/.real-tensorflow ] && return
  # pip and uv take 2.12.0+hollow for 2.12.0, so the hollow ones have to leave first.
  step "removing the hollow TensorFlow" "$uv" pip uninstall --python .venv/bin/python \
    tensorflow tensorflow-text tensorflow-hub tensorflow-cpu-aws tensorflow-macos
  touch .venv/.real-tensorflow
  bring .venv run requirements-tensorflow.txt
}

(umask 077 && mkdir -p var/log)
case "${1:-run}" in
  run) bring .venv run "$(runtime)" ;;
  test) bring .venv test "$(runtime)" requirements-dev.txt ;;
  lint) bring .tools/lint lint requirements-lint.txt ;;
  tensorflow) real_tensorflow ;;
  uv) have_uv ;;
  *) stop_with "usage: $0 run | test | lint | tensorflow | uv" ;;
esac
