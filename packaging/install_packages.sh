#!/bin/sh
# Installs system packages where that is allowed without a question; else prints the line to type.
# Usage: install_packages.sh PACKAGE…   (Debian's names)   Returns 1 when nothing was installed.
set -eu

say() { printf '%s\n' "$*" >&2; }

install() { $1 env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $2 >&2; }

if ! command -v apt-get >/dev/null 2>&1; then
    say "Please install what your system calls: $*"
    exit 1
fi

prefix=""
if [ "$(id -u)" != 0 ]; then
    prefix="sudo -n"
    if ! sudo -n true 2>/dev/null; then
        say "Some system packages are missing. Type this line, then start again:"
        say "    sudo apt-get update && sudo apt-get install -y $*"
        exit 1
    fi
fi

say "Installing system packages: $*"
$prefix apt-get update -qq >&2 || true
if ! install "$prefix" "$*"; then
    say "That failed. Type this line, then start again:"
    say "    apt-get update && apt-get install -y $*"
    exit 1
fi
