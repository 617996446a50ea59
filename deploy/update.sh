#!/bin/sh
# Installs a new version beside the one that runs, and begins it. If the show is not well within two minutes, the version
# before goes on. By hand only: no machine changes itself at night.
#
#     update.sh welkin-0.2.0.tar.gz      (or the unpacked folder; with the program `welkin` and a file VERSION in it)
#
# Exit codes: 0 the new version shows, 1 it was taken back, 2 nothing was begun, 3 taken back and not well either.
set -eu
# shellcheck source=deploy/releases.sh
. "$(dirname "$(readlink -f "$0")")/releases.sh"

[ $# = 1 ] || wrong "which version? give its archive or folder"
part=$root/releases/.part
rm -rf "$part"
trap 'rm -rf "$part"' EXIT
mkdir "$part"
if [ -d "$1" ]; then
    cp -a "$1/." "$part/" || wrong "$1 cannot be copied"
elif [ -f "$1" ]; then
    tar -xzf "$1" -C "$part" --strip-components=1 --no-same-owner || wrong "$1 cannot be unpacked"
else
    wrong "$1 is neither an archive nor a folder"
fi
[ -r "$part/VERSION" ] || wrong "$1 has no file VERSION"
version=$(head -n 1 "$part/VERSION")
case "$version" in
"" | .* | *[!A-Za-z0-9._+-]*) wrong "\"$version\" is no version" ;;
esac
[ ! -e "$root/releases/$version" ] || wrong "$version is installed already; undo-update.sh $version begins it"
"$part/welkin" --version >/dev/null || wrong "its program does not run on this machine"
if [ -n "$show" ]; then
    "$part/welkin" check "$show" >&2 || wrong "$version cannot show $show (see above); nothing has changed"
fi

running=""
[ ! -e "$root/current" ] || running=$(version_of current)
sync
mv "$part" "$root/releases/$version"
done=0
switch "$version" "$running" || done=$?

# Five old versions are enough.
kept="$(version_of current) $([ ! -e "$root/previous" ] || version_of previous)"
count=0
for old in $(ls -t "$root/releases"); do
    case " $kept " in *" $old "*) continue ;; esac
    count=$((count + 1))
    [ "$count" -le 5 ] || rm -rf "$root/releases/${old:?}"
done
exit "$done"
