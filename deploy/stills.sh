#!/bin/sh
# deploy/stills.sh PROGRAM: makes the small stills of the README, each a frame of a film made by the program.
set -eu
welkin=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
still() { # installation, time, end, view, name
    "$welkin" render "installations/$1" --out "$work/$5" --size 384 --fps 10 --from "$2" --to "$3" --view "$4"
    ffmpeg -v error -y -i "$(ls "$work/$5"/*.png | tail -n 1)" -q:v 3 "assets/stills/$5.jpg"
}
mkdir -p assets/stills
still first-light 0:20 0:20.2 domemaster first-light-dawn
still first-light 1:20 1:20.2 domemaster first-light-growth
still first-light 1:45 1:45.2 domemaster first-light-climax
still first-light 1:45 1:45.2 flat first-light-room
still undertow 0:30 0:30.2 domemaster undertow-drone
still undertow 1:05 1:05.2 domemaster undertow-voice
