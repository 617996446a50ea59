#!/bin/sh
# deploy/venue-stills.sh: makes the stills of the shipped venues by light: what a visitor sees, and what each projector sends.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for venue in two-projectors wall-three six-projector-dome spherical-mirror headset; do
    cargo run -q -p welkin_projection --example daylight -- "$venue" "$work"
    if [ -f "$work/$venue-outputs.png" ]; then
        ffmpeg -v error -y -i "$work/$venue-room.png" -i "$work/$venue-outputs.png" -filter_complex \
            '[0]scale=960:-2[a];[1]scale=960:-2[b];[a][b]vstack' -q:v 4 "assets/stills/venue-$venue.jpg"
    else
        ffmpeg -v error -y -i "$work/$venue-room.png" -vf scale=960:-2 -q:v 4 "assets/stills/venue-$venue.jpg"
    fi
done
