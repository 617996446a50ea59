//! Desks, lamps and projectors of venues, right and wrong.

use crate::read::{check_venue, read_venue};
use crate::venue::{
    BandAction, BandDoes, DeskProtocol, Dmx, DmxMoves, LampLayout, LampProtocol, Venue,
};

/// Two lines come before what is given, so that this begins in line 3.
fn text(rest: &str) -> String {
    format!("name='v'\nsurface={{kind='mirrored'}}\n{rest}")
}

fn good(rest: &str) -> Venue {
    let checked = check_venue("venue.toml", &text(rest));
    assert_eq!(checked.problems.to_string(), "");
    checked.value.unwrap()
}

fn wrong(rest: &str, expected: &str) {
    let problems = read_venue("venue.toml", &text(rest)).unwrap_err();
    assert_eq!(problems.to_string(), expected, "{rest}");
}

const ALL: &str = r#"[dmx]
protocol = "sacn"
bind = "10.0.0.5"
lamps = "art-net"
send_to = ["10.0.0.9", "10.0.0.10:7000"]
[[dmx.map]]
universe = 1
channel = 1
control = "master-brightness"
[[dmx.map]]
universe = 1
channel = 2
bits = 16
control = "hue"
range = [-1, 1]
give_back_below = 1
[[dmx.map]]
universe = 1
channel = 4
[[dmx.map.band]]
from = 10
to = 19
scene = "dawn"
[[dmx.map.band]]
from = 20
to = 29
action = "next-scene"
[[lamp]]
id = "left"
azimuth_deg = 90
elevation_deg = 10
universe = 2
channel = 1
layout = "dimmer-rgbw"
bits = 16
[[output]]
id = "a"
size = [64, 64]
view = { kind = "picture" }
[[pjlink]]
id = "east"
host = "10.0.0.21"
password = "secret"
output = ["a"]
"#;

#[test]
fn everything_of_a_rack() {
    let venue = good(ALL);
    let dmx = venue.dmx.unwrap();
    assert_eq!(dmx.protocol, DeskProtocol::Sacn);
    assert_eq!(dmx.lamps_by, LampProtocol::ArtNet);
    let ports = dmx.send_to.iter().map(|address| address.port());
    assert_eq!(ports.collect::<Vec<_>>(), [0, 7000]);
    assert_eq!(
        dmx.maps[1].moves,
        DmxMoves::Control {
            name: "hue".into(),
            range: Some([-1.0, 1.0]),
            give_back_below: Some(1)
        }
    );
    assert!(dmx.maps[1].is_fine);
    let DmxMoves::Bands(bands) = &dmx.maps[2].moves else {
        panic!("{dmx:?}")
    };
    assert_eq!(bands[0].does, BandDoes::Scene("dawn".into()));
    assert_eq!(bands[1].does, BandDoes::Action(BandAction::NextScene));
    let lamp = &dmx.lamps[0];
    assert_eq!((lamp.layout, lamp.channels()), (LampLayout::DimmerRgbw, 10));
    assert!((lamp.towards.azimuth - std::f32::consts::FRAC_PI_2).abs() < 1e-6);
    let east = &venue.pjlink[0];
    assert_eq!((east.port, east.password.reveal()), (4352, "secret"));
    assert!(!format!("{venue:?}", venue = venue.pjlink).contains("secret"));
}

#[test]
fn little_of_a_rack() {
    assert_eq!(good("").dmx, None);
    assert_eq!(good("[dmx]").dmx, Some(Dmx::default()));
    let lamp = "[[lamp]]\nid='a'\nazimuth_deg=0\nelevation_deg=0\nuniverse=1\nchannel=510";
    let dmx = good(lamp).dmx.unwrap();
    assert_eq!(dmx.lamps[0].channels(), 3);
    assert_eq!(
        Dmx {
            lamps: Vec::new(),
            ..dmx
        },
        Dmx::default()
    );
}

#[test]
fn wrong_racks() {
    let change = |from: &str, to: &str| {
        assert!(ALL.contains(from), "{from}");
        ALL.replacen(from, to, 1)
    };
    for (from, to, expected) in [
        (
            "\"10.0.0.5\"",
            "\"10.0.0.x\"",
            "venue.toml:5:8: `10.0.0.x` is not an IPv4 address; write one such as \"10.0.0.5\", or \"0.0.0.0\"",
        ),
        (
            "\"10.0.0.9\"",
            "\"10.0.0.9:99999\"",
            "venue.toml:7:12: `10.0.0.9:99999` is not an IPv4 address; write one such as \"10.0.0.5\" or \"10.0.0.5:6454\"",
        ),
        (
            "\"hue\"",
            "\"huge\"",
            "venue.toml:16:11: there is no control `huge`; did you mean `hue`?",
        ),
        (
            "control = \"master-brightness\"",
            "",
            "venue.toml:8:1: this channel moves nothing; add `control`, or a [[dmx.map.band]]",
        ),
        (
            "channel = 2",
            "channel = 512",
            "venue.toml:14:11: its channels reach to 513, and a universe has 512; write 511 at most",
        ),
        (
            "from = 20",
            "from = 19",
            "venue.toml:27:8: this band covers the one from 10 to 19; give each values of its own",
        ),
        (
            "to = 19",
            "to = 9",
            "venue.toml:24:6: the band ends at 9, before it begins at 10; write the lesser value as `from`",
        ),
        (
            "scene = \"dawn\"",
            "scene = \"dawn\"\naction = \"play\"",
            "venue.toml:26:10: more than one thing is done in this band; leave it out",
        ),
        (
            "universe = 1",
            "universe = 0",
            "venue.toml:9:12: sACN has no universe 0; write 1 to 63999",
        ),
        (
            "bits = 16",
            "bits = 12",
            "venue.toml:15:8: `bits` cannot be `12`; write `8` or `16`",
        ),
        (
            "channel = 1\nlayout",
            "channel = 504\nlayout",
            "venue.toml:35:11: its channels reach to 513, and a universe has 512; write 503 at most",
        ),
        (
            "output = [\"a\"]",
            "output = [\"b\"]",
            "venue.toml:46:11: there is no output `b`; write `a`",
        ),
        (
            "\"secret\"",
            "\"se cret\"",
            "venue.toml:45:12: PJLink's passwords are plain letters and digits; set such a one on the projector and write it here",
        ),
        (
            "\"10.0.0.21\"",
            "\"http://x/\"",
            "venue.toml:44:8: `http://x/` is neither an address nor a name; write one such as \"10.0.0.21\"",
        ),
        (
            "lamps = \"art-net\"",
            "lamps = \"smoke\"",
            "venue.toml:6:9: `lamps` cannot be `smoke`; write one of `sacn` or `art-net`",
        ),
    ] {
        wrong(&change(from, to), expected);
    }
    let lamp = |id: &str, channel: u16| {
        format!(
            "[[lamp]]\nid='{id}'\nazimuth_deg=0\nelevation_deg=0\nuniverse=1\nchannel={channel}\n"
        )
    };
    wrong(
        &format!("{}{}", lamp("a", 1), lamp("b", 3)),
        "venue.toml:14:9: channel 3 belongs to the lamp `a`; give each lamp channels of its own",
    );
    let map = "[[dmx.map]]\nuniverse=1\nchannel=9\ncontrol='hue'\n";
    wrong(
        &format!("{}{map}", lamp("a", 1)),
        "venue.toml:7:10: the desk is heard on universe 1, and this lamp would fight it; give lamps a universe that no map names",
    );
    // A desk that speaks the other protocol does not meet the lamp.
    good(&format!("{}[dmx]\nprotocol='art-net'\n{map}", lamp("a", 1)));
    let twice = "[[pjlink]]\nid='a'\nhost='h'\n[[pjlink]]\nid='b'\nhost='h'";
    wrong(
        twice,
        "venue.toml:8:6: `h` is the projector `a` already; write its own address, or leave it out",
    );
}
