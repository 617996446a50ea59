//! Ports that are only thought of: for tests, and for a look at a show without gear.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use super::wires::{MidiInlet, MidiPort, MidiWires, WireError};

/// Plugs that come and go.
#[derive(Clone, Debug, Default)]
pub struct MidiPatchbay(Arc<Mutex<Bay>>);

#[derive(Debug, Default)]
struct Bay {
    plugs: Vec<MidiPort>,
    /// Who listens to which id, and the number of the listening.
    inlets: Vec<(u64, String, MidiInlet)>,
    count: u64,
}

/// A plug in the bay; it is drawn when this is dropped.
#[derive(Debug)]
pub struct MidiCable {
    bay: MidiPatchbay,
    id: String,
}

struct Open {
    bay: MidiPatchbay,
    number: u64,
}

impl MidiPatchbay {
    /// Plugs something in.
    pub fn plug(&self, name: &str) -> MidiCable {
        let id = self.with(|bay| {
            bay.count += 1;
            let id = format!("{}", bay.count);
            bay.plugs.push(MidiPort {
                id: id.clone(),
                name: name.into(),
            });
            id
        });
        MidiCable {
            bay: self.clone(),
            id,
        }
    }

    /// Sends to the virtual port of a name; whether there is one.
    pub fn send(&self, name: &str, bytes: &[u8]) -> bool {
        self.send_to(&format!("virtual {name}"), bytes)
    }

    fn send_to(&self, to: &str, bytes: &[u8]) -> bool {
        self.with(|bay| {
            let inlets = bay.inlets.iter().filter(|(_, id, _)| id == to);
            inlets.map(|(_, _, inlet)| inlet.hear(bytes)).count() > 0
        })
    }

    fn with<T>(&self, change: impl FnOnce(&mut Bay) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn listen(&self, id: String, inlet: MidiInlet) -> Box<dyn Any> {
        let number = self.with(|bay| {
            bay.count += 1;
            bay.inlets.push((bay.count, id, inlet));
            bay.count
        });
        Box::new(Open {
            bay: self.clone(),
            number,
        })
    }
}

impl MidiCable {
    /// Sends bytes; whether anybody listens.
    pub fn send(&self, bytes: &[u8]) -> bool {
        self.bay.send_to(&self.id, bytes)
    }
}

impl Drop for MidiCable {
    fn drop(&mut self) {
        self.bay
            .with(|bay| bay.plugs.retain(|port| port.id != self.id));
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let number = self.number;
        self.bay
            .with(|bay| bay.inlets.retain(|open| open.0 != number));
    }
}

impl MidiWires for MidiPatchbay {
    fn ports(&mut self) -> Result<Vec<MidiPort>, WireError> {
        Ok(self.with(|bay| bay.plugs.clone()))
    }

    fn open(&mut self, port: &MidiPort, inlet: MidiInlet) -> Result<Box<dyn Any>, WireError> {
        if self.with(|bay| bay.plugs.contains(port)) {
            return Ok(self.listen(port.id.clone(), inlet));
        }
        Err(WireError::Refused {
            port: port.name.clone(),
            why: "it has gone".into(),
        })
    }

    fn open_virtual(&mut self, name: &str, inlet: MidiInlet) -> Result<Box<dyn Any>, WireError> {
        Ok(self.listen(format!("virtual {name}"), inlet))
    }
}
