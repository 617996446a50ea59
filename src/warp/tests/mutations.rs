//! A short run of the fuzzer in `examples/fuzz`, with its counting allocator.

#[path = "../examples/fuzz_warps/allocator.rs"]
mod allocator;
#[path = "../examples/fuzz_warps/bombs.rs"]
mod bombs;
#[path = "../examples/fuzz_warps/chance.rs"]
mod chance;
#[path = "../examples/fuzz_warps/judge.rs"]
mod judge;
#[path = "../examples/fuzz_warps/mutate.rs"]
mod mutate;
#[path = "../examples/fuzz_warps/samples.rs"]
mod samples;

#[global_allocator]
static COUNTING: allocator::Counting = allocator::Counting;

#[test]
fn files_that_have_gone_wrong_are_refused_within_sixteen_times_their_length() {
    // One after the other in one test: the counts are of the whole program.
    for (name, bytes) in bombs::all() {
        let (refused, spare) = judge::bomb(&bytes);
        // Many times the same node or face is dull and right.
        assert!(
            refused || ["a mesh", "corners", "faces"].contains(&name),
            "{name} is read"
        );
        assert!(
            spare <= judge::SPARE,
            "{name} took {spare} bytes beyond sixteen times its length"
        );
    }
    let seeds = mutate::Seeds::new();
    let mut tally = judge::Tally::default();
    for number in 0..6_000 {
        judge::judge(&seeds, 1, number, &mut tally);
    }
    // The cases reach deep: some are whole, some lack parts, some lead out.
    for reached in [tally.read, tally.written, tally.wrong, tally.unknown] {
        assert!(reached > 50, "{tally:?}");
    }
    for reached in [tally.missing, tally.escapes, tally.too_much] {
        assert!(reached > 0, "{tally:?}");
    }
}
