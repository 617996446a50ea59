//! Venues, right and wrong.

use std::f32::consts::{FRAC_PI_6, PI};

use crate::folder::MemoryFolder;
use crate::read::{check_venue_in, read_venue};
use crate::venue::{
    Content, CubeLayout, D50, DeviceColours, Gamut, PlaceFrom, PointAt, PointsUnit, Primaries,
    Ramp, Stand, Surface, Tone, Venue, View,
};

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
        "venue.toml:2:1: `kind` is missing from `surface`; write one of `dome`, `sphere`, `wall`, `cylinder`, `box`, `mesh`, `mirrored` or `cube`",
    );
    check_venue_text(
        &v("surface='dome'"),
        "venue.toml:2:9: `surface` must be a table; write { kind = … } with the kind `dome`, `sphere`, `wall`, `cylinder`, `box`, `mesh`, `mirrored` or `cube`",
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

/// A venue whose files are there.
fn read_in_folder(text: &str) -> Result<Venue, String> {
    let folder = ["room.obj", "left.cube", "left.png", "dome.mpcdi"]
        .into_iter()
        .fold(MemoryFolder::new(), |folder, file| folder.with(file, ""));
    let checked = check_venue_in(&folder, "venue.toml", text);
    let warnings: Vec<String> = checked
        .problems
        .warnings
        .iter()
        .map(|one| one.to_string())
        .collect();
    match checked.value {
        Some(venue) if warnings.is_empty() => Ok(venue),
        Some(_) => Err(warnings.join("\n")),
        None => Err(checked.problems.to_string()),
    }
}

/// A venue that uses everything about light, to be made wrong.
const LIT: &str = r#"name = "v"
[surface]
kind = "cylinder"
radius_m = 4
bottom_m = -1
top_m = 2
arc_deg = 240
[blend]
ramp = "power"
power = 3
width_share = 0.25
distance = true
[guard]
slew_per_sec = 2
[headset]
stand = "seated"
fade_secs = 2
vignette = 0.5
recentre_on_don = false
window = "watch"
[[window]]
id = "both"
size = [200, 100]
monitor = 1
fullscreen = true
[[output]]
id = "left"
size = [100, 100]
window = "both"
mask = "left.png"
contrast = 5000
colour = { gain = [1, 0.9, 0.8], gamma = 2.2, lut = "left.cube" }
nudge = { columns = 3, offsets = [[1, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, -2.5]] }
[output.view]
kind = "projector"
position_m = [1, 0, 1]
look_at_m = [1, 1, 0]
roll_deg = 180
fov_deg = 60
shift = [0, 0.5]
k1 = -0.1
[[output]]
id = "right"
size = [100, 100]
window = "both"
at = [100, 0]
place = "points"
view = { kind = "projector", position_m = [0, 0, 0], yaw_deg = -40, fov_deg = 60 }
points = [
  { pixel = [1, 1], at = [90, 10] }, { pixel = [2, 1], at = [1, 10] }, { pixel = [3, 1], at = [1, 10] },
  { pixel = [4, 1], at = [1, 10] }, { pixel = [5, 1], at = [1, 10] }, { pixel = [6, 1], at_m = [1, 10, 2] },
]
[[output]]
id = "mirror"
size = [100, 50]
view = { kind = "spherical-mirror", position_m = [0, 0, 0], fov_deg = 30, mirror_m = [0, 0, -1], mirror_radius_m = 0.3 }
[[output]]
id = "warp"
size = [100, 50]
view = { kind = "warp", file = "dome.mpcdi", region = "r", flip_v = true, stretch_maps = true, points = "feet" }
[[output]]
id = "cube"
size = [400, 300]
view = { kind = "cube-map" }
[[output]]
id = "watch"
size = [400, 300]
view = { kind = "perspective", fov_deg = 90 }
"#;

#[test]
fn light_is_read() {
    let venue = read_in_folder(LIT).unwrap();
    assert!(matches!(
        venue.surface,
        Surface::Cylinder { content: Content::Surface, arc, .. } if (arc - 240_f32.to_radians()).abs() < 1e-6
    ));
    assert_eq!((venue.blend.ramp, venue.blend.power), (Ramp::Power, 3.0));
    assert!(venue.blend.distance && !venue.blend.angle && venue.blend.black_lift);
    assert!(venue.guard.on && venue.guard.slew_per_sec == Some(2.0));
    let headset = venue.headset.unwrap();
    assert_eq!((headset.stand, headset.radius_m), (Stand::Seated, 5.0));
    assert_eq!(headset.window, Some(5));
    assert!(!headset.recentre_on_don && headset.vignette == 0.5 && headset.fade_secs == 2.0);
    let [left, right, mirror, warp, cube, _] = venue.outputs.as_slice() else {
        panic!("{venue:?}")
    };
    assert_eq!(
        (left.window, left.at, right.at),
        (Some(0), [0, 0], [100, 0])
    );
    assert_eq!((venue.windows[0].size, left.contrast), ([200, 100], 5000.0));
    assert!(left.mask.is_some() && left.colour.lut.is_some());
    assert_eq!(
        (left.colour.gain, left.colour.gamma),
        ([1.0, 0.9, 0.8], Some(2.2))
    );
    let View::Projector(projector) = left.view else {
        panic!("{left:?}")
    };
    assert!((projector.pitch - PI / 4.0).abs() < 1e-6 && projector.yaw == 0.0);
    assert!((projector.roll - PI).abs() < 1e-6 && projector.shift == [0.0, 0.5]);
    assert_eq!((left.nudge.columns, left.nudge.rows), (3, 2));
    assert_eq!(left.nudge.offsets[5], [0.0, -2.5]);
    assert!(right.nudge.is_still() && left.nudge.is_sane());
    assert_eq!((right.place, right.points.len()), (PlaceFrom::Points, 6));
    assert!(matches!(right.points[0].at, PointAt::Direction { azimuth, .. } if azimuth > 1.57));
    assert_eq!(right.points[5].at, PointAt::Point([1.0, 10.0, 2.0]));
    assert!(matches!(
        mirror.view,
        View::SphericalMirror {
            mirror_radius_m: 0.3,
            ..
        }
    ));
    let found = warp.warp.as_ref().unwrap();
    assert!(found.flip_v && found.region.as_deref() == Some("r"));
    assert!(found.stretch_maps && !found.flip_rows && !found.whole_picture);
    assert_eq!(found.points, Some(PointsUnit::Feet));
    assert_eq!(
        cube.view,
        View::CubeMap {
            layout: CubeLayout::Cross
        }
    );
    for surface in [
        "{kind='box',width_m=4,depth_m=5,height_m=3}",
        "{kind='box',width_m=4,depth_m=5,height_m=3,ear_height_m=1.6,sides=['front','floor']}",
        "{kind='mesh',file='room.obj',content='surface'}",
    ] {
        let venue = read_in_folder(&format!("name='v'\nsurface={surface}")).unwrap();
        let is_mesh = matches!(venue.surface, Surface::Mesh { .. });
        assert_eq!(venue.mesh_file.is_some(), is_mesh, "{surface}");
    }
}

#[test]
fn wrong_light() {
    let check = |find: &str, put: &str, expected: &str| {
        assert!(LIT.contains(find), "{find}");
        let text = LIT.replacen(find, put, 1);
        assert_eq!(read_in_folder(&text).unwrap_err(), expected, "{put}");
    };
    check(
        "window = \"watch\"",
        "window = \"cube\"",
        "venue.toml:20:10: the output `cube` is no perspective; name an output whose view has kind = \"perspective\"",
    );
    check(
        "window = \"watch\"",
        "window = \"wotch\"",
        "venue.toml:20:10: there is no output `wotch`; did you mean `watch`?",
    );
    check(
        "top_m = 2",
        "top_m = -1",
        "venue.toml:6:9: the cylinder's top -1 is not above its bottom -1; let `top_m` be more than `bottom_m`; both are metres above the ears",
    );
    check(
        "window = \"both\"\nmask",
        "window = \"bot\"\nmask",
        "venue.toml:29:10: there is no window `bot`; did you mean `both`?",
    );
    check(
        "at = [100, 0]",
        "at = [99, 0]",
        "venue.toml:46:6: this output covers `left` in their window; give each a place of its own with `at`",
    );
    check(
        "at = [100, 0]",
        "at = [100, 1]",
        "venue.toml:46:6: this output reaches to 200 × 101, beyond its window of 200 × 100; make the window larger, or move the output",
    );
    check(
        "at = [100, 0]",
        "at = [100, 0]\nmonitor = 2",
        "venue.toml:47:11: this output is drawn in a shared window, which has the `monitor`; write `monitor` in its [[window]] and leave it out here",
    );
    check(
        "id = \"mirror\"",
        "id = \"mirror\"\nmonitor = 1\nfullscreen = true",
        "venue.toml:56:14: this output and `both` fill the same monitor; give each a `monitor` of its own, counted from 0",
    );
    check(
        "id = \"mirror\"",
        "id = \"mirror\"\nat = [0, 0]",
        "venue.toml:55:6: `at` is a place in a shared window, but no window is named; add `window`, or leave `at` out",
    );
    check(
        "left.png",
        "lift.png",
        "venue.toml:30:8: there is no file \"lift.png\"; did you mean `left.png`?",
    );
    check(
        "lut = \"left.cube\"",
        "lut = \"left.png\"",
        "venue.toml:32:53: `left.png` is not a table of colours; name a file that ends in .cube",
    );
    check(
        "dome.mpcdi",
        "dom.mpcdi",
        "venue.toml:60:32: there is no file \"dom.mpcdi\"; did you mean `dome.mpcdi`?",
    );
    check(
        "columns = 3, offsets",
        "rows = 4, offsets",
        "venue.toml:33:31: 2 columns and 4 rows have 8 nodes, not 6; write one [right, down] for each node, row by row from the top",
    );
    check(
        "[0, -2.5]]",
        "[0, -200.5]]",
        "venue.toml:33:79: `offsets` is `-200.5`, out of range; write a number from -200 to 200",
    );
    check(
        "columns = 3, offsets",
        "columns = 10, offsets",
        "venue.toml:33:21: `columns` is `10`, out of range; write a number from 2 to 9",
    );
    check(
        "look_at_m = [1, 1, 0]",
        "look_at_m = [1, 0, 1]",
        "venue.toml:37:13: the projector looks at its own place; name a point on the surface",
    );
    check(
        "roll_deg = 180",
        "yaw_deg = 180",
        "venue.toml:38:11: `look_at_m` says already where the projector looks, so does `yaw_deg`; leave one of them out",
    );
    check(
        "mirror_radius_m = 0.3",
        "mirror_radius_m = 1",
        "venue.toml:56:50: the projector stands inside the mirror's ball; move the projector or the mirror, or make the ball smaller",
    );
    check(
        ", { pixel = [6, 1], at_m = [1, 10, 2] }",
        "",
        "venue.toml:49:10: 5 points do not say where a projector stands; give at least 6, spread over the image and the surface",
    );
    check(
        "at_m = [1, 10, 2]",
        "",
        "venue.toml:51:71: nothing says what is seen at this pixel; add at = [azimuth, elevation] in degrees, or at_m = [x, y, z] in metres",
    );
    check(
        "at_m = [1, 10, 2]",
        "at = [0, 0], at_m = [1, 10, 2]",
        "venue.toml:51:109: `at` and `at_m` both say what is seen at this pixel; leave one of them out",
    );
    check(
        "id = \"cube\"",
        "id = \"cube\"\nplace = \"points\"",
        "venue.toml:63:9: only a projector's place is solved from points; leave them out, or let the view be a projector",
    );
    check(
        "size = [400, 300]",
        "size = [400, 310]",
        "venue.toml:63:8: a cube's sides are square; the rest of the output stays black; write [400, 300]",
    );
    check(
        "window = \"both\"\nat",
        "window = \"other\"\nat",
        "venue.toml:45:10: there is no window `other`; write `both`",
    );
    let unused = LIT.replace(
        "[[output]]\nid = \"mirror\"",
        "[[window]]\nid = \"none\"\nsize = [64, 64]\n[[output]]\nid = \"mirror\"",
    );
    assert_eq!(
        read_in_folder(&unused).unwrap_err(),
        "venue.toml:54:6: no output is drawn in the window `none`; leave it out, or use it"
    );
    let in_room = |surface: &str| {
        format!(
            "name='v'\nsurface={surface}\n[[output]]\nid='a'\nsize=[64,64]\nview={{kind='projector',position_m=[0,0,0],fov_deg=60}}"
        )
    };
    assert_eq!(
        read_in_folder(&in_room("{kind='mirrored'}")).unwrap_err(),
        "venue.toml:6:12: a projector needs a surface in metres, and `mirrored` is none; choose a dome, sphere, wall, cylinder, box or mesh as `surface`"
    );
    let box_room = |more: &str| {
        in_room(&format!(
            "{{kind='box',width_m=4,depth_m=5,height_m=1{more}}}"
        ))
    };
    assert_eq!(
        read_in_folder(&box_room("")).unwrap_err(),
        "venue.toml:2:50: the ears, 1.2 m above the floor, are not below the ceiling; let `ear_height_m` be less than `height_m`"
    );
    assert_eq!(
        read_in_folder(&in_room("{kind='mesh',file='room.stl'}")).unwrap_err(),
        "venue.toml:2:27: `room.stl` is not a mesh; name a file that ends in .obj or .gltf or .glb\nvenue.toml:2:27: there is no file \"room.stl\"; did you mean `room.obj`?"
    );
}

#[test]
fn outputs_that_are_kept_pixel_by_pixel_fit_into_memory() {
    let output = |id: usize, size: [u32; 2], view: &str| {
        format!("[[output]]\nid='{id}'\nsize={size:?}\nview={{{view}}}\n")
    };
    let words = |outputs: &[([u32; 2], &str)]| {
        let outputs: Vec<String> = outputs
            .iter()
            .enumerate()
            .map(|(id, (size, view))| output(id, *size, view))
            .collect();
        let text = format!("name='v'\nsurface={{kind='sphere'}}\n{}", outputs.concat());
        read_venue("venue.toml", &text).map_err(|problems| problems.to_string())
    };
    let projector = "kind='projector',position_m=[0,0,0],fov_deg=60";
    let large = [3840, 2160];
    assert!(words(&[(large, projector); 8]).is_ok());
    assert!(words(&[([16_384, 16_384], "kind='domemaster'")]).is_ok());
    assert_eq!(
        words(&[(large, projector); 10]).unwrap_err(),
        "venue.toml:37:6: with this output, projectors, mirrors, cube maps and warps have 75 megapixels, of which each keeps where it looks; at most 67 fit; make outputs smaller, or give some to another machine"
    );
    let cube = "kind='cube-map',layout='3x2'";
    assert!(words(&[([8190, 5460], cube)]).is_ok());
    assert!(words(&[([16_383, 10_922], cube)]).is_err());
}

#[test]
fn a_device_has_colours_of_its_own() {
    let read = |colour: &str| {
        let text = format!(
            "name='v'\nsurface={{kind='mirrored'}}\n[[output]]\nid='a'\nsize=[64,64]\nview={{kind='picture'}}\ncolour={{{colour}}}"
        );
        read_in_folder(&text)
    };
    let device = |colour: &str| read(colour).unwrap().outputs[0].colour.device;
    assert_eq!(device(""), None);
    assert_eq!(device("gain=[1,1,0.9],peak_nits=300,black_nits=0.2"), None);
    let srgb = DeviceColours::default();
    assert_eq!(device("primaries='srgb'"), Some(srgb));
    assert_eq!(device("white='d65'"), Some(srgb));
    assert_eq!(
        device("white='d50',tone='soft',gamut='compress'"),
        Some(DeviceColours {
            white: D50,
            tone: Tone::Soft,
            gamut: Gamut::Compress,
            ..srgb
        })
    );
    let p3 = device("primaries='display-p3',white=[0.314,0.351]").unwrap();
    assert_eq!(p3.primaries, Primaries::DisplayP3.chromaticities());
    assert_eq!(p3.white, [0.314, 0.351]);
    let measured = device("primaries=[[0.66,0.33],[0.3,0.62],[0.15,0.05]]").unwrap();
    assert_eq!(
        measured.primaries,
        [[0.66, 0.33], [0.3, 0.62], [0.15, 0.05]]
    );
    let nits = read("peak_nits=300,black_nits=0.2").unwrap();
    assert_eq!(nits.outputs[0].colour.peak_nits, Some(300.0));

    let wrong = [
        (
            "primaries='p3'",
            "venue.toml:7:19: `primaries` cannot be `p3`; write one of `srgb`, `display-p3` or `rec2020`",
        ),
        (
            "primaries=3",
            "venue.toml:7:19: `primaries` cannot be a number; The device's red, green and blue: \"srgb\", \"display-p3\", \"rec2020\" or measured [[x, y], [x, y], [x, y]]",
        ),
        (
            "primaries=[[0.6,0.3],[0.3,0.6]]",
            "venue.toml:7:19: `primaries` has 2 entries; it takes exactly 3",
        ),
        (
            "primaries=[[0.6,0.3,0.1],[0.3,0.6],[0.1,0.1]]",
            "venue.toml:7:20: `primaries` has 3 entries; it takes exactly 2",
        ),
        (
            "primaries=[[0.6,1.3],[0.3,0.6],[0.1,0.1]]",
            "venue.toml:7:25: `primaries` is `1.3`, out of range; write a number from 0 to 1",
        ),
        (
            "primaries=[[0.6,0.3],[0.5,0.4],[0.4,0.5]]",
            "venue.toml:7:19: the three primaries lie on a line or close together, so that they mix to hardly any colour; give red, green and blue as measured, such as [[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]]",
        ),
        (
            "primaries=[[0.64,0.33],[0.15,0.06],[0.3,0.6]]",
            "venue.toml:7:19: the primaries go round the other way; two of them seem to be exchanged; write them in the order red, green, blue",
        ),
        (
            "primaries=[[0.64,0.33],[0.15,0],[0.3,0.6]]",
            "venue.toml:7:32: a colour with y = 0 gives no light; write [x, y] of 1931, y above 0.001",
        ),
        (
            "primaries=[[0.64,0.33],[0.5,0.6],[0.15,0.06]]",
            "venue.toml:7:32: no light has x = 0.5 and y = 0.6; write [x, y] of 1931; together they are at most 1",
        ),
        (
            "primaries=[[0.64,0.33],[0.45,0.45],[0.3,0.3]]",
            "venue.toml:7:19: the white [0.3127, 0.329] lies outside the triangle of the primaries; add the device's own `white`, as measured",
        ),
        (
            "white=[0.6,0.2]",
            "venue.toml:7:15: the white [0.6, 0.2] lies outside the triangle of the primaries; measure both again: the device cannot mix this white",
        ),
        (
            "white=[0.3,0]",
            "venue.toml:7:15: a colour with y = 0 gives no light; write [x, y] of 1931, y above 0.001",
        ),
        (
            "white='d6'",
            "venue.toml:7:15: `white` cannot be `d6`; did you mean `d65`?",
        ),
        (
            "white=true",
            "venue.toml:7:15: `white` cannot be true or false; The device's white: \"d65\", \"d50\" or measured [x, y]; pictures' white becomes it",
        ),
        (
            "white=[0.3,nan]",
            "venue.toml:7:20: `white` is `nan`, which is not a number; write a number from 0 to 1",
        ),
        (
            "tone='hard'",
            "venue.toml:7:14: `tone` cannot be `hard`; write one of `clip` or `soft`",
        ),
        (
            "peak_nits=100,black_nits=100",
            "venue.toml:7:34: black is 100 nits and white 100; let `black_nits` be less than `peak_nits`",
        ),
    ];
    for (colour, expected) in wrong {
        assert_eq!(read(colour).unwrap_err(), expected, "{colour}");
    }
}
