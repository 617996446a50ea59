//! The sound cards of this machine.

use cpal::traits::{DeviceTrait, HostTrait};
use welkin_values::SAMPLE_RATE;

use crate::quiet::quietly;

/// A sound output of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    /// Its name for people.
    pub name: String,
    /// Its name for the system.
    pub id: String,
    /// Whether it is the one that shows play on.
    pub is_default: bool,
    /// The most channels it can play.
    pub channels: u16,
    /// Lowest and highest rate, Hz.
    pub rates_hz: (u32, u32),
    /// Whether it runs at Welkin's own rate, so that nothing is resampled.
    pub has_our_rate: bool,
}

/// All outputs that can be opened now, the default one first. Empty where there is none.
pub fn devices() -> Vec<DeviceInfo> {
    quietly(find)
}

fn find() -> Vec<DeviceInfo> {
    let host = cpal::default_host();
    let default = host
        .default_output_device()
        .and_then(|device| describe(&device, true));
    let all = host.output_devices().into_iter().flatten();
    let others = all.filter_map(|device| describe(&device, false));
    let default_id = default.as_ref().map(|device| device.id.clone());
    let others = others.filter(|device| Some(&device.id) != default_id.as_ref());
    default.iter().cloned().chain(others).collect()
}

fn describe(device: &cpal::Device, is_default: bool) -> Option<DeviceInfo> {
    let configs: Vec<_> = device.supported_output_configs().ok()?.collect();
    let lowest = configs
        .iter()
        .map(|config| config.min_sample_rate())
        .min()?;
    let highest = configs
        .iter()
        .map(|config| config.max_sample_rate())
        .max()?;
    Some(DeviceInfo {
        name: device.to_string(),
        id: device
            .id()
            .map_or_else(|_| device.to_string(), |id| id.to_string()),
        is_default,
        channels: configs.iter().map(|config| config.channels()).max()?,
        rates_hz: (lowest, highest),
        has_our_rate: configs.iter().any(|config| {
            (config.min_sample_rate()..=config.max_sample_rate()).contains(&SAMPLE_RATE)
        }),
    })
}
