#!/bin/sh
# Makes the virtual environment and installs Reelwright with its test tools into it.
# Usage: python_environment.sh FOLDER   (PYTHON=… chooses the interpreter)
set -eu

folder=$1
here=$(dirname "$0")

say() { printf '%s\n' "$*" >&2; }

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null 2>&1 && fits "$name"; then
            printf '%s' "$name"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    sh "$here/install_packages.sh" python3 python3-venv || true
    python=$(find_python)
fi
if [ -z "$python" ]; then
    say "Reelwright needs Python 3.11 or newer and found $(python3 --version 2>/dev/null || echo none)."
    say "Install one, then name it if it is not python3:  make PYTHON=python3.12 demo"
    exit 1
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    sh "$here/install_packages.sh" "python$version-venv" || exit 1
fi

# A folder that was copied from elsewhere, or whose interpreter is gone, is made anew.
"$folder/bin/python" -c 'import pip' 2>/dev/null || "$python" -m venv --clear "$folder"

say "Installing Reelwright and its libraries into $folder (5.5 GB with torch; once only) …"
"$folder/bin/python" -m pip install --disable-pip-version-check --quiet --editable '.[test]'
