//! Venues, right and wrong.

use std::f32::consts::{FRAC_PI_6, PI};

use crate::read::read_venue;
use crate::venue::{Surface, View};

fn check_venue_text(text: &str, expected: &str) {
    let problems = read_venue("venue.toml", text).unwrap_err();
    assert_eq!(problems.to_string(), expected);
}

#[test]
fn venues() {
    let text = "name='v'\n[surface]\nkind='dome'\ntilt_deg=30\n[[output]]\nid='a'\nsize=[100,200]\nview={kind='perspective',yaw_deg=90}\n[speakers]\nkind='silent'\n[headset]\n";
    let venue = read_venue("venue.toml", text).unwrap();
    let Surface::Dome {
        radius_m,
        tilt,
        fov,
    } = venue.surface
    else {
        panic!("{venue:?}")
    };
    assert_eq!(radius_m, 5.0);
    assert!((tilt - FRAC_PI_6).abs() < 1e-6 && (fov - PI).abs() < 1e-6);
    assert!(matches!(venue.outputs[0].view, View::Perspective { yaw, .. } if yaw > 1.57));
    assert_eq!(venue.headset.unwrap().radius_m, 5.0);
    for surface in [
        "{kind='sphere'}",
        "{kind='mirrored'}",
        "{kind='cube'}",
        "{kind='wall',width_m=4,height_m=3,distance_m=2}",
    ] {
        assert!(
            read_venue("v", &format!("name='v'\nsurface={surface}")).is_ok(),
            "{surface}"
        );
    }
}

#[test]
fn wrong_venues() {
    let v = |rest: &str| format!("name='v'\n{rest}");
    check_venue_text(
        &v("[surface]\nkind='domes'"),
        "venue.toml:3:6: `surface` has no kind `domes`; did you mean `dome`?",
    );
    check_venue_text(
        &v("[surface]\ntilt_deg=0"),
        "venue.toml:2:1: `kind` is missing from `surface`; write one of `dome`, `sphere`, `wall`, `mirrored` or `cube`",
    );
    check_venue_text(
        &v("surface='dome'"),
        "venue.toml:2:9: `surface` must be a table; write { kind = … } with the kind `dome`, `sphere`, `wall`, `mirrored` or `cube`",
    );
    check_venue_text(
        &v("[surface]\nkind='sphere'\nsoften=0.1"),
        "venue.toml:4:1: `surface` has no key `soften`; `soften` belongs to the kind `cube`",
    );
    check_venue_text(
        &v("[surface]\nkind='mirrored'\nx=0.1"),
        "venue.toml:4:1: `surface` has no key `x`; the keys here are `kind`",
    );
    check_venue_text(
        &v("surface={kind='mirrored'}\n[output]\nid='a'"),
        "venue.toml:3:1: `output` must be a list, not a table; write [[output]] with two brackets",
    );
    let output = |id: &str, more: &str| {
        format!("[[output]]\nid='{id}'\nsize=[64,64]\nview={{kind='picture'}}\n{more}\n")
    };
    let two = |more: &str| {
        v(&format!(
            "surface={{kind='mirrored'}}\n{}{}",
            output("a", more),
            output("b", more)
        ))
    };
    check_venue_text(
        &two("fullscreen=true"),
        "venue.toml:12:12: this output and `a` fill the same monitor; give each a `monitor` of its own, counted from 0",
    );
    check_venue_text(
        &two("").replace("id='b'", "id='a'"),
        "venue.toml:9:4: two outputs have the id `a`; the first is in line 4; give this one another name",
    );
    check_venue_text(
        &two("").replacen("[64,64]", "[64]", 1),
        "venue.toml:5:6: `size` has 1 entry; it takes exactly 2",
    );
    check_venue_text(
        &two("").replacen("[64,64]", "[64,8]", 1),
        "venue.toml:5:10: `size` is `8`, out of range; write a number from 16 to 16384",
    );
}
