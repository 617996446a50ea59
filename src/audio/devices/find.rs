//! From a name in a venue to a card of this machine.

use cpal::traits::{DeviceTrait, HostTrait};
use cpal::{Device, DeviceDirection, Host};
use welkin_installation::{DeviceName, SoundHost};

use super::error::DeviceError;
use super::name::{Meaning, Names, SoundDirection, meaning};

/// The systems of this machine through which cards are reached, by name. JACK is among them where its library is
/// installed, whether or not its server runs.
pub(super) fn hosts() -> Vec<(String, Host)> {
    let open = |id: cpal::HostId| Some((id.to_string(), cpal::host_from_id(id).ok()?));
    cpal::available_hosts()
        .into_iter()
        .filter_map(open)
        .collect()
}

/// The card a venue means; none means the system's default one.
pub(super) fn find(
    wish: Option<&DeviceName>,
    direction: SoundDirection,
) -> Result<Device, DeviceError> {
    let host = match wish.and_then(|wish| wish.host) {
        Some(host) => named_host(host)?,
        None => cpal::default_host(),
    };
    match wish.and_then(|wish| wish.name.as_deref()) {
        Some(name) => named_device(&host, name, direction),
        None => default_device(&host, direction).ok_or_else(|| DeviceError::NoDefault {
            host: host.id().to_string(),
            direction,
        }),
    }
}

fn named_host(host: SoundHost) -> Result<Host, DeviceError> {
    let name = match host {
        SoundHost::Alsa => "alsa",
        SoundHost::Jack => "jack",
        SoundHost::Pipewire => "pipewire",
    };
    let known = || hosts().into_iter().map(|(name, _)| name).collect();
    let ids = cpal::available_hosts();
    let found = ids.into_iter().find(|id| id.to_string() == name);
    let missing = |reason: String| DeviceError::Host {
        host: name.into(),
        reason,
        known: known(),
    };
    let id = found.ok_or_else(|| missing("this program is built without it".into()))?;
    let host = cpal::host_from_id(id).map_err(|error| missing(error.to_string()))?;
    let has_none = || host.devices().is_ok_and(|mut all| all.next().is_none());
    if name == "jack" && has_none() {
        return Err(missing("no JACK server is running".into()));
    }
    Ok(host)
}

pub(super) fn default_device(host: &Host, direction: SoundDirection) -> Option<Device> {
    match direction {
        SoundDirection::Output => host.default_output_device(),
        SoundDirection::Input => host.default_input_device(),
    }
}

/// All cards of a system in one direction.
pub(super) fn all(host: &Host, direction: SoundDirection) -> Vec<Device> {
    // A system may offer both ways of a card that has but one, and says of it which.
    let opposite = match direction {
        SoundDirection::Output => DeviceDirection::Input,
        SoundDirection::Input => DeviceDirection::Output,
    };
    let says = |device: &Device| device.description().map(|said| said.direction());
    let goes = |device: &Device| match direction {
        _ if says(device) == Ok(opposite) => false,
        SoundDirection::Output => device.supports_output(),
        SoundDirection::Input => device.supports_input(),
    };
    host.devices().into_iter().flatten().filter(goes).collect()
}

/// A card's name for people and for the system.
pub(super) fn names(device: &Device) -> Names {
    let name = device.to_string();
    let id = device.id().map(|id| id.id().to_owned());
    (name.clone(), id.unwrap_or(name))
}

fn named_device(host: &Host, name: &str, direction: SoundDirection) -> Result<Device, DeviceError> {
    let mut cards = all(host, direction);
    let names: Vec<Names> = cards.iter().map(names).collect();
    match meaning(name, &names) {
        Meaning::One(index) => Ok(cards.swap_remove(index)),
        Meaning::Nothing => Err(DeviceError::Unknown {
            name: name.into(),
            direction,
            known: said(&names, &(0..names.len()).collect::<Vec<_>>()),
        }),
        Meaning::Several(found) => Err(DeviceError::Several {
            name: name.into(),
            direction,
            known: said(&names, &found),
        }),
    }
}

/// Cards as they are listed: the name, and the system's own where it differs.
fn said(names: &[Names], which: &[usize]) -> Vec<String> {
    let say = |index: &usize| match &names[*index] {
        (name, id) if name == id => name.clone(),
        (name, id) => format!("{id} ({name})"),
    };
    which.iter().map(say).collect()
}
