//! A short run of the fuzzer in `examples/fuzz`, with its counting allocator.

#[path = "../examples/fuzz/allocator.rs"]
mod allocator;
#[path = "../examples/fuzz/chance.rs"]
mod chance;
#[path = "../examples/fuzz/mutate.rs"]
mod mutate;
#[path = "../examples/fuzz/bombs.rs"]
mod bombs;
#[path = "../examples/fuzz/judge.rs"]
mod judge;

#[global_allocator]
static COUNTING: allocator::Counting = allocator::Counting;

#[test]
fn files_that_have_gone_wrong_are_refused_within_twice_their_length() {
    // One after the other in one test: the counts are of the whole program.
    for (name, bytes) in bombs::all() {
        let (refused, spare) = judge::bomb(bytes);
        // Headers may be as large as that; all else is refused.
        assert!(refused || name.starts_with("a header"), "{name} is read");
        assert!(
            spare <= judge::SPARE,
            "{name} took {spare} bytes beyond twice its length"
        );
    }
    let seeds = judge::seeds();
    let mut tally = judge::Tally::default();
    for number in 0..20_000 {
        judge::judge(&seeds, 1, number, &mut tally);
    }
    // The cases reach deep: some are whole, some are networks, some tried to run something.
    for reached in [tally.read, tally.networks, tally.damaged, tally.ran] {
        assert!(reached > 100, "{tally:?}");
    }
}
