#!/bin/sh
# Packs the built program for update.sh: welkin-VERSION.tar.gz in the folder that is named, or here.
#
#     pack.sh [FOLDER]        WELKIN is the program, else what `make build` built
set -eu
here=$(dirname "$(readlink -f "$0")")
welkin=${WELKIN:-${CARGO_TARGET_DIR:-$HOME/.cache/welkin/target}/release/welkin}
out=$(readlink -f "${1:-.}")
version=$("$welkin" --version | awk '{print $2}')
commit=$(git -C "$here" rev-parse --short HEAD 2>/dev/null || true)
version=$version${commit:++$commit}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/welkin-$version"
cp -a "$welkin" "$work/welkin-$version/welkin"
cp -a "$here" "$work/welkin-$version/deploy"
printf '%s\n' "$version" >"$work/welkin-$version/VERSION"
tar -czf "$out/welkin-$version.tar.gz" -C "$work" "welkin-$version"
printf '%s\n' "$out/welkin-$version.tar.gz"
