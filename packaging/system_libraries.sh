#!/bin/sh
# Looks for the system libraries that Qt's window and OpenCV need, and installs the missing ones.
# Never fails: without them everything but the window works.
set -eu

[ "$(uname -s)" = Linux ] || exit 0
ldconfig=$(PATH="$PATH:/sbin:/usr/sbin" command -v ldconfig) || exit 0
known=$("$ldconfig" -p 2>/dev/null) || exit 0

# Library, and the Debian package it comes in.
table="
libEGL.so.1 libegl1
libGL.so.1 libgl1
libxkbcommon.so.0 libxkbcommon0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-image.so.0 libxcb-image0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-xkb.so.1 libxcb-xkb1
"

missing=$(printf '%s' "$table" | while read -r library package; do
    case "$known" in
        *"$library "*) ;;
        *) [ -z "$package" ] || printf '%s ' "$package" ;;
    esac
done)

if [ -n "$missing" ]; then
    # shellcheck disable=SC2086 # one word per package
    sh "$(dirname "$0")/install_packages.sh" $missing || echo "(The window may not open until then.)" >&2
fi
