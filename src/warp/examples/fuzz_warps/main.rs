//! Reads warp files that have gone wrong: `cargo run -p welkin_warp --example fuzz_warps -- CASES SEED FIRST`, the last
//! two if wanted. Stops at the first that panics, takes more memory than sixteen times its length and 16 MiB, or
//! is not the same after out and in; says how long the longest took.
#![allow(clippy::print_stdout, reason = "a tool for people")]

mod allocator;
mod bombs;
mod chance;
mod judge;
mod mutate;
mod samples;

use std::time::{Duration, Instant};

#[global_allocator]
static COUNTING: allocator::Counting = allocator::Counting;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .map(|argument| argument.parse::<u64>());
    let mut next = |otherwise| arguments.next().and_then(Result::ok).unwrap_or(otherwise);
    let (cases, seed, first) = (next(100_000), next(1), next(0));
    for (name, bytes) in bombs::all() {
        let (at, len) = (Instant::now(), bytes.len());
        let (refused, spare) = judge::bomb(&bytes);
        let mib = spare as f64 / 1048576.0;
        println!(
            "{name}: {len} bytes, refused: {refused}, {mib:.1} MiB beyond sixteen times that, {:.1?}",
            at.elapsed()
        );
    }
    let seeds = mutate::Seeds::new();
    let mut tally = judge::Tally::default();
    let begin = Instant::now();
    let mut longest = (Duration::ZERO, 0);
    for number in first..first + cases {
        let at = Instant::now();
        judge::judge(&seeds, seed, number, &mut tally);
        longest = longest.max((at.elapsed(), number));
        if number % 250_000 == 249_999 {
            println!(
                "{} cases in {:.0?}: {tally:?}, longest {longest:?}",
                number + 1,
                begin.elapsed()
            );
        }
    }
    println!(
        "{cases} cases of seed {seed} in {:.1?}: {tally:?}",
        begin.elapsed()
    );
    println!("longest: {:.1?} (case {})", longest.0, longest.1);
}
