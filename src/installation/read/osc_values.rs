//! From what is written about OSC to what the rest of Welkin uses: parsed addresses.

use core::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::file::{OscFile, OscOutFile};
use crate::venue::{Osc, OscOut};

/// OSC in and out, of a checked file.
pub(crate) fn osc_values(file: OscFile) -> Osc {
    Osc {
        bind: address(&file.bind),
        port: file.port,
        query_port: file.query_port,
        allow: file
            .allow
            .iter()
            .filter_map(|text| text.parse().ok())
            .collect(),
        outs: file.out.into_iter().map(out_values).collect(),
    }
}

fn out_values(file: OscOutFile) -> OscOut {
    OscOut {
        to: SocketAddr::new(address(&file.host), file.port),
        send: file.send,
        sources: file.sources,
        rate_hz: file.rate_hz as f32,
    }
}

/// The rules have seen to it that it is one.
fn address(text: &str) -> IpAddr {
    text.parse().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
}
