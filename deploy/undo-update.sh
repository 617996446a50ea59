#!/bin/sh
# Begins the version before again, or the one that is named. If that is not well within two minutes, everything stays as it
# was.
#
#     undo-update.sh [VERSION]
#
# Exit codes as update.sh.
set -eu
# shellcheck source=deploy/releases.sh
. "$(dirname "$(readlink -f "$0")")/releases.sh"

[ -e "$root/current" ] || wrong "nothing is installed in $root"
running=$(version_of current)
if [ $# = 0 ]; then
    [ -e "$root/previous" ] || wrong "there is no version before $running"
    version=$(version_of previous)
else
    version=$1
fi
case "$version" in
"" | .* | */*) wrong "\"$version\" is no version" ;;
esac
[ -x "$root/releases/$version/welkin" ] || wrong "$version is not installed; there are: $(ls "$root/releases" | tr '\n' ' ')"
[ "$version" != "$running" ] || wrong "$version runs already"
switch "$version" "$running"
