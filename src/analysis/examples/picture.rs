//! Draws a sound: `cargo run -p welkin_analysis --example picture FILE.wav OUT.png`.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use welkin_analysis::{StudySettings, picture, study};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, out] = &arguments[..] else {
        panic!("two arguments: FILE.wav OUT.png")
    };
    let mut file = hound::WavReader::open(path).expect("a WAV file");
    let rate = file.spec().sample_rate;
    let samples: Vec<f32> = file
        .samples::<i16>()
        .map(|sample| f32::from(sample.expect("16-bit samples")) / 32_768.0)
        .collect();
    let settings = StudySettings::new(rate, 2048, 512)
        .expect("sizes are fine")
        .with_overview(1600);
    let name = Path::new(path)
        .file_name()
        .map_or(path.into(), |name| name.to_string_lossy());
    let canvas = picture(&study(&samples, &settings), &name, None);
    let file = BufWriter::new(File::create(out).expect("a file that can be written"));
    let mut encoder = png::Encoder::new(file, canvas.width as u32, canvas.height as u32);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().expect("a picture of this size");
    writer
        .write_image_data(&canvas.rgb)
        .expect("as many pixels as were promised");
}
