#!/bin/sh
# Composes the shipped music and encodes it: the same files every time.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo run --locked --example compose -- "$work"
for show in first-light undertow; do
    # A bed's channels are directions, not speakers: Vorbis keeps four of them apart and in order.
    for stem in "$work/$show"/*.wav; do
        name=$(basename "$stem" .wav)
        ffmpeg -v error -y -i "$stem" -c:a libvorbis -q:a 3 -fflags +bitexact -flags:a +bitexact \
            -map_metadata -1 "installations/$show/music/$name.ogg"
    done
done
