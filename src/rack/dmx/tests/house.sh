# Two machines in one, each with a network of its own and a cable between them: on the one Open Lighting Architecture is a desk and
# a node, on the other the test that is named runs. Nothing of it is seen outside. $1 is the tests' program, $2 the test.
set -u
conf=$(mktemp -d)
ip link set lo up
ip link add desk0 type veth peer name desk1 || exit 1
unshare -n sleep 60 &
there=$!
trap 'kill $there $olad 2>/dev/null; wait 2>/dev/null; rm -rf "$conf"' EXIT
olad=
sleep 0.3
ip link set desk1 netns $there
ip addr add 10.77.0.1/24 brd + dev desk0
ip link set desk0 up
ip route add default dev desk0
on_it="nsenter -t $there -n"
$on_it ip link set lo up
$on_it ip addr add 10.77.0.2/24 brd + dev desk1
$on_it ip link set desk1 up
$on_it ip route add default dev desk1

for plugin in dummy espnet ftdidmx gpio karate kinet milinst nanoleaf opendmx openpixelcontrol osc pathport renard sandnet shownet spi \
    spidmx stageprofi uartdmx usbdmx usbpro usbserial; do
    echo "enabled = false" >"$conf/ola-$plugin.conf"
done
printf 'enabled = true\nip = 10.77.0.2\nnet = 0\nsubnet = 0\noutput_ports = 2\nalways_broadcast = false\n' >"$conf/ola-artnet.conf"
printf 'enabled = true\nip = 10.77.0.2\ninput_ports = 2\noutput_ports = 2\nrevision = 0.46\n' >"$conf/ola-e131.conf"
chmod -R a+rwX "$conf"
$on_it setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$conf" olad -c "$conf" --no-http -l 1 &
olad=$!
for _ in $(seq 100); do
    devices=$($on_it ola_dev_info 2>/dev/null)
    case $devices in *ArtNet*E1.31* | *E1.31*ArtNet*) break ;; esac
    sleep 0.1
done
number() { printf '%s\n' "$devices" | sed -n "s/^Device \([0-9]*\):.*$1.*/\1/p" | head -1; }
art_net=$(number ArtNet)
sacn=$(number E1.31)
$on_it ola_patch -d "$art_net" -p 0 -u 1
$on_it ola_patch -d "$sacn" -p 0 -u 1
$on_it ola_patch -d "$art_net" -p 0 -i -u 2
$on_it ola_patch -d "$sacn" -p 0 -i -u 3
OLA_MACHINE=$there "$1" --exact "$2" --ignored --nocapture
