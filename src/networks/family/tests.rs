//! From a file's bytes to a picture, for every family and on the fast engine as on the plain one.

use std::path::Path;

use welkin_checkpoint::{Checkpoint, Likeness, detect, official};
use welkin_compute::{Cpu, Engine, Plain, Shape};

use super::{Family, load};
use crate::tests::fixture::differences;
use crate::*;

fn read(name: &str) -> (Family, Checkpoint) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let bytes = std::fs::read(folder.join(format!("{name}.safetensors"))).expect("a fixture");
    let file = Checkpoint::parse(name, bytes).expect("a checkpoint");
    let Likeness::Known(guess) = detect(&file) else {
        panic!("{name} is not known");
    };
    let family = Family::of(guess.family).expect("a family of ours");
    (family, official(&file, &guess))
}

/// What a network paints of a seed, or of a picture.
fn painted<E: Engine + 'static>(family: Family, source: &dyn Source, engine: &mut E) -> Vec<f32> {
    let mut network = load(family, source, engine).expect("it fits");
    let size = network.size();
    let mut randn = Randn::new(5);
    let z = randn.normals(size.z);
    let mut classes = vec![0.0; size.classes];
    classes.iter_mut().take(1).for_each(|share| *share = 1.0);
    let styles = network.styles(&z, &classes, &Truncation::default());
    assert_eq!(styles.len(), size.styles);
    let shape = Shape::new(3, 16, 24);
    let ask = Ask {
        places: vec![Place {
            styles,
            mask: Vec::new(),
        }],
        given: family.takes_picture().then(|| Given {
            shape,
            values: randn.normals(shape.len()),
        }),
        ..Ask::default()
    };
    let sheet = network.paint(engine, &ask).expect("memory answers");
    engine.numbers(&sheet).expect("memory answers")
}

#[test]
fn every_familys_file_is_known_and_paints_the_same_on_both_engines() {
    for (name, family) in [
        ("stylegan2/plain32", Family::StyleGan2),
        ("stylegan2/cond64", Family::StyleGan2),
        ("stylegan2/resnet32", Family::StyleGan2),
        ("stylegan2/filter16", Family::StyleGan2),
        ("stylegan3/t32", Family::StyleGan3),
        ("stylegan3/r32", Family::StyleGan3),
        ("biggan/deep32", Family::BigGanDeep),
        ("biggan/deep128", Family::BigGanDeep),
        ("fastgan/fast256", Family::FastGan),
        ("pix2pix/unet256", Family::Pix2PixUnet),
        ("pix2pix/resnet9", Family::Pix2PixResnet),
        ("pix2pix/resnet9batch", Family::Pix2PixResnet),
    ] {
        let (found, source) = read(name);
        assert_eq!(found, family, "{name}");
        let plain = painted(family, &source, &mut Plain);
        let fast = painted(family, &source, &mut Cpu::default());
        // Sums in another order. Over twelve pictures of FastGAN the largest difference was 1.0e-4 and the RMS never above
        // 1.8e-6: the first is left what exactness allows, the second would show a mistake.
        let [largest, together] = differences(&fast, &plain);
        let is_same = largest < 1e-3 && together < 1e-5;
        assert!(
            is_same,
            "{name} differs by {largest:.1e}, {together:.1e} RMS"
        );
    }
}

#[test]
fn settings_are_found_wherever_they_stand() {
    let (_, biggan) = read("biggan/deep32");
    let setting = |source: &Checkpoint, name: &str| Source::setting(source, name);
    assert_eq!(setting(&biggan, "eps").as_deref(), Some("0.0001"));
    let layers = setting(&biggan, "layers").expect("it is there");
    assert!(layers.starts_with("[[false,16,16],[true,16,8]"), "{layers}");
    assert_eq!(setting(&biggan, "conv_clamp"), None);
    let (_, stylegan) = read("stylegan2/plain32");
    assert_eq!(setting(&stylegan, "conv_clamp").as_deref(), Some("256"));
}

#[test]
fn families_have_names() {
    for family in Family::ALL {
        assert!(!family.to_string().is_empty());
    }
    assert_eq!(Family::of(welkin_checkpoint::Family::FieldGan), None);
}
