//! The system's own ports: ALSA's sequencer, or JACK where the program is built with the feature `jack`.

use std::any::Any;

use midir::os::unix::VirtualInput;
use midir::{MidiInput, MidiInputPort};

use super::wires::{MidiInlet, MidiPort, MidiWires, WireError};

/// The name under which others see us.
const US: &str = "welkin";
/// Where ALSA's sequencer is.
const SEQUENCER: &str = "/dev/snd/seq";

/// The system's MIDI ports.
#[derive(Debug, Default)]
pub struct SystemMidi;

impl SystemMidi {
    /// A door to the system's MIDI. Nothing is printed where there is none, however often this is tried: ALSA itself would.
    fn input(&self) -> Result<MidiInput, WireError> {
        let is_jack = cfg!(feature = "jack");
        let no_midi = WireError::NoMidi(if is_jack {
            "there is no JACK server; start it, and MIDI is heard within ten seconds"
        } else {
            "this machine has no MIDI sequencer; `modprobe snd-seq` brings it, and \"snd-seq\" in /etc/modules-load.d/midi.conf at every start"
        });
        if !is_jack && !std::path::Path::new(SEQUENCER).exists() {
            return Err(no_midi);
        }
        MidiInput::new(US).map_err(|_| no_midi)
    }
}

impl MidiWires for SystemMidi {
    fn ports(&mut self) -> Result<Vec<MidiPort>, WireError> {
        let input = self.input()?;
        let named = |port: MidiInputPort| {
            let name = input.port_name(&port).ok()?;
            Some(MidiPort {
                id: port.id(),
                name,
            })
        };
        Ok(input.ports().into_iter().filter_map(named).collect())
    }

    fn open(&mut self, port: &MidiPort, inlet: MidiInlet) -> Result<Box<dyn Any>, WireError> {
        let refused = |why: String| WireError::Refused {
            port: port.name.clone(),
            why,
        };
        let input = self.input()?;
        let there = input.find_port_by_id(&port.id);
        let there = there.ok_or_else(|| refused("it has gone".into()))?;
        let hear = move |_: u64, bytes: &[u8], (): &mut ()| inlet.hear(bytes);
        let open = input.connect(&there, "in", hear, ());
        match open {
            Ok(open) => Ok(Box::new(open)),
            Err(error) => Err(refused(error.to_string())),
        }
    }

    fn open_virtual(&mut self, name: &str, inlet: MidiInlet) -> Result<Box<dyn Any>, WireError> {
        let hear = move |_: u64, bytes: &[u8], (): &mut ()| inlet.hear(bytes);
        match self.input()?.create_virtual(name, hear, ()) {
            Ok(open) => Ok(Box::new(open)),
            Err(error) => Err(WireError::Refused {
                port: name.into(),
                why: error.to_string(),
            }),
        }
    }
}
