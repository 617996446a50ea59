//! What is in a file: `cargo run -p welkin_checkpoint --example look -- FILE [OUT]`. Prints settings and tensors;
//! with OUT, writes the network that is in it as safetensors under its official names.
#![allow(clippy::print_stdout, reason = "a tool for people")]

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Instant;

use welkin_checkpoint::{Checkpoint, Likeness, detect, official, write_safetensors};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("which file?")?;
    let bytes = std::fs::read(&file)?;
    let begin = Instant::now();
    let checkpoint = Checkpoint::parse(&file, bytes)?;
    let read = begin.elapsed();
    for (name, class) in checkpoint.classes() {
        println!("{name} was a {class}");
    }
    for (name, setting) in checkpoint.settings() {
        println!("{name} = {setting}");
    }
    for (name, tensor) in checkpoint.tensors() {
        println!("{name} {tensor:?}");
    }
    let tensors = checkpoint.names().count();
    println!(
        "{}: {tensors} tensors, {} numbers, read in {read:.1?}",
        checkpoint.format(),
        checkpoint.parameters()
    );
    let likeness = detect(&checkpoint);
    println!("{likeness:?}");
    if let (Some(out), Likeness::Known(guess)) = (arguments.next(), likeness) {
        let network = official(&checkpoint, &guess);
        let mut out = BufWriter::new(File::create(out)?);
        write_safetensors(network.tensors(), &network.header(guess.family), &mut out)?;
        out.flush()?;
    }
    Ok(())
}
