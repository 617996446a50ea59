//! From what is written of MIDI and timecode to what the rack uses.

use crate::file::{MidiCueFile, MidiFile, MidiMapFile, TimecodeFile};
use crate::venue::{
    FrameRate, Midi, MidiAction, MidiCue, MidiDeed, MidiMap, MidiTrigger, TimecodeIn,
};

/// What checked settings of MIDI say.
pub(crate) fn midi_values(file: MidiFile) -> Midi {
    Midi {
        port: file.port,
        is_virtual: file.is_virtual,
        channel: file.channel,
        takeover: file.takeover,
        device: file.device,
        maps: file.map.into_iter().filter_map(map).collect(),
        cues: file.cue.into_iter().filter_map(cue).collect(),
    }
}

/// What checked settings of timecode say.
pub(crate) fn timecode_values(file: TimecodeFile) -> TimecodeIn {
    let offset = file.offset.and_then(|offset| offset.parse().ok());
    TimecodeIn {
        from: file.from,
        rate: file.fps.map(rate),
        offset: offset.unwrap_or_default(),
        input: file.input,
        freewheel_secs: file.freewheel_secs as f32,
    }
}

/// The rate that is nearest; whether labels are dropped, the code itself says.
fn rate(fps: f64) -> FrameRate {
    let off = |rate: &FrameRate| (rate.per_sec() - fps).abs();
    let plain = FrameRate::ALL.into_iter().filter(|rate| !rate.drops());
    let nearest = plain.min_by(|a, b| off(a).total_cmp(&off(b)));
    nearest.unwrap_or(FrameRate::Fps25)
}

fn map(file: MidiMapFile) -> Option<MidiMap> {
    let controller = |number| MidiTrigger::Controller {
        number,
        fine: file.fine,
    };
    let when = file.note.map(MidiTrigger::Note);
    let when = when.or(file.cc.map(controller));
    let control = file.control.map(|control| MidiDeed::Control {
        control,
        range: file.range.and_then(|range| match range[..] {
            [low, high] => Some([low as f32, high as f32]),
            _ => None,
        }),
        curve: file.curve,
        toggle: file.toggle,
    });
    Some(MidiMap {
        when: when.or(file.program.map(MidiTrigger::Program))?,
        then: control.or(other(file.scene, file.show, file.action))?,
    })
}

fn cue(file: MidiCueFile) -> Option<MidiCue> {
    Some(MidiCue {
        cue: file.cue,
        list: file.list,
        then: other(file.scene, file.show, file.action)?,
    })
}

fn other(
    scene: Option<String>,
    show: Option<String>,
    action: Option<MidiAction>,
) -> Option<MidiDeed> {
    let scene = scene.map(MidiDeed::Scene);
    scene
        .or(show.map(MidiDeed::Show))
        .or(action.map(MidiDeed::Action))
}
