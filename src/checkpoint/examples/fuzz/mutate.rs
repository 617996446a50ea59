//! Files that are almost right: small real ones cut, flipped, spliced and overwritten, and pickles made up of
//! steps that make some sense.

use crate::chance::Chance;

/// Numbers that lengths, places and shapes go wrong at.
const ODD: [u64; 18] = [
    0,
    1,
    2,
    3,
    7,
    8,
    9,
    127,
    128,
    255,
    256,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    0x1_0000_0000,
    i64::MAX as u64,
    u64::MAX,
];

/// Names that a pickle uses, and some that it may not.
const NAMES: [(&str, &str); 26] = [
    ("collections", "OrderedDict"),
    ("torch._utils", "_rebuild_tensor_v2"),
    ("torch._utils", "_rebuild_parameter"),
    ("torch._tensor", "_rebuild_from_type_v2"),
    ("torch.storage", "_load_from_bytes"),
    ("torch", "FloatStorage"),
    ("torch", "HalfStorage"),
    ("torch", "Size"),
    ("torch.storage", "UntypedStorage"),
    ("torch.nn.modules.linear", "Linear"),
    ("torch_utils.persistence", "_reconstruct_persistent_obj"),
    ("dnnlib.util", "EasyDict"),
    ("dnnlib.tflib.network", "Network"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.numeric", "_frombuffer"),
    ("numpy.core.multiarray", "scalar"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("_codecs", "encode"),
    ("copyreg", "_reconstructor"),
    ("argparse", "Namespace"),
    ("builtins", "set"),
    ("os", "system"),
    ("builtins", "eval"),
    ("__main__", "Generator"),
];

/// Texts that stand in pickles.
const WORDS: [&str; 22] = [
    "_modules",
    "_parameters",
    "_buffers",
    "_init_kwargs",
    "state",
    "class_name",
    "variables",
    "components",
    "static_kwargs",
    "storage",
    "cpu",
    "0",
    "f4",
    "<",
    ">",
    "latin1",
    "weight",
    "module",
    "synthesis.b4.const",
    "ÿÿ",
    "",
    "G_ema",
];

/// The next file: one of the seeds gone wrong, or a made-up pickle.
pub(crate) fn case(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    match chance.below(16) {
        0..=2 => pickle(chance),
        3 => legacy(chance),
        _ => {
            let mut bytes = chance.of(seeds).clone();
            for _ in 0..=chance.below(4) {
                mutate(&mut bytes, seeds, chance);
            }
            bytes
        }
    }
}

fn mutate(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], chance: &mut Chance) {
    // Most that matters stands at the beginning or the end.
    let at = match chance.below(4) {
        0 => chance.below(bytes.len().min(64)),
        1 => bytes
            .len()
            .saturating_sub(1 + chance.below(bytes.len().min(512))),
        _ => chance.below(bytes.len()),
    };
    match chance.below(10) {
        0 => bytes.truncate(at),
        1..=3 => {
            for _ in 0..=chance.below(8) {
                let at = chance.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
        }
        4 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = chance.any() as u8;
            }
        }
        5 | 6 => {
            let odd = chance
                .of(&ODD)
                .wrapping_add(chance.below(3) as u64)
                .to_le_bytes();
            let width = 1 << chance.below(4);
            let end = (at + width).min(bytes.len());
            if chance.below(2) == 0 {
                bytes[at..end].copy_from_slice(&odd[..end - at]);
            } else {
                bytes[at..end]
                    .iter_mut()
                    .rev()
                    .zip(odd)
                    .for_each(|(byte, odd)| *byte = odd);
            }
        }
        7 => {
            // Out of one, into the other.
            let other = chance.of(seeds);
            let from = chance.below(other.len());
            let len = chance.below(other.len() - from).min(1 << chance.below(14));
            let end = (at + chance.below(64)).min(bytes.len());
            bytes.splice(at..end, other[from..from + len].iter().copied());
        }
        8 => {
            // The same again, up to a thousand times.
            let end = (at + 1 + chance.below(24)).min(bytes.len());
            let part = bytes[at..end].repeat(1 << chance.below(10));
            bytes.splice(at..at, part);
        }
        _ => {
            let end = (at + 1 + chance.below(24)).min(bytes.len());
            bytes.drain(at..end);
        }
    }
}

/// PyTorch's file before 1.6 around made-up contents.
fn legacy(chance: &mut Chance) -> Vec<u8> {
    let mut bytes =
        b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}."
            .to_vec();
    bytes.extend(pickle(chance));
    bytes.extend(b"\x80\x02](X\x01\0\0\x000X\x01\0\0\x001e.");
    for _ in 0..2 {
        bytes.extend((chance.below(6) as u64).to_le_bytes());
        bytes.extend(vec![chance.any() as u8; chance.below(32)]);
    }
    bytes
}

/// A pickle of random steps with operands that fit them.
fn pickle(chance: &mut Chance) -> Vec<u8> {
    let mut bytes = vec![0x80, 1 + chance.below(5) as u8];
    for _ in 0..4 + chance.below(120) {
        step(&mut bytes, chance);
        // What is made is remembered, so that what comes later finds it.
        if chance.below(3) == 0 {
            bytes.push(0x94);
        }
    }
    bytes.push(b'.');
    bytes
}

fn step(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let plain = b"N()]}lt\x85\x86\x87des2au01\x88\x89\x8f\x90RRR\x81\x81bbQQoI\x92\x91\x93";
    match chance.below(12) {
        0..=3 => match *chance.of(plain) {
            b'I' => bytes.extend(b"I12\n"),
            step => bytes.push(step),
        },
        4 | 5 => word(bytes, chance),
        6 => {
            let (module, name) = chance.of(&NAMES);
            bytes.extend(format!("c{module}\n{name}\n").bytes());
        }
        7 => {
            bytes.push(b'h');
            bytes.push(chance.below(24) as u8);
        }
        8 => {
            bytes.push(b'K');
            bytes.push(chance.below(9) as u8);
        }
        9 => {
            bytes.push(b'J');
            bytes.extend((*chance.of(&ODD) as i32).to_le_bytes());
        }
        10 => {
            let len = chance.below(40);
            bytes.extend([b'C', len as u8]);
            bytes.extend((0..len).map(|_| chance.any() as u8));
        }
        _ => known_good(bytes, chance),
    }
}

fn word(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let word = chance.of(&WORDS);
    bytes.extend([0x8c, word.len() as u8]);
    bytes.extend(word.bytes());
}

/// Longer things that are right, so that chance gets deeper.
fn known_good(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let storage = b"(\x8c\x07storagectorch\nFloatStorage\n\x8c\x010\x8c\x03cpuK\x04tQ";
    match chance.below(5) {
        0 => bytes.extend(storage),
        1 => {
            bytes.extend(b"ctorch._utils\n_rebuild_tensor_v2\n(");
            bytes.extend(storage);
            let (a, b) = (chance.below(4) as u8, chance.below(4) as u8);
            bytes.extend([
                b'K',
                chance.below(3) as u8,
                b'K',
                a,
                b'K',
                b,
                0x86,
                b'K',
                b,
                b'K',
                1,
                0x86,
            ]);
            bytes.extend(b"\x89}tR");
        }
        2 => {
            bytes.extend(
                b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\0\x85C\x01btR(K\x01K",
            );
            bytes.push(chance.below(4) as u8);
            bytes.extend(b"\x85cnumpy\ndtype\n\x8c\x02f4\x89\x88\x87R\x89C\x08abcdefghtb");
        }
        3 => {
            bytes.extend(b"ctorch_utils.persistence\n_reconstruct_persistent_obj\n}(\x8c\x05state}(\x8c\x08_modules}");
            word(bytes, chance);
            bytes.extend(b"Nsuu\x85R");
        }
        _ => {
            bytes.extend(b"c_codecs\nencode\n\x8c\x04\xc3\xbf\xc3\xbf\x8c\x06latin1\x86R");
        }
    }
}
