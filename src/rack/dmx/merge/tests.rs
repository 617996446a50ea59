//! Who wins, in what order, and for how long.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

/// Priority, values, and the packet at which each changed.
type Plain = (u8, [u8; 2], [usize; 2]);

fn sent(id: u8, priority: u8, sequence: u8, values: &[u8]) -> Sent<'_, u8> {
    Sent {
        id,
        priority,
        sequence,
        values,
    }
}

#[test]
fn the_highest_priority_wins_then_what_changed_last() {
    let mut merge = Merge::new(SACN_RULES);
    assert_eq!(merge.take(&sent(1, 100, 0, &[10, 10]), 0.0), Taken::Yes);
    merge.take(&sent(2, 100, 0, &[20, 10]), 0.1);
    assert_eq!(merge.values(), [20, 10]);
    // The first goes on sending what it sent: nothing flickers.
    merge.take(&sent(1, 100, 1, &[10, 10]), 0.2);
    assert_eq!(merge.values(), [20, 10]);
    merge.take(&sent(1, 100, 2, &[11, 10]), 0.3);
    assert_eq!(merge.values(), [11, 10]);
    merge.take(&sent(3, 150, 0, &[1]), 0.4);
    // The third has one channel; the rest holds.
    assert_eq!(merge.values(), [1, 10]);
    merge.take(&sent(1, 100, 3, &[99, 98]), 0.5);
    assert_eq!(merge.values(), [1, 10]);
    merge.end(&3);
    assert_eq!(merge.values(), [99, 98]);
}

#[test]
fn who_is_silent_is_lost_and_the_last_values_hold() {
    let mut merge = Merge::new(SACN_RULES);
    merge.take(&sent(1, 100, 0, &[1]), 0.0);
    merge.take(&sent(2, 200, 0, &[2]), 1.0);
    merge.take(&sent(1, 100, 1, &[1]), 2.0);
    merge.forget_lost(3.4);
    assert_eq!((merge.sources(), merge.values()), (2, &[2][..]));
    merge.forget_lost(3.5);
    assert_eq!((merge.sources(), merge.values()), (1, &[1][..]));
    merge.forget_lost(9.0);
    assert_eq!((merge.sources(), merge.values()), (0, &[1][..]));
}

#[test]
fn old_packets_are_late_and_a_new_beginning_is_not() {
    let mut merge = Merge::new(SACN_RULES);
    for (sequence, taken) in [
        (250, Taken::Yes),
        (250, Taken::Late),
        (249, Taken::Late),
        (2, Taken::Yes),
        (240, Taken::Late),
        (239, Taken::Late),
        (238, Taken::Yes),
        (0, Taken::Yes),
    ] {
        assert_eq!(
            merge.take(&sent(1, 1, sequence, &[]), 0.0),
            taken,
            "{sequence}"
        );
    }
    let mut merge = Merge::new(ART_NET_RULES);
    for (sequence, taken) in [
        (9, Taken::Yes),
        (8, Taken::Late),
        (0, Taken::Yes),
        (0, Taken::Yes),
    ] {
        assert_eq!(
            merge.take(&sent(1, 1, sequence, &[]), 0.0),
            taken,
            "{sequence}"
        );
    }
}

#[test]
fn art_net_takes_the_highest_of_two_desks() {
    let mut merge = Merge::new(ART_NET_RULES);
    merge.take(&sent(1, 0, 0, &[10, 200]), 0.0);
    merge.take(&sent(2, 0, 0, &[20, 100]), 0.0);
    assert_eq!(merge.take(&sent(3, 0, 0, &[255, 255]), 0.0), Taken::Crowded);
    assert_eq!(merge.values(), [20, 200]);
    merge.take(&sent(1, 0, 0, &[0, 0]), 5.0);
    assert_eq!(merge.values(), [20, 100]);
    // One of them is gone: there is room.
    assert_eq!(merge.take(&sent(3, 0, 0, &[7, 7]), 10.0), Taken::Yes);
    assert_eq!(merge.values(), [7, 7]);
}

#[test]
fn a_crowd_is_bounded_and_a_higher_priority_finds_room() {
    let mut merge = Merge::new(SACN_RULES);
    for id in 0..200 {
        merge.take(&sent(id, 50, 0, &[id]), 0.0);
    }
    assert_eq!(merge.sources(), MOST_SOURCES);
    assert_eq!(merge.take(&sent(201, 50, 0, &[1]), 0.0), Taken::Crowded);
    assert_eq!(merge.take(&sent(202, 51, 0, &[77]), 0.0), Taken::Yes);
    assert_eq!((merge.sources(), merge.values()), (MOST_SOURCES, &[77][..]));
}

/// Says by all that was ever sent, plainly, what the fast one keeps up to date.
#[test]
fn merging_is_what_it_says() {
    let mut chance = ChaCha8Rng::seed_from_u64(3);
    for _ in 0..300 {
        let mut merge = Merge::new(SACN_RULES);
        let mut plain: [Option<Plain>; 4] = [None; 4];
        let mut held = [0; 2];
        for packet in 1..40 {
            let id = chance.random_range(0..4_u8);
            if chance.random_range(0..8) == 0 {
                merge.end(&id);
                plain[usize::from(id)] = None;
            } else {
                let (priority, values): (u8, [u8; 2]) = (
                    chance.random_range(1..3),
                    [chance.random_range(0..3), chance.random_range(0..3)],
                );
                merge.take(&sent(id, priority, packet as u8, &values), 0.0);
                let before = plain[usize::from(id)];
                let changed = std::array::from_fn(|channel| match before {
                    Some((_, old, changed)) if old[channel] == values[channel] => changed[channel],
                    _ => packet,
                });
                plain[usize::from(id)] = Some((priority, values, changed));
            }
            let there: Vec<_> = plain.iter().flatten().collect();
            if let Some(top) = there.iter().map(|source| source.0).max() {
                for (channel, held) in held.iter_mut().enumerate() {
                    let winner = there
                        .iter()
                        .filter(|source| source.0 == top)
                        .max_by_key(|source| source.2[channel]);
                    *held = winner.map_or(*held, |source| source.1[channel]);
                }
            }
            for (channel, value) in merge.values().iter().enumerate() {
                assert_eq!(*value, held[channel]);
            }
        }
    }
}
