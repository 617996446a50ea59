#!/bin/sh
# Installs what the system lacks: on Debian and Ubuntu with apt, elsewhere it lists what to install.
# Does nothing, and asks for nothing, where all is there.
set -eu

# What each package is for: ALSA (sound), a Vulkan loader with a software driver (light without a GPU),
# ffmpeg (films), curl (updates ask the show how it is), openssl (tests of the page over TLS), liblo's oscsend and oscdump (tests of OSC), OLA with iproute2 (tests of lighting desks and lamps), JACK's server (tests of sound cards), Xvfb (tests of headsets and windows), a linker and pkg-config (building), X and Wayland client libraries (windows).
packages="build-essential pkg-config libasound2-dev libudev-dev libwayland-dev libxkbcommon-dev libxkbcommon-x11-0
libx11-dev libx11-xcb1 libxcursor1 libxi6 libxrandr2 libvulkan1 mesa-vulkan-drivers ffmpeg jackd2 xvfb liblo-tools ola iproute2 curl openssl"

# Tests open the page in it. Ubuntu has it as a snap only, which is left to people.
browser="chromium"

has_browser() {
    for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome-stable google-chrome chrome; do
        command -v "$name" >/dev/null && return 0
    done
    return 1
}

say() { printf '%s\n' "welkin: $*" >&2; }

lacks() {
    for package in $packages; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
    done
}

if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    missing=$(lacks)
    if ! has_browser && grep -qs '^ID=ubuntu' /etc/os-release; then
        say "tests of the page need Chromium: please install it (snap install chromium), or name one in CHROMIUM"
    elif ! has_browser; then
        missing="$missing$browser"
    fi
    if [ -n "$missing" ]; then
        say "installing $missing"
        as_root=""
        [ "$(id -u)" = 0 ] || as_root=sudo
        $as_root apt-get update -qq
        # shellcheck disable=SC2086 # a list of names
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing
    fi
else
    for program in cc pkg-config ffmpeg; do
        command -v "$program" >/dev/null || lacking="${lacking:-} $program"
    done
    pkg-config --exists alsa 2>/dev/null || lacking="${lacking:-} alsa-development-files"
    has_browser || say "tests of the page need Chromium: please install it, or name one in CHROMIUM"
    if [ -n "${lacking:-}" ]; then
        say "please install:$lacking; and a Vulkan driver (mesa's lavapipe where there is no GPU), libudev, wayland," \
            "libxkbcommon and X11 development files"
        exit 1
    fi
fi

if ! command -v cargo >/dev/null; then
    say "Rust 1.95 or newer is needed: install it with rustup, then run this again"
    exit 1
fi
