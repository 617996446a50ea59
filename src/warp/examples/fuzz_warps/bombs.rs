//! Files that are made to take memory or time, each of a few MiB or some lines.

use crate::samples;

/// All of them with their names.
pub(crate) fn all() -> Vec<(&'static str, Vec<u8>)> {
    let archive = |xml: Vec<u8>, part: Vec<u8>| {
        let mut parts = samples::point_parts();
        parts[0].1 = if xml.is_empty() {
            parts[0].1.clone()
        } else {
            xml
        };
        if !part.is_empty() {
            parts[1].1 = part;
        }
        samples::zipped(&parts)
    };
    let text =
        |head: &str, body: &str, times: usize| format!("{head}{}", body.repeat(times)).into_bytes();
    let many: Vec<_> = (0..60_000).map(|at| (at.to_string(), Vec::new())).collect();
    let deep = [b"<a>".repeat(60_000), b"</a>".repeat(60_000)].concat();
    let names: String = (0..200).map(|at| format!(" a{at}=\"\"")).collect();
    let spaces: String = (0..200).map(|at| format!(" xmlns:a{at}=\"b\"")).collect();
    vec![
        ("a part of zeros", archive(Vec::new(), vec![0; 64 << 20])),
        ("an XML of zeros", archive(vec![0; 64 << 20], Vec::new())),
        (
            "an XML of spaces",
            archive(vec![b' '; 64 << 20], Vec::new()),
        ),
        (
            "an XML of elements",
            archive(text("<MPCDI>", "<a/>", 900_000), Vec::new()),
        ),
        ("elements", text("<MPCDI>", "<a/>", 900_000)),
        ("elements within elements", deep),
        ("attributes", text("<MPCDI>", &format!("<a{names}/>"), 2000)),
        (
            "namespaces",
            text("<MPCDI>", &format!("<a{spaces}/>"), 1000),
        ),
        (
            "namespaces within namespaces",
            text("", &format!("<a{spaces}>"), 1000),
        ),
        ("characters", text("<MPCDI>", "&#65;", 800_000)),
        ("sections", text("<MPCDI>", "<![CDATA[a]]>b", 290_000)),
        ("comments", text("<MPCDI>", "<!---->", 590_000)),
        ("signs", text("<", "=", 4 << 20)),
        ("files", samples::zipped(&many)),
        (
            "names",
            samples::zipped(&[("a/".repeat(30_000), Vec::new())]),
        ),
        ("a mesh of counts", b"2\n32768 32768\n0 0 0 0 1\n".to_vec()),
        ("a mesh", text("2\n2 32768\n", "0 0 0 0 1\n", 65_536)),
        ("lines", text("2\n2 2\n", "\n", 4 << 20)),
        (
            "corners",
            text(
                "v 0 0\nvt 0 0\n",
                &format!("f{}\n", " 1".repeat(64)),
                30_000,
            ),
        ),
        ("faces", text("v 0 0\nvt 0 0\n", "f 1 1 1\n", 500_000)),
        ("places", text("", "v 0 0\n", 700_000)),
        ("columns", b"0;0;0;0;32767;32767\n".to_vec()),
        ("rows", text("", "0;0;0;0;0;0\n", 300_000)),
        (
            "values",
            text(
                "<GeometryFile><GeometryDefinition><X-FlatParameters>",
                "0 ",
                2_000_000,
            ),
        ),
        ("a field of counts", b"PF\n32768 32768\n-1\n".to_vec()),
        (
            "indices",
            [b"SGC\x01\0\0\0\0".as_slice(), &[0; 44], &[0xff; 12]].concat(),
        ),
    ]
}
