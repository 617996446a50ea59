//! A projector as it is written into a venue's file.

use glam::EulerRot;

use crate::Projector;
use crate::written::{number, numbers, quoted};

/// The `[[output]]` of a projector, to be pasted into `venue.toml`: places to a tenth of a millimetre, angles to a
/// thousandth of a degree, which move no pixel of a 4K image by more than a tenth.
pub fn projector_toml(id: &str, projector: &Projector) -> String {
    let (yaw, pitch, roll) = projector.orientation.normalize().to_euler(EulerRot::YXZ);
    let degrees = |radians: f32| number(f64::from(radians).to_degrees(), 3);
    let optics = projector.optics;
    let position = projector.position.to_array().map(f64::from);
    let mut text = format!(
        "[[output]]\nid = {}\nsize = [{}, {}]\n[output.view]\nkind = \"projector\"\nposition_m = {}\nyaw_deg = {}\n\
         pitch_deg = {}\nroll_deg = {}\nfov_deg = {}\n",
        quoted(id),
        projector.size[0],
        projector.size[1],
        numbers(&position, 4),
        degrees(yaw),
        degrees(pitch),
        degrees(-roll),
        degrees(optics.fov),
    );
    let shift = numbers(&optics.shift.to_array().map(f64::from), 5);
    if shift != "[0, 0]" {
        text += &format!("shift = {shift}\n");
    }
    for (key, bend) in [("k1", optics.k1), ("k2", optics.k2)] {
        let bend = number(bend.into(), 5);
        if bend != "0" {
            text += &format!("{key} = {bend}\n");
        }
    }
    text
}
