#!/bin/bash
# make-prefix.sh PREFIX: unpacks Monado (an OpenXR runtime with a simulated headset), the OpenXR loader
# and a recent software Vulkan driver from Debian 13 into a directory of its own.
# Needs no root and changes nothing outside PREFIX. About 20 s and 600 MB. Debian 12 has no Monado.
set -euo pipefail
P=$(realpath -m "${1:?prefix}"); W=$P/.apt
mkdir -p "$W"/{lists/partial,cache/archives/partial,etc,log}; : >"$W/status"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | grep -v security | sort -u | head -n 1)
[ -n "$mirror" ] || { echo "make-prefix: no Debian mirror is configured for apt" >&2; exit 1; }
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$W/etc/sources.list"
O=(-o Dir::State="$W" -o Dir::State::Lists="$W/lists" -o Dir::State::status="$W/status" -o Dir::Cache="$W/cache"
   -o Dir::Log="$W/log" -o Dir::Etc::SourceList="$W/etc/sources.list" -o Dir::Etc::SourceParts=/dev/null
   -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null -o APT::Install-Recommends=0
   -o Debug::NoLocking=1 -o APT::Sandbox::User= -o APT::Update::Post-Invoke-Success::= -o APT::Keep-Downloaded-Packages=true)
apt-get "${O[@]}" -qq update
apt-get "${O[@]}" -qq -y --download-only install monado-service libopenxr1-monado monado-cli mesa-vulkan-drivers libopenxr-loader1
mkdir -p "$P"/usr/{bin,lib,lib64,sbin}
for d in bin lib lib64 sbin; do ln -sfn "usr/$d" "$P/$d"; done
for d in "$W"/cache/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$d" | tar -x -C "$P" --no-same-owner \
    --exclude='./usr/share/doc*' --exclude='./usr/share/man*' --exclude='./usr/share/locale*' 2>/dev/null || echo "unpack: $d" >&2
done
ln -sf libopenxr_loader.so.1 "$P/usr/lib/x86_64-linux-gnu/libopenxr_loader.so"   # the openxr crate opens this name
rm -rf "$W"
