//! What one listener is told: statuses in, packets out.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use rosc::{OscBundle, OscMessage, OscPacket, OscTime, OscType, encoder};
use welkin_installation::{OscOut, OscTopic};
use welkin_values::{ControlKind, Features, Moment, State, Status};

use super::addresses::{control_address, source_address};
use super::heard::HEARD;

/// The longest packet, bytes: it passes every network in one piece.
const MOST_PACKET_BYTES: usize = 1400;

/// What is said when it changes is said again so often.
const AGAIN_AFTER: Duration = Duration::from_secs(10);

/// Between two beginnings in one source lies at least so much.
const BETWEEN_HITS: Duration = Duration::from_millis(50);

/// So many sources are told of at most.
const MOST_SOURCES: usize = 64;

/// Tells one listener.
pub(crate) struct Teller {
    out: OscOut,
    /// What was said last under each address that is said when it changes.
    said: BTreeMap<String, Vec<OscType>>,
    hits: BTreeMap<String, Hit>,
    next: Duration,
    again: Duration,
}

/// The last beginning in a source.
struct Hit {
    moment: Moment,
    was: bool,
    at: Duration,
}

impl Teller {
    pub(crate) fn new(out: OscOut) -> Self {
        Self {
            out,
            said: BTreeMap::new(),
            hits: BTreeMap::new(),
            next: Duration::ZERO,
            again: Duration::ZERO,
        }
    }

    /// Where it sends.
    pub(crate) fn out(&self) -> &OscOut {
        &self.out
    }

    /// What is to be sent now; nothing most of the time.
    pub(crate) fn tell(&mut self, status: &Status, now: Duration) -> Vec<Vec<u8>> {
        let mut packer = Packer::default();
        if self.sends(OscTopic::Hits) {
            self.tell_hits(status, now, &mut packer);
        }
        if now >= self.next {
            let period =
                Duration::from_secs_f64(1.0 / f64::from(self.out.rate_hz.clamp(0.1, 1000.0)));
            // A pause is not made up for.
            self.next = (self.next + period).max(now + period / 2);
            if now >= self.again {
                self.again = now + AGAIN_AFTER;
                self.said.clear();
            }
            self.tell_sound(status, &mut packer);
            self.tell_state(status, &mut packer);
        }
        packer.finish()
    }

    fn sends(&self, topic: OscTopic) -> bool {
        self.out.send.contains(&topic)
    }

    fn tell_hits(&mut self, status: &Status, now: Duration, packer: &mut Packer) {
        let Self { out, hits, .. } = self;
        let mut found = Vec::new();
        for (address, onset, features) in sounds(status, out) {
            let is_on = onset || features.is_onset;
            let moment = features.moment;
            let before = hits.get(&address);
            let is_new = before.is_none_or(|it| !it.was || it.moment != moment);
            let is_free = before.is_none_or(|it| now.saturating_sub(it.at) >= BETWEEN_HITS);
            let is_hit = is_on && is_new && is_free;
            if is_hit {
                packer.add(
                    format!("{address}/hit"),
                    vec![OscType::Float(features.onset)],
                );
            }
            let at = match before {
                Some(before) if !is_hit => before.at,
                None if !is_hit => Duration::ZERO,
                _ => now,
            };
            let was = is_on;
            found.push((address, Hit { moment, was, at }));
        }
        // Sources that have gone are forgotten.
        *hits = found.into_iter().collect();
    }

    fn tell_sound(&self, status: &Status, packer: &mut Packer) {
        let told: Vec<_> = HEARD.iter().filter(|it| self.sends(it.topic)).collect();
        if told.is_empty() {
            return;
        }
        for (source, _, features) in sounds(status, &self.out) {
            for heard in &told {
                let numbers = (heard.numbers)(features).into_iter().map(OscType::Float);
                packer.add(format!("{source}/{}", heard.name), numbers.collect());
            }
        }
    }

    fn tell_state(&mut self, status: &Status, packer: &mut Packer) {
        if self.sends(OscTopic::Time) {
            let secs = OscType::Float(status.moment_secs as f32);
            packer.add("/welkin/time".into(), vec![secs]);
        }
        if self.sends(OscTopic::Scene) {
            let text = |text: &String| vec![OscType::String(text.clone())];
            self.say("/welkin/show".into(), text(&status.installation), packer);
            self.say("/welkin/scene".into(), text(&status.scene), packer);
            let playing = vec![OscType::Bool(status.playing)];
            self.say("/welkin/playing".into(), playing, packer);
        }
        if self.sends(OscTopic::Controls) {
            for (spec, stands) in status.specs.iter().zip(&status.controls) {
                let value = match spec.kind {
                    ControlKind::Amount => OscType::Float(stands.value),
                    ControlKind::Switch => OscType::Bool(stands.value >= 0.5),
                };
                self.say(control_address(&stands.name), vec![value], packer);
            }
        }
        if self.sends(OscTopic::Health) {
            for health in &status.health {
                let state = match health.state {
                    State::Good => "good",
                    State::Reduced => "reduced",
                    State::Failed => "failed",
                };
                // Some thousand letters would not fit into a packet.
                let words: String = health.words.chars().take(300).collect();
                let address = format!("/welkin/health/{}", health.part);
                self.say(address, vec![state.into(), OscType::String(words)], packer);
            }
        }
    }

    /// Says something unless it was said before.
    fn say(&mut self, address: String, arguments: Vec<OscType>, packer: &mut Packer) {
        if self.said.get(&address) != Some(&arguments) {
            packer.add(address.clone(), arguments.clone());
            self.said.insert(address, arguments);
        }
    }
}

/// The sounds that a listener is told of: the address, whether something began lately, what is heard.
fn sounds<'s>(
    status: &'s Status,
    out: &OscOut,
) -> impl Iterator<Item = (String, bool, &'s Features)> {
    let is_wanted = |name: &String| out.sources.is_empty() || out.sources.contains(name);
    let sources = status.sources.iter().filter(move |it| is_wanted(&it.name));
    let sources = sources.take(MOST_SOURCES);
    let sources = sources.map(|it| (source_address(&it.name), it.onset, &it.features));
    let mix = out.sources.is_empty().then_some(&status.mix);
    sources.chain(mix.map(|mix| ("/welkin/mix".to_owned(), false, mix)))
}

/// Packs messages into bundles that are not too long.
#[derive(Default)]
struct Packer {
    packets: Vec<Vec<u8>>,
    content: Vec<OscPacket>,
    bytes: usize,
}

impl Packer {
    fn add(&mut self, addr: String, args: Vec<OscType>) {
        let size = |argument: &OscType| match argument {
            OscType::String(text) => text.len() + 5,
            OscType::Bool(_) => 1,
            _ => 5,
        };
        let bytes = addr.len() + 12 + args.iter().map(size).sum::<usize>();
        if self.bytes + bytes > MOST_PACKET_BYTES {
            self.close();
        }
        self.bytes += bytes;
        self.content
            .push(OscPacket::Message(OscMessage { addr, args }));
    }

    fn close(&mut self) {
        let content = std::mem::take(&mut self.content);
        if content.is_empty() {
            return;
        }
        let timetag = OscTime {
            seconds: 0,
            fractional: 1,
        };
        let bundle = OscPacket::Bundle(OscBundle { timetag, content });
        // It is written into memory, which does not fail.
        self.packets.extend(encoder::encode(&bundle));
        self.bytes = 16;
    }

    fn finish(mut self) -> Vec<Vec<u8>> {
        self.close();
        self.packets
    }
}
