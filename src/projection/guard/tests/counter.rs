//! Counts flashes the plain way: all frames at once, by the words of the standards.

use glam::Vec3;

/// A change of one place: the frame at which it is complete.
struct Change {
    frame: usize,
    rises: bool,
    /// Whether it took no longer than [`AT_ONCE_SECS`].
    is_sudden: bool,
}

/// What rises slowly does not flash: its last bit may well come to many places in one frame.
const AT_ONCE_SECS: f32 = 0.07;

/// The most flashes that a quarter of any circle 30° across shows within any second, of luminance or of red.
///
/// Counted are pairs of changes that each of a quarter of the places makes, and moments at which a quarter of
/// the places brighten in the same frame, each within a few frames.
pub(super) fn most_flashes(directions: &[Vec3], frames: &[Vec<Vec3>], fps: f32) -> usize {
    let luminance = |rgb: Vec3| 0.2126 * rgb.x + 0.7152 * rgb.y + 0.0722 * rgb.z;
    let red = |rgb: Vec3| (rgb.x - rgb.y - rgb.z).max(0.0) * 320.0;
    let is_saturated = |rgb: Vec3| rgb.x > 0.0 && rgb.x / (rgb.x + rgb.y + rgb.z) >= 0.8;
    let general = |a: Vec3, b: Vec3| {
        let (a, b) = (luminance(a), luminance(b));
        ((a - b).abs() >= 0.1 && a.min(b) < 0.8).then_some(b > a)
    };
    let of_red = |a: Vec3, b: Vec3| {
        let changes = (red(a) - red(b)).abs() > 20.0 && (is_saturated(a) || is_saturated(b));
        changes.then_some(red(b) > red(a))
    };
    let of = |change: &dyn Fn(Vec3, Vec3) -> Option<bool>| {
        let changes: Vec<Vec<Change>> = (0..directions.len())
            .map(|cell| changes_of(frames, cell, change, fps))
            .collect();
        most(directions, &changes, frames.len(), fps)
    };
    of(&general).max(of(&of_red))
}

/// Opposing changes: each the first that is large enough against any frame since the one before.
fn changes_of(
    frames: &[Vec<Vec3>],
    cell: usize,
    change: &dyn Fn(Vec3, Vec3) -> Option<bool>,
    fps: f32,
) -> Vec<Change> {
    let at_once = (AT_ONCE_SECS * fps).ceil() as usize;
    let mut found: Vec<Change> = Vec::new();
    let mut since = 0;
    for frame in 0..frames.len() {
        for before in since..frame {
            let Some(rises) = change(frames[before][cell], frames[frame][cell]) else {
                continue;
            };
            if found.last().is_none_or(|last| last.rises != rises) {
                let just_before = since.max(frame.saturating_sub(at_once))..frame;
                let is_sudden = just_before
                    .map(|before| change(frames[before][cell], frames[frame][cell]))
                    .any(|change| change == Some(rises));
                found.push(Change {
                    frame,
                    rises,
                    is_sudden,
                });
                since = frame;
                break;
            }
        }
    }
    found
}

fn most(directions: &[Vec3], changes: &[Vec<Change>], frames: usize, fps: f32) -> usize {
    let second = fps.round() as usize;
    let circles: Vec<Vec<usize>> = directions
        .iter()
        .map(|middle| {
            let inside =
                |cell: &usize| directions[*cell].dot(*middle) >= 15.0_f32.to_radians().cos();
            (0..directions.len()).filter(inside).collect()
        })
        .collect();
    let largest = circles.iter().map(Vec::len).max().unwrap_or(0);
    let more_than_a_quarter = |count: usize| count * 4 > largest;

    let mut most = 0;
    for first in 0..frames.saturating_sub(second) + 1 {
        let window = first..(first + second).min(frames);
        let flashes: Vec<usize> = changes
            .iter()
            .map(|of| {
                of.iter()
                    .filter(|change| window.contains(&change.frame))
                    .count()
                    / 2
            })
            .collect();
        for circle in &circles {
            while more_than_a_quarter(circle.iter().filter(|cell| flashes[**cell] > most).count()) {
                most += 1;
            }
        }
    }
    for circle in &circles {
        let mut risen = vec![0; frames];
        for change in circle.iter().flat_map(|cell| &changes[*cell]) {
            risen[change.frame] += usize::from(change.rises && change.is_sudden);
        }
        let bursts: Vec<usize> = (0..frames)
            .filter(|frame| more_than_a_quarter(risen[*frame]))
            .collect();
        for (index, first) in bursts.iter().enumerate() {
            let within = bursts[index..]
                .iter()
                .take_while(|burst| **burst < first + second);
            most = most.max(within.count());
        }
    }
    most
}

#[test]
fn the_counter_counts() {
    let directions = super::guard_directions(super::COVERAGE, 64);
    for hz in [1.0, 3.0, 5.0, 10.0] {
        let frame = |index: usize| vec![super::scenes::strobe(hz, index as f32 / 60.0 + 1e-4); 64];
        let frames: Vec<Vec<Vec3>> = (0..180).map(frame).collect();
        let counted = most_flashes(&directions, &frames, 60.0);
        assert_eq!(counted, hz as usize, "{hz}");
    }
}
