#!/bin/sh
# Makes the environment of the programs that read our annotation files in tests, apart from
# Reelwright's own: none of them may change what Reelwright itself runs on.
# Usage: formats_environment.sh FOLDER PYTHON   (PYTHON: any that has venv; Reelwright's own will do)
set -eu

folder=$1
python=$2
wanted=$(dirname "$0")/formats_requirements.txt
done_with=$folder/.installed

# Nothing to do if the very same list was installed to the end and the interpreter still starts.
if cmp -s "$wanted" "$done_with" && "$folder/bin/python" -c '' 2>/dev/null; then
    exit 0
fi

printf '%s\n' "Installing the readers of annotation files into $folder (700 MB; once only) …" >&2
"$python" -m venv --clear "$folder"
# Their demands upon each other contradict; the list names exact versions that were tried together.
"$folder/bin/python" -m pip install --disable-pip-version-check --quiet --no-deps -r "$wanted"
cp "$wanted" "$done_with"
