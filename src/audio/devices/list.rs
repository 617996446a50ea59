//! What there is, for people.

use cpal::traits::DeviceTrait;
use cpal::{Device, SupportedStreamConfigRange};
use welkin_installation::DeviceName;
use welkin_values::SAMPLE_RATE;

use super::error::DeviceError;
use super::find::{all, default_device, find, hosts, names};
use super::name::SoundDirection;
use crate::quiet::quietly;

/// A sound output or input of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    /// Through which system it is reached: `alsa`, `jack`, `pipewire`.
    pub host: String,
    /// Its name for people.
    pub name: String,
    /// Its name for the system; venues may give either.
    pub id: String,
    /// Out or in.
    pub direction: SoundDirection,
    /// Whether it is the one taken where a venue names none.
    pub is_default: bool,
    /// The most channels it has; as many as we ask for up to this where a system is not a card.
    pub channels: u16,
    /// Lowest and highest rate, Hz.
    pub rates_hz: (u32, u32),
    /// Whether it runs at Welkin's own rate, so that nothing is resampled.
    pub has_our_rate: bool,
}

/// All outputs and inputs of all systems that can be opened now; of each direction the default one first. Empty
/// where there is none.
pub fn devices() -> Vec<DeviceInfo> {
    quietly(|| {
        let mut found = Vec::new();
        for direction in [SoundDirection::Output, SoundDirection::Input] {
            found.extend(default_of(direction));
            let default_at = found.len().saturating_sub(1);
            for (host_name, host) in hosts() {
                let listed = all(&host, direction);
                let known = listed
                    .iter()
                    .filter_map(|device| describe(&host_name, device, direction, false));
                let known: Vec<_> = known.collect();
                let is_new = |info: &DeviceInfo| {
                    found.get(default_at).is_none_or(|default: &DeviceInfo| {
                        (&default.host, &default.id, default.direction)
                            != (&info.host, &info.id, info.direction)
                    })
                };
                let fresh: Vec<_> = known.into_iter().filter(is_new).collect();
                found.extend(fresh);
            }
        }
        found
    })
}

/// The card a venue means, if it is there and can be opened.
pub fn find_device(
    wish: &DeviceName,
    direction: SoundDirection,
) -> Result<DeviceInfo, DeviceError> {
    quietly(|| {
        let device = find(Some(wish), direction)?;
        let host = device.id().map(|id| id.host().to_string());
        let host = host.unwrap_or_default();
        describe(&host, &device, direction, wish.name.is_none()).ok_or_else(|| {
            DeviceError::Refused {
                name: names(&device).0,
                reason: "it says nothing of its channels and rates".into(),
            }
        })
    })
}

fn default_of(direction: SoundDirection) -> Option<DeviceInfo> {
    let host = cpal::default_host();
    let device = default_device(&host, direction)?;
    describe(&host.id().to_string(), &device, direction, true)
}

fn describe(
    host: &str,
    device: &Device,
    direction: SoundDirection,
    is_default: bool,
) -> Option<DeviceInfo> {
    let configs: Vec<SupportedStreamConfigRange> = match direction {
        SoundDirection::Output => device.supported_output_configs().ok()?.collect(),
        SoundDirection::Input => device.supported_input_configs().ok()?.collect(),
    };
    let lowest = configs.iter().map(|range| range.min_sample_rate()).min()?;
    let highest = configs.iter().map(|range| range.max_sample_rate()).max()?;
    let (name, id) = names(device);
    Some(DeviceInfo {
        host: host.into(),
        name,
        id,
        direction,
        is_default,
        channels: configs.iter().map(|range| range.channels()).max()?,
        rates_hz: (lowest, highest),
        has_our_rate: configs.iter().any(|range| {
            (range.min_sample_rate()..=range.max_sample_rate()).contains(&SAMPLE_RATE)
        }),
    })
}
