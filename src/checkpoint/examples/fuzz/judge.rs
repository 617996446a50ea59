//! One case: read, told, renamed, written; within twice its length and 16 MiB.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use welkin_checkpoint::{
    Checkpoint, CheckpointError, Likeness, detect, official, write_safetensors,
};

use crate::allocator;
use crate::chance::Chance;
use crate::mutate;

/// What any file may take beside its length, twice.
pub(crate) const SPARE: usize = 16 << 20;

/// How cases went.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) read: usize,
    pub(crate) networks: usize,
    pub(crate) damaged: usize,
    pub(crate) ran: usize,
    pub(crate) too_much: usize,
    pub(crate) other: usize,
    /// The most memory beyond twice the length of the file.
    pub(crate) most_spare: usize,
}

/// The small files that cases are made from.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the fixtures are there")
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end != "py"))
        .collect();
    files.sort();
    let read = |path| std::fs::read(path).expect("a fixture can be read");
    files
        .into_iter()
        .map(read)
        .filter(|bytes| bytes.len() < 24 << 10)
        .collect()
}

/// Judges the case of a number.
///
/// # Panics
/// If it panics or takes too much memory; the words name the case.
pub(crate) fn judge(seeds: &[Vec<u8>], seed: u64, number: u64, tally: &mut Tally) {
    let mut chance = Chance(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
    let bytes = mutate::case(seeds, &mut chance);
    let len = bytes.len();
    let before = allocator::begin() - len;
    let outcome = catch_unwind(AssertUnwindSafe(|| look(bytes)));
    let took = allocator::most() - before;
    match outcome {
        Err(_) => panic!("case {number} of seed {seed} panicked"),
        Ok(Ok(true)) => tally.networks += 1,
        Ok(Ok(false)) => tally.read += 1,
        Ok(Err(CheckpointError::Damaged { .. })) => tally.damaged += 1,
        Ok(Err(CheckpointError::Runs { .. })) => tally.ran += 1,
        Ok(Err(CheckpointError::TooMuch { .. })) => tally.too_much += 1,
        Ok(Err(_)) => tally.other += 1,
    }
    let spare = took.saturating_sub(2 * len);
    assert!(
        spare <= SPARE,
        "case {number} of seed {seed}: {took} bytes for a file of {len}"
    );
    tally.most_spare = tally.most_spare.max(spare);
}

/// Whether a bomb is refused, and the most memory beyond twice its length.
pub(crate) fn bomb(bytes: Vec<u8>) -> (bool, usize) {
    let len = bytes.len();
    let before = allocator::begin() - len;
    let refused = look(bytes).is_err();
    let spare = (allocator::most() - before).saturating_sub(2 * len);
    (refused, spare)
}

/// Everything that is done with a file: whether there was a network in it.
fn look(bytes: Vec<u8>) -> Result<bool, CheckpointError> {
    let checkpoint = Checkpoint::parse("case", bytes)?;
    let finite = checkpoint
        .tensors()
        .filter(|(_, tensor)| tensor.is_finite())
        .count();
    assert!(finite <= checkpoint.names().count(), "each is counted once");
    let Likeness::Known(guess) = detect(&checkpoint) else {
        return Ok(false);
    };
    let network = official(&checkpoint, &guess);
    drop(checkpoint);
    let header = BTreeMap::from([("family".to_string(), guess.family.id().to_string())]);
    let written = write_safetensors(network.tensors(), &header, &mut std::io::sink());
    assert!(written.is_ok(), "a sink takes everything");
    Ok(true)
}
