//! OSC: addresses are written in numbers, and nothing is sent to itself.

use core::net::{IpAddr, Ipv4Addr};

use crate::document::{Findings, Node, quote};
use crate::venue::{OSC_PORT, Senders};

/// Finds what is wrong with where OSC comes in and where it goes.
pub(crate) fn check_osc(osc: Node<'_>, findings: &mut Findings<'_>) {
    let bind = address(osc.get("bind"), findings).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let written = osc.get("port").number();
    let port = written.unwrap_or(OSC_PORT.into());
    let allow = osc.get("allow");
    if !bind.is_loopback() && allow.items().next().is_none() {
        let message = "everybody on the network may move the show's controls by OSC";
        let hint = "add who may: allow = [\"10.0.0.7\", \"10.0.1.0/24\"]";
        findings.unwise(osc.get("bind"), message.into(), hint);
    }
    for senders in allow.items() {
        let Some(text) = senders.text() else { continue };
        if let Err(error) = text.parse::<Senders>() {
            let hint = "write it in numbers, as the sender's network settings show it";
            findings.wrong(senders, format!("{} is {error}", quote(text)), hint);
        }
    }
    for out in osc.get("out").items() {
        let Some(host) = address(out.get("host"), findings) else {
            continue;
        };
        let reaches = bind.is_ipv6() || host.is_ipv4();
        let is_own_address =
            host == bind || (host.is_loopback() && bind.is_unspecified() && reaches);
        if is_own_address && out.get("port").number() == Some(port) {
            let message =
                "this sends to the port that OSC comes in on: every control would hold itself";
            findings.wrong(
                out.get("port"),
                message.into(),
                "write the port of the other program",
            );
        }
        check_once(out.get("send"), findings);
    }
}

/// The address that is written; one that is none is said.
pub(crate) fn address(node: Node<'_>, findings: &mut Findings<'_>) -> Option<IpAddr> {
    let text = node.text()?;
    let address = text.parse().ok();
    if address.is_none() {
        let message = format!("{} is no address in numbers", quote(text));
        let hint =
            "write one like \"10.0.0.7\"; names would have to be looked up while the show runs";
        findings.wrong(node, message, hint);
    }
    address
}

fn check_once(send: Node<'_>, findings: &mut Findings<'_>) {
    let written: Vec<Node<'_>> = send.items().take(64).collect();
    for (index, topic) in written.iter().enumerate() {
        let is_same = |other: &Node<'_>| topic.text().is_some() && other.text() == topic.text();
        if written[..index].iter().any(is_same) {
            let message = format!(
                "{} stands twice in `send`",
                quote(topic.text().unwrap_or(""))
            );
            findings.wrong(*topic, message, "write it once");
        }
    }
}
