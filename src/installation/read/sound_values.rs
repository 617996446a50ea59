//! From what is written about speakers, sound cards and inputs to what the rest of Welkin uses: channels from 0.

use welkin_space::{Layout, Place};
use welkin_values::Direction;

use crate::file::{EqFile, InputFile, PresetFile, SoundFile, SpeakerFile, SpeakersFile};
use crate::folder::{Folder, FolderError};
use crate::venue::{DeviceName, EqBand, Hrtf, Input, Sound, SoundHost, Speaker, Speakers};

/// How sound leaves, of a checked file.
///
/// # Errors
/// A file has gone since it was checked.
pub(crate) fn speakers_values(
    file: SpeakersFile,
    folder: &dyn Folder,
) -> Result<Speakers, FolderError> {
    Ok(match file {
        SpeakersFile::Stereo => Speakers::Stereo,
        SpeakersFile::Quad(preset) => preset_values(Layout::Quad, &preset),
        SpeakersFile::FiveOne(preset) => preset_values(Layout::Surround51, &preset),
        SpeakersFile::SevenOneFour(preset) => preset_values(Layout::Surround714, &preset),
        SpeakersFile::Dome8(preset) => preset_values(Layout::Dome8, &preset),
        SpeakersFile::Dome16(preset) => preset_values(Layout::Dome16, &preset),
        SpeakersFile::Dome24(preset) => preset_values(Layout::Dome24, &preset),
        SpeakersFile::Binaural { hrtf } if hrtf == "shipped" => Speakers::Binaural(Hrtf::Shipped),
        SpeakersFile::Binaural { hrtf } => Speakers::Binaural(Hrtf::File(folder.resolve(&hrtf)?)),
        SpeakersFile::Custom { speaker } => {
            Speakers::Placed(speaker.into_iter().map(speaker_values).collect())
        }
        SpeakersFile::Silent => Speakers::Silent,
    })
}

/// How sound is made for the speakers, of a checked file.
pub(crate) fn sound_values(file: SoundFile) -> Sound {
    Sound {
        order: file.order,
        decoder: file.decoder,
        points: file.points,
        ceiling_db: file.ceiling_db as f32,
        device: device_values(file.host, file.device),
        period_frames: file.period_frames,
        light_latency_secs: (file.light_latency_ms / 1000.0) as f32,
        air_m: file.air_m as f32,
    }
}

/// Where live sound comes in, of a checked file.
pub(crate) fn input_values(file: InputFile) -> Input {
    Input {
        id: file.id,
        device: device_values(file.host, file.device),
        channels: file.channels.into_iter().map(from_zero).collect(),
        gain_db: file.gain_db as f32,
    }
}

fn preset_values(layout: Layout, preset: &PresetFile) -> Speakers {
    let first = from_zero(preset.first_channel);
    let speakers = layout.speakers().into_iter().enumerate();
    let placed = speakers.map(|(index, speaker)| Speaker {
        id: speaker.name.into(),
        place: Place {
            direction: speaker.direction,
            distance_m: preset.radius_m as f32,
        },
        is_sub: speaker.is_lfe,
        channel: first + index,
        gain_db: 0.0,
        delay_ms: None,
        eq: Vec::new(),
    });
    Speakers::Placed(placed.collect())
}

fn speaker_values(file: SpeakerFile) -> Speaker {
    Speaker {
        id: file.id,
        place: Place {
            direction: Direction::from_degrees(file.azimuth_deg as f32, file.elevation_deg as f32),
            distance_m: file.distance_m as f32,
        },
        is_sub: file.sub,
        channel: from_zero(file.channel),
        gain_db: file.gain_db as f32,
        delay_ms: file.delay_ms.map(|delay_ms| delay_ms as f32),
        eq: file.eq.into_iter().map(band_values).collect(),
    }
}

fn band_values(file: EqFile) -> EqBand {
    EqBand {
        kind: file.kind,
        hz: file.hz as f32,
        gain_db: file.gain_db as f32,
        q: file.q as f32,
    }
}

fn device_values(host: Option<SoundHost>, name: Option<String>) -> Option<DeviceName> {
    (host.is_some() || name.is_some()).then_some(DeviceName { host, name })
}

/// Files count channels from 1, Welkin from 0.
fn from_zero(channel: usize) -> usize {
    channel.saturating_sub(1)
}
