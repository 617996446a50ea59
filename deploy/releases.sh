# What update.sh and undo-update.sh share; read by them, never run.
#
# Versions lie side by side: $root/releases/VERSION, `current` points to the one that runs, `previous` to the one before.
# Everything below can be set from outside, as the tests do.
root=${WELKIN_ROOT:-/opt/welkin}
if [ -r "${WELKIN_ENV:-/etc/welkin/welkin.env}" ]; then
    set -a
    # shellcheck disable=SC1090 # the machine's own settings
    . "${WELKIN_ENV:-/etc/welkin/welkin.env}"
    set +a
fi
show=${WELKIN_SHOW:-}
state=${WELKIN_STATE:-/var/lib/welkin}
health=${WELKIN_HEALTH:-http://127.0.0.1:${WELKIN_PORT:-7400}/health}
restart=${WELKIN_RESTART:-systemctl restart welkin}
# A new version has so long to become well, and has to stay well so long.
within_secs=${WELKIN_WITHIN_SECS:-120}
well_secs=${WELKIN_WELL_SECS:-10}

say() { printf 'welkin: %s\n' "$*" >&2; }
wrong() { say "$*" && exit 2; }

command -v curl >/dev/null || wrong "curl is needed to ask the show how it is; install it"
mkdir -p "$root/releases"
# One at a time.
exec 9>"$root/.update.lock"
flock -n 9 || wrong "another update is under way"

version_of() { basename "$(readlink -f "$root/$1")"; }

# Points a name to a version, at once: there is no moment without.
point() {
    ln -sfn "releases/$2" "$root/.$1.new"
    mv -T "$root/.$1.new" "$root/$1"
    sync "$root" 2>/dev/null || sync
}

# Whether the show goes on, by this version, and is the one that was asked for rather than one fallen back to.
is_well() {
    answer=$(curl -fsS --max-time 2 "$health" 2>/dev/null) || return 1
    pid=$(printf '%s' "$answer" | sed -n 's/.*"pid": *\([0-9][0-9]*\).*/\1/p')
    if [ -n "$pid" ]; then
        case "$(readlink "/proc/$pid/exe" || true)" in
        "$(readlink -f "$root/releases/$1")"/*) ;;
        *) return 1 ;;
        esac
    fi
    if [ -r "$state/keeper.json" ]; then
        grep -q '"rung": *"asked"' "$state/keeper.json" || return 1
    fi
}

# Begins the show by `current` and waits until it has been well for a while.
begin_and_wait() {
    $restart 9>&- || say "\"$restart\" failed"
    until_secs=$(($(date +%s) + within_secs))
    well_since=0
    while [ "$(date +%s)" -lt "$until_secs" ]; do
        now_secs=$(date +%s)
        if is_well "$1"; then
            [ "$well_since" -ne 0 ] || well_since=$now_secs
            [ $((now_secs - well_since)) -lt "$well_secs" ] || return 0
        else
            well_since=0
        fi
        sleep 0.5
    done
    return 1
}

# Switches to a version; switches back if it is not well. $1 the version, $2 the one that runs (or nothing).
switch() {
    point current "$1"
    say "$1 begins"
    if begin_and_wait "$1"; then
        [ -z "$2" ] || point previous "$2"
        say "$1 is well"
        return 0
    fi
    if [ -z "$2" ]; then
        say "$1 is not well after $within_secs s, and there is no version before it; see: journalctl -u welkin"
        return 1
    fi
    say "$1 is not well after $within_secs s; going back to $2 (what it said: journalctl -u welkin)"
    point current "$2"
    if begin_and_wait "$2"; then
        say "$2 is well again; nothing has changed"
        return 1
    fi
    say "$2 is not well either, so it is not the version: see the runbook"
    return 3
}
