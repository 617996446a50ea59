//! Open Sound Control: where messages come in, and where they go. Checked.

use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use core::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The port that OSC comes in on where nothing is written.
pub const OSC_PORT: u16 = 7700;

/// Open Sound Control, in and out.
#[derive(Clone, Debug, PartialEq)]
pub struct Osc {
    /// The address of this machine that messages come in on: loopback is this machine only, `0.0.0.0` every network.
    pub bind: IpAddr,
    /// The UDP port; 0 takes a free one.
    pub port: u16,
    /// The TCP port at which OSCQuery tells what there is; 0 takes a free one. None takes the number of `port`, and a free one
    /// where that is taken.
    pub query_port: Option<u16>,
    /// Who may send; empty lets everybody who reaches the address.
    pub allow: Vec<Senders>,
    /// Where messages go.
    pub outs: Vec<OscOut>,
}

impl Default for Osc {
    fn default() -> Self {
        Self {
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: OSC_PORT,
            query_port: None,
            allow: Vec::new(),
            outs: Vec::new(),
        }
    }
}

/// One that messages go to.
#[derive(Clone, Debug, PartialEq)]
pub struct OscOut {
    /// Where it listens.
    pub to: SocketAddr,
    /// What it is told, each thing once.
    pub send: Vec<OscTopic>,
    /// The ids of the sources whose sound it is told about; empty tells of all of them and of the mix.
    pub sources: Vec<String>,
    /// How often, 1 to 120 times a second.
    pub rate_hz: f32,
}

/// What can be told by OSC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OscTopic {
    /// Loudness of each source, 0 to 1.
    Level,
    /// How strongly something begins, 0 to 1.
    Onset,
    /// A message for each beginning, as soon as it is heard.
    Hits,
    /// Energy in eight bands from low to high, 0 to 1 each.
    Bands,
    /// What is sustained and what is struck, 0 to 1 each.
    Parts,
    /// Energy of the twelve pitches from C to B, 0 to 1 each.
    Chroma,
    /// Centre of gravity in hertz, and how much like noise it is, 0 to 1.
    Colour,
    /// Loudness over 0.4 s and over 3 s, LUFS.
    Loudness,
    /// Tempo in beats a minute, share of the way through the beat, how sure the beat is, share of the way through the bar.
    Beat,
    /// Whether something sounds, and how surely it is applause, 0 to 1 each.
    Presence,
    /// The installation, its scene and whether the show goes on, when they change.
    Scene,
    /// Every control that moves.
    Controls,
    /// Where the show's clock is, seconds.
    Time,
    /// How the parts of the program are, when that changes.
    Health,
}

/// One sender, or a network of them: `10.0.0.7`, `10.0.0.0/24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Senders {
    /// The address, or any of the network.
    pub address: IpAddr,
    /// How many bits from the left must agree.
    pub bits: u8,
}

impl Senders {
    /// Whether an address is one of these. An IPv4 address that comes in by way of IPv6 is the same one.
    pub fn holds(&self, address: IpAddr) -> bool {
        let differ = match (self.address.to_canonical(), address.to_canonical()) {
            (IpAddr::V4(one), IpAddr::V4(other)) => {
                u128::from(one.to_bits() ^ other.to_bits()) << 96
            }
            (IpAddr::V6(one), IpAddr::V6(other)) => one.to_bits() ^ other.to_bits(),
            _ => return false,
        };
        differ.leading_zeros() >= self.bits.into()
    }
}

/// The text names neither an address nor a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an address like 10.0.0.7 nor a network like 10.0.0.0/24")]
pub struct SendersError;

impl FromStr for Senders {
    type Err = SendersError;

    fn from_str(text: &str) -> Result<Self, SendersError> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| SendersError)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits
            .map_or(Ok(most), str::parse)
            .map_err(|_| SendersError)?;
        if bits > most {
            return Err(SendersError);
        }
        Ok(Self { address, bits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_their_addresses() {
        let holds = |network: &str, address: &str| {
            network
                .parse::<Senders>()
                .expect("a network")
                .holds(address.parse().expect("an address"))
        };
        for (network, address, expected) in [
            ("10.0.0.7", "10.0.0.7", true),
            ("10.0.0.7", "10.0.0.6", false),
            ("10.0.0.0/24", "10.0.0.255", true),
            ("10.0.0.9/24", "10.0.1.0", false),
            ("0.0.0.0/0", "192.168.1.1", true),
            ("0.0.0.0/0", "::1", false),
            ("10.0.0.7", "::ffff:10.0.0.7", true),
            ("fd00::/8", "fdff::1", true),
            ("fd00::/8", "fe80::1", false),
            ("::/0", "fe80::1", true),
        ] {
            assert_eq!(holds(network, address), expected, "{network} {address}");
        }
        for wrong in [
            "",
            "10.0.0",
            "10.0.0.0/33",
            "10.0.0.0/",
            "desk",
            "fe80::/129",
            "10.0.0.0/-1",
        ] {
            assert!(wrong.parse::<Senders>().is_err(), "{wrong}");
        }
    }
}
