//! What an ear for sACN makes of packets in their order.

use super::*;
use crate::dmx::sacn::SacnData;

const OWN: Cid = [9; 16];

fn packet(cid: u8, universe: u16, sequence: u8, values: &[u8]) -> SacnData<'_> {
    SacnData {
        cid: [cid; 16],
        name: "Console".into(),
        priority: 100,
        sequence,
        is_preview: false,
        is_terminated: false,
        universe,
        values,
    }
}

fn hear(ear: &mut SacnEar, packet: &SacnData<'_>, now_secs: f64) -> Vec<(u16, Vec<u8>)> {
    let from = SocketAddrV4::new([10, 0, 0, 7].into(), 5568);
    ear.hear(&sacn::write(packet), from, now_secs, &mut Vec::new());
    changed(ear)
}

fn changed(ear: &mut SacnEar) -> Vec<(u16, Vec<u8>)> {
    let mut all = Vec::new();
    ear.changed(&mut |universe, values| all.push((universe, values.to_vec())));
    all
}

#[test]
fn packets_in_their_order() {
    let mut ear = SacnEar::new(OWN, &[1, 2]);
    assert_eq!(ear.heard(), &Heard::default());
    assert_eq!(hear(&mut ear, &packet(1, 1, 0, &[5]), 0.0), [(1, vec![5])]);
    assert_eq!(ear.heard().from, "\"Console\" (10.0.0.7)");
    for nothing in [
        packet(1, 3, 1, &[6]),
        packet(9, 1, 1, &[6]),
        SacnData {
            is_preview: true,
            ..packet(1, 1, 1, &[6])
        },
    ] {
        assert_eq!(hear(&mut ear, &nothing, 0.1), []);
    }
    assert_eq!(ear.heard().packets, 1);
    assert_eq!(hear(&mut ear, &packet(2, 2, 0, &[7]), 0.2), [(2, vec![7])]);
    // Terminated by one, the other of the same universe is heard.
    hear(&mut ear, &packet(2, 1, 0, &[8]), 0.3);
    let end = SacnData {
        is_terminated: true,
        ..packet(2, 1, 1, &[0])
    };
    assert_eq!(hear(&mut ear, &end, 0.4), [(1, vec![5])]);
    // Terminated by all, the last value holds.
    let end = SacnData {
        is_terminated: true,
        ..packet(1, 1, 2, &[0])
    };
    assert_eq!(hear(&mut ear, &end, 0.5), [(1, vec![5])]);
    ear.idle(2.6, &mut Vec::new());
    assert_eq!(changed(&mut ear), []);
    ear.idle(2.7, &mut Vec::new());
    assert_eq!(changed(&mut ear), [(2, vec![7])]);
}
