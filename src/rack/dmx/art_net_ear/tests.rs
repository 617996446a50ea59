#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! What an ear for Art-Net makes of packets in their order, and what it answers.

use super::*;

const DESK: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 7), 6454);

fn ear(poll: Option<SocketAddrV4>) -> ArtNetEar {
    ArtNetEar::new(ArtNetSettings {
        name: "Welkin".into(),
        address: Ipv4Addr::new(10, 0, 0, 5),
        universes: vec![1, 0x210],
        poll,
        nodes: Arc::default(),
    })
}

fn hear(ear: &mut ArtNetEar, packet: &ArtPacket<'_>, from: SocketAddrV4, now_secs: f64) -> Outbox {
    let mut outbox = Outbox::new();
    ear.hear(&artnet::write(packet), from, now_secs, &mut outbox);
    outbox
}

fn dmx(universe: u16, values: &[u8]) -> ArtPacket<'_> {
    ArtPacket::Dmx {
        sequence: 0,
        universe,
        values,
    }
}

fn changed(ear: &mut ArtNetEar) -> Vec<(u16, Vec<u8>)> {
    let mut all = Vec::new();
    ear.changed(&mut |universe, values| all.push((universe, values.to_vec())));
    all
}

#[test]
fn a_desk_that_syncs_is_heard_all_at_once() {
    let mut ear = ear(None);
    hear(&mut ear, &dmx(1, &[1, 2]), DESK, 0.0);
    assert_eq!(changed(&mut ear), [(1, vec![1, 2])]);
    hear(&mut ear, &ArtPacket::Sync, DESK, 0.1);
    hear(&mut ear, &dmx(1, &[3, 4]), DESK, 0.2);
    hear(&mut ear, &dmx(0x210, &[5, 6]), DESK, 0.2);
    hear(&mut ear, &dmx(0x211, &[7, 8]), DESK, 0.2);
    assert_eq!(changed(&mut ear), []);
    hear(&mut ear, &ArtPacket::Sync, DESK, 0.3);
    assert_eq!(changed(&mut ear), [(1, vec![3, 4]), (0x210, vec![5, 6])]);
    // Without syncs it is heard at once again after four seconds.
    hear(&mut ear, &dmx(1, &[9, 9]), DESK, 0.4);
    ear.idle(4.2, &mut Outbox::new());
    assert_eq!(changed(&mut ear), []);
    ear.idle(4.3, &mut Outbox::new());
    assert_eq!(changed(&mut ear), [(1, vec![9, 9])]);
}

#[test]
fn who_asks_is_told_each_universe_but_not_too_often() {
    let mut ear = ear(None);
    let poll = ArtPacket::Poll { among: None };
    let outbox = hear(&mut ear, &poll, DESK, 0.0);
    let told: Vec<Node> = outbox
        .iter()
        .map(|(bytes, to)| {
            assert_eq!(*to, DESK);
            match artnet::read(bytes) {
                Some(ArtPacket::PollReply(node)) => node,
                other => panic!("{other:?}"),
            }
        })
        .collect();
    assert_eq!((told[0].outputs[0], told[1].outputs[0]), (1, 0x210));
    assert_eq!((told[0].page, told[1].page), (1, 2));
    let some = ArtPacket::Poll {
        among: Some([0x200, 0x300]),
    };
    assert_eq!(hear(&mut ear, &some, DESK, 0.1).len(), 1);
    let answers: usize = (0..100)
        .map(|_| hear(&mut ear, &poll, DESK, 0.2).len())
        .sum();
    assert_eq!(answers, 2 * (MOST_ANSWERS_PER_SEC - 2));
    assert_eq!(hear(&mut ear, &poll, DESK, 1.3).len(), 2);
}

#[test]
fn nodes_are_found_and_forgotten() {
    let everybody = SocketAddrV4::new(Ipv4Addr::BROADCAST, 6454);
    let mut ear = ear(Some(everybody));
    let mut outbox = Outbox::new();
    ear.idle(0.0, &mut outbox);
    ear.idle(1.0, &mut outbox);
    ear.idle(2.5, &mut outbox);
    assert_eq!(outbox.len(), 2);
    let reply = |page, universe| {
        ArtPacket::PollReply(Node {
            address: [1, 2, 3, 4].into(),
            name: "dimmers".into(),
            outputs: vec![universe],
            page,
        })
    };
    let nodes = Arc::clone(&ear.settings.nodes);
    let putting_out = |universe: u16| -> Vec<SocketAddrV4> {
        let nodes = nodes.lock().unwrap();
        nodes
            .putting_out(universe)
            .map(|(place, _)| place)
            .collect()
    };
    hear(&mut ear, &reply(1, 3), DESK, 0.0);
    hear(&mut ear, &reply(2, 4), DESK, 0.0);
    assert_eq!(
        (putting_out(3), putting_out(4), putting_out(5)),
        (vec![DESK], vec![DESK], vec![])
    );
    hear(&mut ear, &reply(2, 5), DESK, 1.0);
    assert_eq!((putting_out(4), putting_out(5)), (vec![], vec![DESK]));
    // A flood of nodes is bounded.
    for index in 0..1000_u16 {
        let [high, low] = index.to_be_bytes();
        let from = SocketAddrV4::new(Ipv4Addr::new(10, 9, high, low), 6454);
        hear(&mut ear, &reply(low, 7), from, 2.0);
    }
    assert_eq!(putting_out(7).len(), 63);
    nodes.lock().unwrap().forget_lost(11.5);
    assert_eq!((putting_out(3).len(), putting_out(7).len()), (0, 63));
}
