#!/bin/sh
# The bare screen of welkin-kiosk.service.
#
#     kiosk.sh screen     starts X, and what stands between it and the show
#     kiosk.sh session    begun by the first, inside X
#     kiosk.sh wait       until the screen answers
#
# WELKIN_X is the X server (X), WELKIN_DISPLAY the display (:0); RUNTIME_DIRECTORY is where its key is kept.
set -eu

display=${WELKIN_DISPLAY:-:0}
key=${RUNTIME_DIRECTORY:-/run/welkin-kiosk}/Xauthority
self=$(readlink -f "$0")
folder=$(dirname "$self")
export DISPLAY="$display" XAUTHORITY="$key"

say() { printf 'kiosk: %s\n' "$*" >&2; }

screen() {
    rm -f "$key"
    (umask 077 && : >"$key")
    xauth -q -f "$key" add "$display" . "$(mcookie)"
    # A screen on the first graphics card, on the terminal that systemd gave.
    [ -n "${WELKIN_X:-}" ] || set -- vt7 -keeptty -nocursor -s 0 -dpms
    exec xinit "$self" session -- "$(command -v "${WELKIN_X:-X}")" "$display" "$@" -noreset -nolisten tcp -auth "$key"
}

session() {
    # Nothing goes dark by itself. A screen that has no power saving says so, and is as good.
    xset s off s noblank || say "the screen saver cannot be switched off"
    xset -dpms 2>/dev/null || say "this screen has no power saving"
    xsetroot -solid black
    exec openbox --config-file "$folder/openbox.xml"
}

wait_for_it() {
    for _ in $(seq 100); do
        if xset q >/dev/null 2>&1; then exit 0; fi
        sleep 0.2
    done
    say "no screen answers at $display"
    exit 1
}

case "${1:-}" in
screen) shift && screen "$@" ;;
session) session ;;
wait) wait_for_it ;;
*) say "screen, session or wait?" && exit 2 ;;
esac
