#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Rounds with a projector that is only a table, and with one that says anything.

use std::convert::Infallible;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use welkin_values::ProjectorAsk;

use super::*;

fn said(class: u8, body: &str) -> &'static str {
    match (class, body) {
        (1, "CLSS") => "1",
        (1, "POWR") => "1",
        (1, "ERST") => "000010",
        (1, "LAMP") => "500 1",
        (1, "AVMT") => "30",
        (1, "INPT") => "31",
        (1, "INST") => "11 31",
        (1, "NAME") => "East",
        _ => "ERR1",
    }
}

#[test]
fn what_it_does_not_know_is_asked_once_and_class_1_is_asked_nothing_of_class_2() {
    let mut memory = Memory::new("east", &["a".into()]);
    let mut asked = Vec::new();
    for _ in 0..2 {
        let mut carry = |question: &Question| -> Result<String, Infallible> {
            asked.push(question.line());
            Ok(said(question.class, question.body).into())
        };
        memory.round(0.0, &mut carry).unwrap();
    }
    assert!(asked.iter().all(|line| line.starts_with("%1")), "{asked:?}");
    let times = |line: &str| asked.iter().filter(|asked| *asked == line).count();
    assert_eq!((times("%1INF1 ?\r"), times("%1POWR ?\r")), (1, 2));
    let status = &memory.status;
    assert_eq!((status.class, status.about.name.as_str()), (1, "East"));
    assert_eq!(status.inputs.len(), 2);
    assert_eq!(status.lamps[0].hours, 500);
    let (fault, words) = words(&memory);
    assert_eq!(fault, Fault::Warning);
    assert_eq!(words, "warns: filter. Clean or change its filter.");
}

#[test]
fn a_projector_may_say_anything() {
    let mut chance = ChaCha8Rng::seed_from_u64(6);
    let words_of_it = [
        "ERR1", "ERR2", "ERR3", "ERR4", "OK", "", "0", "1", "2", "3", "31", "x", "1 1 1", "222222",
    ];
    for _ in 0..3000 {
        let mut memory = Memory::new("east", &[]);
        for ask in [
            ProjectorAsk::PowerOn,
            ProjectorAsk::ShutterClosed,
            ProjectorAsk::Freeze,
        ] {
            memory.wanted.want(&ask, 0.0).unwrap();
        }
        for now_secs in 0..4 {
            let mut questions = 0;
            let mut carry = |_: &Question| -> Result<String, Infallible> {
                questions += 1;
                if chance.random_range(0..4) == 0 {
                    let letters = (0..chance.random_range(0..500)).map(|_| chance.random::<char>());
                    return Ok(letters.collect());
                }
                Ok(words_of_it[chance.random_range(0..words_of_it.len())].into())
            };
            memory.round(f64::from(now_secs), &mut carry).unwrap();
            assert!(questions < 80, "{questions}");
            assert!(!words(&memory).1.is_empty());
        }
    }
}
