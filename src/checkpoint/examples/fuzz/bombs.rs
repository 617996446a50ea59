//! Files that are made to take memory or time, each of a few MiB or some lines.

use std::io::Write;

/// All of them with their names.
pub(crate) fn all() -> Vec<(&'static str, Vec<u8>)> {
    let many = |head: &[u8], body: &[u8], times: usize| [head, &body.repeat(times), b"."].concat();
    vec![
        ("empty lists", many(b"\x80\x02(", b"]", 1 << 22)),
        ("empty lists thrown away", many(b"\x80\x02", b"]0", 1 << 21)),
        (
            "empty dictionaries thrown away",
            many(b"\x80\x02", b"}0", 1 << 21),
        ),
        ("nested tuples", many(b"\x80\x02)", b"\x85", 1 << 22)),
        ("a list that grows", many(b"\x80\x02]", b"Na", 1 << 22)),
        (
            "a dictionary that grows",
            many(b"\x80\x02}", b"NNs", 1 << 22),
        ),
        (
            "a list extended by a thousand",
            many(
                b"\x80\x02]",
                &[b"(".to_vec(), b"N".repeat(1000), b"e".to_vec()].concat(),
                4000,
            ),
        ),
        ("marks", many(b"\x80\x02", b"(", 1 << 22)),
        ("copies", many(b"\x80\x02N", b"2", 1 << 22)),
        ("remembered", many(b"\x80\x04N", b"\x94", 1 << 22)),
        ("remembered out of order", remembered()),
        ("names", many(b"\x80\x02", b"cnumpy\ndtype\n0", 1 << 18)),
        (
            "calls",
            many(
                b"\x80\x02ccollections\nOrderedDict\nq\x000",
                b"h\0)R0",
                1 << 20,
            ),
        ),
        ("a file in a pickle, again and again", nested()),
        ("bytes as text, again and again", as_text()),
        ("tensors", tensors()),
        ("a storage under many names", shared()),
        ("a long name in a dictionary", long_names()),
        ("a dictionary without names, again and again", nameless()),
        ("a long name for a kind of numbers", long_kinds()),
        ("doubling", doubling()),
        (
            "a header of tensors",
            header(
                |i| format!("\"{i:x}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"),
                "",
            ),
        ),
        (
            "a header of words",
            header(|i| format!("\"{i:x}\":\"\""), "__metadata__"),
        ),
        ("a header of settings", settings()),
        ("a header of axes", axes()),
        ("a header of brackets", with_header(&"{[".repeat(190 << 10))),
        (
            "a record in a record",
            [
                &b"\x82\xa8metadata\x80\xa4item"[..],
                &b"\x91".repeat(1 << 20),
            ]
            .concat(),
        ),
        (
            "a record of many parts",
            [
                &b"\x82\xa8metadata\x80\xa4item\xdd\xff\xff\xff\xff"[..],
                &b"\x80".repeat(1 << 22),
            ]
            .concat(),
        ),
        ("a gzip of zeros", zeros()),
    ]
}

fn remembered() -> Vec<u8> {
    let mut bytes = b"\x80\x02N".to_vec();
    for index in 0..1_u32 << 19 {
        bytes.push(b'r');
        bytes.extend((1_000_000 + 7 * index).to_le_bytes());
    }
    [bytes, b".".to_vec()].concat()
}

/// One storage, taken out of its bytes time and again.
fn nested() -> Vec<u8> {
    let mut inner =
        b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}."
            .to_vec();
    inner.extend(
        b"\x80\x02(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\0tQ.",
    );
    inner.extend(b"\x80\x02]X\x01\0\0\x000a.");
    inner.extend(0_u64.to_le_bytes());
    let mut bytes = b"\x80\x04ctorch.storage\n_load_from_bytes\n\x940B".to_vec();
    bytes.extend((inner.len() as u32).to_le_bytes());
    bytes.extend(inner);
    bytes.extend(b"\x940");
    bytes.extend(b"h\0h\x01\x85R0".repeat(1 << 19));
    bytes
}

fn as_text() -> Vec<u8> {
    let text = "\u{ff}".repeat(1 << 20);
    let mut bytes = b"\x80\x04c_codecs\nencode\n\x940X".to_vec();
    bytes.extend((text.len() as u32).to_le_bytes());
    bytes.extend(text.bytes());
    bytes.extend(b"\x940\x8c\x06latin1\x940");
    bytes.extend(b"h\0h\x01h\x02\x86R0".repeat(1 << 16));
    bytes.push(b'.');
    bytes
}

/// One storage under ever more names.
fn tensors() -> Vec<u8> {
    let mut bytes =
        b"\x80\x04cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\0\x85C\x01btR".to_vec();
    bytes.extend(b"(K\x01K\x01\x85cnumpy\ndtype\n\x8c\x02f4\x89\x88\x87R\x89C\x04abcdtb\x94");
    bytes.extend(b"0]");
    for _ in 0..500 {
        bytes.push(b'(');
        bytes.extend(b"h\0".repeat(1000));
        bytes.push(b'e');
    }
    bytes.push(b'.');
    bytes
}

/// Ten thousand tensors that are all the same megabytes.
fn shared() -> Vec<u8> {
    let numbers = vec![0; 4 << 20];
    let mut bytes =
        b"\x80\x04cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\0\x85C\x01btR".to_vec();
    bytes.extend(b"(K\x01J\0\0\x10\0\x85cnumpy\ndtype\n\x8c\x02f4\x89\x88\x87R\x89B");
    bytes.extend((numbers.len() as u32).to_le_bytes());
    bytes.extend(numbers);
    bytes.extend(b"tb\x940]");
    for _ in 0..10 {
        bytes.push(b'(');
        bytes.extend(b"h\0".repeat(1000));
        bytes.push(b'e');
    }
    bytes.push(b'.');
    bytes
}

/// A dictionary with a name of a megabyte time and again, in which something is looked for.
fn long_names() -> Vec<u8> {
    let mut bytes = b"\x80\x04X\0\0\x10\0".to_vec();
    bytes.extend(b"a".repeat(1 << 20));
    bytes.extend(b"\x940ctorch.nn.modules.linear\nLinear\n)\x81}");
    for _ in 0..60 {
        bytes.push(b'(');
        bytes.extend(b"h\0N".repeat(1000));
        bytes.push(b'u');
    }
    bytes.extend(b"b\x940](");
    bytes.extend(b"h\x01".repeat(1000));
    bytes.extend(b"e.");
    bytes
}

fn nameless() -> Vec<u8> {
    let mut bytes = b"\x80\x04}".to_vec();
    for _ in 0..50 {
        bytes.push(b'(');
        bytes.extend(b"NN".repeat(1000));
        bytes.push(b'u');
    }
    bytes.extend(b"\x940]");
    for _ in 0..50 {
        bytes.push(b'(');
        bytes.extend(b"h\0".repeat(1000));
        bytes.push(b'e');
    }
    bytes.push(b'.');
    bytes
}

fn long_kinds() -> Vec<u8> {
    let mut bytes = b"\x80\x04X\0\0\x10\0".to_vec();
    bytes.extend(b"a".repeat(1 << 20));
    bytes.extend(b"\x940cnumpy\ndtype\n\x940");
    bytes.extend(b"h\x01h\0\x85R0".repeat(1 << 17));
    bytes.push(b'.');
    bytes
}

/// {"a": below, "b": below}, a hundred times: 2^100 ways through it.
fn doubling() -> Vec<u8> {
    let mut bytes = b"\x80\x04}\x8c\x01aNs\x940".to_vec();
    for level in 0..99 {
        bytes.extend([
            b'}', b'(', 0x8c, 1, b'a', b'h', level, 0x8c, 1, b'b', b'h', level, b'u', 0x94, b'0',
        ]);
    }
    bytes.extend(b"h\x63.");
    bytes
}

/// A header of as many parts as may be, in an object of a name if there is one.
fn header(part: impl Fn(usize) -> String, within: &str) -> Vec<u8> {
    let mut parts = part(0);
    let mut i = 1;
    while parts.len() < 390 << 10 {
        parts.push(',');
        parts += &part(i);
        i += 1;
    }
    with_header(&match within {
        "" => format!("{{{parts}}}"),
        within => format!("{{\"{within}\":{{{parts}}}}}"),
    })
}

/// Settings in settings, whose names grow with each.
fn settings() -> Vec<u8> {
    let leaves: String = (0..5_500).map(|i| format!("\\\"{i:x}\\\":0,")).collect();
    let deep = format!(
        "{{{leaves}\\\"{}\\\":{{{leaves}\\\"z\\\":0}}}}",
        "n".repeat(200)
    );
    with_header(&format!("{{\"__metadata__\":{{\"settings\":\"{deep}\"}}}}"))
}

fn with_header(json: &str) -> Vec<u8> {
    let mut bytes = (json.len() as u64).to_le_bytes().to_vec();
    bytes.extend(json.bytes());
    bytes
}

fn axes() -> Vec<u8> {
    let ones = "1,".repeat(190 << 10);
    let json = format!("{{\"a\":{{\"dtype\":\"U8\",\"shape\":[{ones}1],\"data_offsets\":[0,1]}}}}");
    let mut bytes = (json.len() as u64).to_le_bytes().to_vec();
    bytes.extend(json.bytes());
    bytes.push(0);
    bytes
}

fn zeros() -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let packed = packer
        .write_all(&vec![0; 64 << 20])
        .and_then(|()| packer.finish());
    packed.expect("a vector takes everything")
}
