#!/bin/sh
# Prepares this machine for `make run` (first argument "run") or `make test` ("test"):
# a virtual environment in the second argument, the pinned packages, and for tests a browser.
# What is there already is left alone; every failure says what to do.
set -eu

purpose=$1
venv=$2
python=${PYTHON:-python3}

say() { printf '== %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# Debian packages, where they can be installed at all; elsewhere the message says which are missing.
install_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        return 1
    fi
    if [ "$(id -u)" -eq 0 ]; then
        sudo=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo="sudo -n"
    else
        return 1
    fi
    say "installing $*"
    $sudo apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

command -v "$python" >/dev/null 2>&1 || install_packages python3 python3-venv \
    || fail "python3 is missing. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3 …"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || fail "$("$python" --version) is too old. Python 3.11 or newer is needed: make PYTHON=python3.11 …"

if [ ! -x "$venv/bin/python" ]; then
    say "making the virtual environment $venv"
    if ! "$python" -m venv "$venv" 2>/dev/null; then
        rm -rf "$venv"
        install_packages python3-venv || fail "python3-venv is missing: apt-get install python3-venv"
        "$python" -m venv "$venv" || fail "cannot make a virtual environment in $venv"
    fi
fi

# PyTorch's own index has a build without CUDA, several GB smaller. Where it can't be reached, the
# ordinary index serves.
if ! "$venv/bin/python" -c 'import torch' >/dev/null 2>&1; then
    say "installing PyTorch"
    torch=$(grep -o 'torch==[0-9.]*' constraints.txt)
    "$venv/bin/python" -m pip install --disable-pip-version-check --progress-bar off -q \
        --root-user-action=ignore --timeout 15 --retries 0 \
        --index-url https://download.pytorch.org/whl/cpu "$torch" >/dev/null 2>&1 || true
fi

extras=
[ "$purpose" = test ] && extras='[dev]'
say "installing the pinned packages (a few minutes the first time)"
"$venv/bin/python" -m pip install --disable-pip-version-check --progress-bar off -q \
    --root-user-action=ignore -c constraints.txt -e ".$extras" 2>"$venv/pip.log" \
    || { cat "$venv/pip.log" >&2; fail "the packages could not be installed; is the package index reachable?"; }

if [ "$purpose" = test ]; then
    if ! command -v chromium >/dev/null 2>&1 || ! command -v chromedriver >/dev/null 2>&1; then
        install_packages chromium chromium-driver fonts-noto-core fonts-noto-color-emoji \
            || say "no chromium here: the browser tests will be skipped (install chromium and chromium-driver)"
    fi
    if ! command -v redis-server >/dev/null 2>&1 && ! command -v valkey-server >/dev/null 2>&1; then
        install_packages redis-server \
            || say "no redis-server here: tests of several bot processes will be skipped"
    fi
fi
say "ready"
