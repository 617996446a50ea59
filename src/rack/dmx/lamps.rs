//! The colours that lamps shall have → the bytes of their channels, frame by frame: smoothed in linear light, mixed for the
//! lamp's channels, bent to its curve. Eight bits are dithered in time while a colour moves, so that slow fades have no steps;
//! a colour that rests is rounded, so that nothing flickers.

use std::collections::BTreeMap;

use welkin_installation::{Lamp, LampChannel};

use super::merge::CHANNELS;

/// Frames a second, the most that a DMX line carries.
pub(crate) const MOST_FRAMES_PER_SEC: f32 = 44.0;

/// A colour that came no farther than this from its aim rests, linear light.
const RESTS: f32 = 1e-3;

/// All lamps of a venue, and where their light stands.
#[derive(Debug)]
pub(crate) struct Lamps {
    lamps: Vec<Burning>,
    /// What is sent: for each universe its channels up to the last that a lamp has.
    universes: BTreeMap<u16, Vec<u8>>,
}

#[derive(Debug)]
struct Burning {
    lamp: Lamp,
    /// Linear light, none before the first colour.
    light: Option<[f32; 3]>,
    /// For each channel what rounding left over, in steps.
    left_over: [f32; 8],
}

impl Lamps {
    pub(crate) fn new(lamps: &[Lamp]) -> Self {
        let mut universes: BTreeMap<u16, Vec<u8>> = BTreeMap::new();
        for lamp in lamps {
            let last = usize::from(lamp.channel) - 1 + lamp.channels();
            let channels = universes.entry(lamp.universe).or_default();
            channels.resize(channels.len().max(last.min(CHANNELS)), 0);
        }
        let burning = |lamp: &Lamp| Burning {
            lamp: lamp.clone(),
            light: None,
            left_over: [0.0; 8],
        };
        Self {
            lamps: lamps.iter().map(burning).collect(),
            universes,
        }
    }

    /// Goes on by a frame towards the colours, one per lamp in linear light; a lamp without one stays as it is. What is no
    /// number is dark. Never allocates.
    pub(crate) fn step(&mut self, colours: &[[f32; 3]], elapsed_secs: f32) {
        for (burning, colour) in self.lamps.iter_mut().zip(colours) {
            let aim = colour.map(|part| if part > 0.0 { part.min(1.0) } else { 0.0 });
            let light = burning.light.unwrap_or([0.0; 3]);
            let kept = (-elapsed_secs / burning.lamp.smoothing_secs.max(1e-6)).exp();
            let moved: [f32; 3] =
                std::array::from_fn(|part| aim[part] + (light[part] - aim[part]) * kept);
            let rests = (0..3).all(|part| (moved[part] - aim[part]).abs() < RESTS);
            let now = if rests { aim } else { moved };
            burning.light = Some(now);
            if let Some(channels) = self.universes.get_mut(&burning.lamp.universe) {
                burning.write(now, rests, channels);
            }
        }
    }

    /// Each universe in ascending order with its channels.
    pub(crate) fn universes(&self) -> impl Iterator<Item = (u16, &[u8])> {
        let all = self.universes.iter();
        all.map(|(universe, channels)| (*universe, channels.as_slice()))
    }
}

impl Burning {
    fn write(&mut self, light: [f32; 3], rests: bool, channels: &mut [u8]) {
        let lamp = &self.lamp;
        let mut at = usize::from(lamp.channel) - 1;
        let colours = lamp.layout.colours();
        let has_white = colours.contains(&LampChannel::White);
        for (channel, left_over) in colours.iter().zip(&mut self.left_over) {
            let share = match channel {
                LampChannel::Open => 1.0,
                colour => bent(mixed(light, *colour, has_white) * lamp.max, lamp.gamma),
            };
            if lamp.is_fine {
                let value = (share * 65_535.0).round() as u16;
                channels[at..at + 2].copy_from_slice(&value.to_be_bytes());
                at += 2;
            } else {
                let exact = share * 255.0;
                let wanted = if rests { exact } else { exact + *left_over };
                let value = wanted.round().clamp(0.0, 255.0);
                *left_over = if rests { 0.0 } else { wanted - value };
                channels[at] = value as u8;
                at += 1;
            }
        }
    }
}

/// How much light a channel gives, 0 to 1, linear.
fn mixed([red, green, blue]: [f32; 3], channel: LampChannel, has_white: bool) -> f32 {
    let white = if has_white {
        red.min(green).min(blue)
    } else {
        0.0
    };
    match channel {
        // Rec. 709's luminance of linear light.
        LampChannel::Brightness => 0.2126 * red + 0.7152 * green + 0.0722 * blue,
        LampChannel::Red => red - white,
        LampChannel::Green => green - white,
        LampChannel::Blue => blue - white,
        LampChannel::White => white,
        LampChannel::Open => 1.0,
    }
}

/// The channel's share that gives so much light.
fn bent(light: f32, gamma: f32) -> f32 {
    light.clamp(0.0, 1.0).powf(1.0 / gamma)
}

#[cfg(test)]
mod tests;
