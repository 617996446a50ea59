//! Speakers, sound and inputs of venues, right and wrong.

use crate::folder::MemoryFolder;
use crate::read::{Checked, check_venue_in, read_venue};
use crate::venue::{
    DecoderKind, DeviceName, EqKind, Hrtf, Points, Sound, SoundHost, Speaker, Speakers, Venue,
};

/// Two lines come before what is given, so that this begins in line 3.
fn checked(rest: &str) -> Checked<Venue> {
    let folder = MemoryFolder::new()
        .with("ears.sofa", "")
        .with("near/ears.sofa", "");
    let text = format!("name='v'\nsurface={{kind='mirrored'}}\n{rest}");
    check_venue_in(&folder, "venue.toml", &text)
}

fn good(rest: &str) -> Venue {
    let checked = checked(rest);
    assert_eq!(checked.problems.to_string(), "");
    assert_eq!(checked.problems.warnings, []);
    checked.value.unwrap()
}

fn wrong(rest: &str, expected: &str) {
    assert_eq!(checked(rest).problems.to_string(), expected);
}

fn unwise(rest: &str, expected: &str) {
    let problems = checked(rest).problems;
    assert_eq!(problems.to_string(), "");
    let warnings: Vec<String> = problems.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings, [expected]);
}

/// A speaker on one line of its own.
fn speaker(id: &str, azimuth_deg: f32, channel: usize, more: &str) -> String {
    format!("  {{id='{id}', azimuth_deg={azimuth_deg}, channel={channel}{more}}},\n")
}

/// `[speakers]` in line 3, the first speaker in line 6.
fn custom(speakers: &[String]) -> String {
    format!(
        "[speakers]\nkind='custom'\nspeaker=[\n{}]",
        speakers.concat()
    )
}

/// Three speakers around people, the last to be spoilt.
fn three(last: &str) -> String {
    custom(&[
        speaker("a", 0.0, 1, ""),
        speaker("b", 120.0, 2, ""),
        last.into(),
    ])
}

fn placed(venue: Venue) -> Vec<Speaker> {
    match venue.speakers {
        Speakers::Placed(speakers) => speakers,
        other => panic!("{other:?}"),
    }
}

#[test]
fn presets_follow_on_channels() {
    for (kind, count, subs) in [
        ("quad", 4, 0),
        ("5.1", 6, 1),
        ("7.1.4", 12, 1),
        ("dome-8", 8, 0),
        ("dome-16", 16, 0),
        ("dome-24", 24, 0),
    ] {
        let text = format!("[speakers]\nkind='{kind}'\nradius_m=4\nfirst_channel=9");
        let speakers = placed(good(&text));
        assert_eq!(speakers.len(), count, "{kind}");
        assert_eq!(speakers.iter().filter(|one| one.is_sub).count(), subs);
        for (index, speaker) in speakers.iter().enumerate() {
            assert_eq!(speaker.channel, 8 + index);
            assert_eq!(speaker.place.distance_m, 4.0);
        }
        let usual = placed(good(&format!("speakers={{kind='{kind}'}}")));
        assert_eq!((usual[0].channel, usual[0].place.distance_m), (0, 3.0));
    }
    assert_eq!(good("speakers={kind='stereo'}").speakers, Speakers::Stereo);
    assert_eq!(good("").speakers, Speakers::Stereo);
}

#[test]
fn speakers_where_people_put_them() {
    let text = "[speakers]
kind='custom'
[[speakers.speaker]]
id='left'
azimuth_deg=90
elevation_deg=30
distance_m=2.5
channel=3
gain_db=-2
delay_ms=3.2
[[speakers.speaker.eq]]
kind='bell'
hz=120
gain_db=-3
q=1.4
[[speakers.speaker.eq]]
kind='low-cut'
hz=80
[[speakers.speaker]]
id='right'
azimuth_deg=-90
channel=1
[[speakers.speaker]]
id='front'
azimuth_deg=0
channel=2
[[speakers.speaker]]
id='low'
azimuth_deg=0
channel=64
sub=true
";
    let speakers = placed(good(text));
    let left = &speakers[0];
    assert_eq!((left.id.as_str(), left.channel), ("left", 2));
    assert!((left.place.direction.azimuth - std::f32::consts::FRAC_PI_2).abs() < 1e-6);
    assert!((left.place.direction.elevation - std::f32::consts::FRAC_PI_6).abs() < 1e-6);
    assert_eq!(
        (left.place.distance_m, left.gain_db, left.delay_ms),
        (2.5, -2.0, Some(3.2))
    );
    let bell = left.eq[0];
    assert_eq!(bell.kind, EqKind::Bell);
    assert_eq!((bell.hz, bell.gain_db, bell.q), (120.0, -3.0, 1.4));
    let cut = left.eq[1];
    assert_eq!(cut.kind, EqKind::LowCut);
    assert_eq!((cut.hz, cut.gain_db, cut.q), (80.0, 0.0, 0.707));
    let right = &speakers[1];
    assert_eq!((right.delay_ms, right.place.distance_m), (None, 3.0));
    assert!(right.eq.is_empty() && !right.is_sub);
    assert!(speakers[3].is_sub && speakers[3].channel == 63);
}

#[test]
fn ears() {
    let hrtf = |rest: &str| good(&format!("speakers={{kind='binaural'{rest}}}")).speakers;
    assert_eq!(hrtf(""), Speakers::Binaural(Hrtf::Shipped));
    assert_eq!(hrtf(", hrtf='shipped'"), Speakers::Binaural(Hrtf::Shipped));
    assert_eq!(
        hrtf(", hrtf='near/ears.sofa'"),
        Speakers::Binaural(Hrtf::File("/memory/near/ears.sofa".into()))
    );
    let wrong_ears = |file: &str, expected: &str| {
        wrong(
            &format!("[speakers]\nkind='binaural'\nhrtf='{file}'"),
            expected,
        );
    };
    wrong_ears(
        "ears.wav",
        "venue.toml:5:6: the ears `ears.wav` are not a .sofa file; name a .sofa file, or write \"shipped\"",
    );
    wrong_ears(
        "eers.sofa",
        "venue.toml:5:6: there is no file \"eers.sofa\"; did you mean `ears.sofa`?",
    );
    wrong_ears(
        "../ears.sofa",
        "venue.toml:5:6: \"../ears.sofa\" leaves the installation's folder with `..`; copy the file into the installation's folder and write its path from there",
    );
    let nowhere =
        "name='v'\nsurface={kind='mirrored'}\nspeakers={kind='binaural',hrtf='ears.sofa'}";
    assert_eq!(
        read_venue("v.toml", nowhere).unwrap_err().to_string(),
        "v.toml:3:32: there is no file \"ears.sofa\"; check the name, or copy the file to that place"
    );
}

#[test]
fn sound_and_inputs() {
    assert_eq!(good("").sound, Sound::default());
    assert_eq!(good("[sound]").sound, Sound::default());
    let text = "[sound]
device='Scarlett'
host='alsa'
period_frames=256
order=5
decoder='epad'
points='ambisonic'
ceiling_db=-3
light_latency_ms=40
air_m=9
[[input]]
id='microphone'
host='jack'
[[input]]
id='room'
device='ZM-1'
channels=[5,6,7,8]
gain_db=12
";
    let venue = good(text);
    let device = |host, name: Option<&str>| {
        let name = name.map(String::from);
        Some(DeviceName { host, name })
    };
    assert_eq!(
        venue.sound,
        Sound {
            order: 5,
            decoder: DecoderKind::Epad,
            points: Points::Ambisonic,
            ceiling_db: -3.0,
            device: device(Some(SoundHost::Alsa), Some("Scarlett")),
            period_frames: 256,
            light_latency_secs: 0.04,
            air_m: 9.0,
        }
    );
    let [microphone, room] = venue.inputs.as_slice() else {
        panic!("{:?}", venue.inputs)
    };
    assert_eq!(microphone.device, device(Some(SoundHost::Jack), None));
    assert_eq!(
        (microphone.id.as_str(), microphone.gain_db),
        ("microphone", 0.0)
    );
    assert_eq!(microphone.channels, [0]);
    assert_eq!(room.device, device(None, Some("ZM-1")));
    assert_eq!(
        (room.channels.as_slice(), room.gain_db),
        ([4, 5, 6, 7].as_slice(), 12.0)
    );
}

#[test]
fn wrong_speakers() {
    let c = |last: &str| three(last);
    wrong(
        &c(&speaker("a", -120.0, 3, "")),
        "venue.toml:8:7: two speakers have the id `a`; the first is in line 6; give this one another name",
    );
    wrong(
        &c(&speaker("c", -120.0, 2, "")),
        "venue.toml:8:38: the speakers `b` and `c` hang on the same channel 2; give each a `channel` of its own",
    );
    wrong(
        &custom(&[
            speaker("a", 0.0, 1, ""),
            speaker("b", 120.0, 2, ""),
            speaker("c", -120.0, 3, ""),
            speaker("d", -239.5, 4, ""),
        ]),
        "venue.toml:9:24: the speakers `b` and `d` stand at one place; put them at least 1° apart, or leave one out",
    );
    wrong(
        &custom(&[
            speaker("a", 0.0, 1, ", sub=true"),
            speaker("b", 120.0, 2, ", sub=true"),
        ]),
        "venue.toml:6:42: every speaker is a subwoofer; add one that is none, for all that is not low",
    );
    wrong(
        "[speakers]\nkind='custom'\nspeaker=[]",
        "venue.toml:5:9: `speaker` is empty; it takes at least 1",
    );
    wrong(
        "[speakers]\nkind='custom'",
        "venue.toml:3:1: `speaker` is missing from `speakers`; add `speaker`: The speakers, at least one that is no subwoofer",
    );
    wrong(
        &c(&speaker("c", -120.0, 65, "")),
        "venue.toml:8:38: `channel` is `65`, out of range; write a number from 1 to 64",
    );
    wrong(
        &c(&speaker("c", -120.0, 0, "")),
        "venue.toml:8:38: `channel` is `0`, out of range; write a number from 1 to 64",
    );
    wrong(
        &c(&speaker(
            "c",
            -120.0,
            3,
            ", eq=[{kind='high-cut', hz=90, gain_db=3}]",
        )),
        "venue.toml:8:78: a cut has no `gain_db`; leave it out, or write the kind `low-shelf` or `high-shelf`",
    );
    wrong(
        &c(&speaker("c", -120.0, 3, ", eq=[{kind='notch', hz=90}]")),
        "venue.toml:8:51: `kind` cannot be `notch`; write one of `bell`, `low-shelf`, `high-shelf`, `low-cut` or `high-cut`",
    );
    wrong(
        &c("  {id='c', azimuth_deg=nan, channel=3},\n"),
        "venue.toml:8:24: `azimuth_deg` is `nan`, which is not a number; write a number from -360 to 360",
    );
}

#[test]
fn wrong_presets() {
    wrong(
        "[speakers]\nkind='dome-12'",
        "venue.toml:4:6: `speakers` has no kind `dome-12`; did you mean `dome-16`?",
    );
    wrong(
        "[speakers]\nkind='dome-24'\nfirst_channel=42",
        "venue.toml:5:15: `dome-24` takes the channels 42 to 65, beyond 64; write a number from 1 to 41",
    );
    wrong(
        "[speakers]\nkind='quad'\nhrtf='shipped'",
        "venue.toml:5:1: `speakers` has no key `hrtf`; `hrtf` belongs to the kind `binaural`",
    );
    wrong(
        "[speakers]\nkind='quad'\n[[speakers.speaker]]\nid='a'",
        "venue.toml:5:12: `speakers` has no key `speaker`; `speaker` belongs to the kind `custom`",
    );
    wrong(
        "[speakers]\nkind='5.1'\nradius_m=0",
        "venue.toml:5:10: `radius_m` is `0`, out of range; write a number from 0.1 to 100",
    );
}

#[test]
fn wrong_sound() {
    wrong(
        "[sound]\norder=8",
        "venue.toml:4:7: `order` is `8`, out of range; write a number from 1 to 7",
    );
    wrong(
        "[sound]\nceiling_db=1",
        "venue.toml:4:12: `ceiling_db` is `1`, out of range; write a number from -60 to 0",
    );
    wrong(
        "[sound]\nhost='asio'",
        "venue.toml:4:6: `host` cannot be `asio`; write one of `alsa`, `jack` or `pipewire`",
    );
    wrong(
        "[sound]\ndecoder='allrat'",
        "venue.toml:4:9: `decoder` cannot be `allrat`; did you mean `allrad`?",
    );
    wrong(
        "[sound]\ndevice=''",
        "venue.toml:4:8: `device` is empty; write at least one character",
    );
    let input = |rest: &str| format!("[[input]]\nid='m'\n{rest}");
    wrong(
        &format!("{}\n{}", input(""), input("")),
        "venue.toml:7:4: two inputs have the id `m`; the first is in line 4; give this one another name",
    );
    wrong(
        &input("channels=[1,2,1,4]"),
        "venue.toml:5:15: the channel 1 stands twice in one input; write each channel once",
    );
    for (channels, count) in [("[1,2,3]", 3), ("[1,2,3,4,5,6,7]", 7)] {
        wrong(
            &input(&format!("channels={channels}")),
            &format!(
                "venue.toml:5:10: `channels` has {count} entries; write 1 for a point, or 4, 9, 16, 25, 36, 49 or 64 for a bed of the order 1 to 7"
            ),
        );
    }
    wrong(
        &input("channels=[]"),
        "venue.toml:5:10: `channels` is empty; it takes at least 1",
    );
    wrong(
        &input("channels=[0]"),
        "venue.toml:5:11: `channels` is `0`, out of range; write a number from 1 to 64",
    );
}

#[test]
fn speakers_that_do_not_surround() {
    unwise(
        &custom(&[speaker("left", 30.0, 1, ""), speaker("right", -30.0, 2, "")]),
        "venue.toml:6:3: the speakers do not surround the listener: a gap of 300° around azimuth 180°, elevation 0°, from `left` to `right`; put a speaker there, or leave it so if nothing shall sound from there",
    );
    // A subwoofer fills no gap.
    unwise(
        &custom(&[
            speaker("a", 0.0, 1, ""),
            speaker("b", 90.0, 2, ""),
            speaker("c", 160.0, 3, ""),
            speaker("low", -100.0, 4, ", sub=true"),
        ]),
        "venue.toml:8:3: the speakers do not surround the listener: a gap of 200° around azimuth -100°, elevation 0°, from `c` to `a`; put a speaker there, or leave it so if nothing shall sound from there",
    );
    unwise(
        &custom(&[speaker("only", 0.0, 1, "")]),
        "venue.toml:6:3: the speakers do not surround the listener: a gap of 360° around azimuth 180°, elevation 0°, from `only` to `only`; put a speaker there, or leave it so if nothing shall sound from there",
    );
    unwise(
        &three(&speaker("c", -120.0, 3, ", eq=[{hz=90}]")),
        "venue.toml:8:45: a band of an equaliser with the gain 0 does nothing; write a `gain_db`, or leave the band out",
    );
}

/// Speakers and channels are compared with each other only where so many are allowed.
#[test]
fn a_flood_of_speakers_and_channels_is_soon_refused() {
    let speakers: Vec<String> = (0..20_000)
        .map(|n| speaker(&format!("s{n}"), 0.0, 1, ""))
        .collect();
    wrong(
        &custom(&speakers),
        "venue.toml:5:9: `speaker` has 20000 entries; it takes at most 64",
    );
    let channels = "1,".repeat(200_000);
    wrong(
        &format!("[[input]]\nid='a'\nchannels=[{channels}]"),
        "venue.toml:5:10: `channels` has 200000 entries; it takes at most 64",
    );
    let all: Vec<String> = (0..64)
        .map(|n| speaker(&format!("s{n}"), n as f32 * 5.625, n + 1, ""))
        .collect();
    assert_eq!(placed(good(&custom(&all))).len(), 64);
}
