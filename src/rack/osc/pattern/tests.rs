//! Patterns held against the words of the standard, and against a slow matcher that tries everything.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::*;

fn matches(pattern: &str, address: &str) -> bool {
    Pattern::read(pattern).is_some_and(|pattern| pattern.matches(address))
}

#[test]
fn patterns_mean_addresses() {
    for (pattern, address, expected) in [
        ("/a/b", "/a/b", true),
        ("/a/b", "/a/bc", false),
        ("/a/*", "/a/b", true),
        ("/a/*", "/a/", true),
        ("/a/*", "/a/b/c", false),
        ("/*/b", "/a/b", true),
        ("/a*c/d", "/abbbc/d", true),
        ("/a*c*", "/abcbc", true),
        ("/a**?", "/ab", true),
        ("/a*??", "/ab", false),
        ("/a/?", "/a//", false),
        ("/a/??", "/a/bc", true),
        ("/a/[b-d]", "/a/c", true),
        ("/a/[d-b]", "/a/c", true),
        ("/a/[!b-d]", "/a/c", false),
        ("/a/[!b-d]", "/a/e", true),
        ("/a/[b-]", "/a/-", true),
        ("/a[!b]b", "/a/b", false),
        ("/a/{hue,zoom}", "/a/zoom", true),
        ("/a/{hue,zoom}/share", "/a/hue/share", true),
        ("/a/{hue,hue-shift}", "/a/hue-shift", true),
        ("/a/{hue,}", "/a/", true),
        ("/a/{hue,zoom}", "/a/huezoom", false),
        ("/{a,ab}*{c,bc}", "/abc", true),
        ("/a/]", "/a/]", false),
        ("/a/[b", "/a/b", false),
        ("/a/{b,[c]}", "/a/b", false),
        ("/a/{b/c}", "/a/b/c", false),
    ] {
        assert_eq!(matches(pattern, address), expected, "{pattern} {address}");
    }
}

/// Whether a pattern means an address, by trying everything.
fn slow(pattern: &[Element], text: &[u8]) -> bool {
    let Some((first, rest)) = pattern.split_first() else {
        return text.is_empty();
    };
    let next = text.first().copied();
    let steps = |is: bool| is && slow(rest, &text[1..]);
    match first {
        Element::Byte(byte) => steps(next == Some(*byte)),
        Element::One => steps(next.is_some_and(|byte| byte != b'/')),
        Element::Class(class) => steps(next.is_some_and(|byte| holds(*class, byte))),
        Element::Any => {
            let reach = text.iter().take_while(|&&byte| byte != b'/').count();
            (0..=reach).any(|count| slow(rest, &text[count..]))
        }
        Element::Choice(words) => words.iter().any(|word| {
            text.strip_prefix(word.as_slice())
                .is_some_and(|text| slow(rest, text))
        }),
    }
}

#[test]
fn as_the_slow_matcher_says() {
    let mut chance = StdRng::seed_from_u64(1);
    let mut matched = 0;
    for _ in 0..100_000 {
        let pattern: String = (0..chance.random_range(1..8))
            .map(|_| {
                ["a", "b", "/", "?", "*", "[ab]", "[!b]", "{a,ab}", "{b,}"]
                    [chance.random_range(0..9)]
            })
            .collect();
        let address: String = (0..chance.random_range(0..8))
            .map(|_| ['a', 'b', '/', 'a'][chance.random_range(0..4)])
            .collect();
        let pattern = Pattern::read(&pattern).unwrap();
        let bytes = address.as_bytes();
        let rest = bytes.strip_prefix(pattern.start.as_slice());
        let expected = rest.is_some_and(|rest| slow(&pattern.rest, rest));
        assert_eq!(pattern.matches(&address), expected, "{pattern:?} {address}");
        matched += u32::from(expected);
    }
    assert!(matched > 5_000, "{matched}");
}

#[test]
fn hostile_patterns_take_no_time() {
    let text = format!("/{}", "a".repeat(126));
    let pattern = Pattern::read(&"*{a,aa}".repeat(30)).unwrap();
    assert!(!pattern.matches(&format!("{text}b")));
    assert!(!pattern.matches(&"/a".repeat(400)));
    let mut chance = StdRng::seed_from_u64(2);
    for _ in 0..100_000 {
        let bytes: Vec<u8> = (0..chance.random_range(0..40))
            .map(|_| b"ab/*?[]{},!-\xc3\xa4"[chance.random_range(0..14)])
            .collect();
        let text_of_it = String::from_utf8_lossy(&bytes);
        if let Some(pattern) = Pattern::read(&text_of_it) {
            pattern.matches(&text);
            pattern.matches(&text_of_it);
        }
    }
}
