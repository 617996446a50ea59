//! Gear beside sound and light, right and wrong.

use std::path::Path;

use crate::folder::MemoryFolder;
use crate::read::{check_venue, check_venue_in, read_venue, read_venue_in};
use crate::venue::{Osc, OscTopic, PageAccess};

fn with(osc: &str) -> String {
    format!("name='v'\nsurface={{kind='sphere'}}\n{osc}")
}

#[test]
fn osc_is_read() {
    let read = |osc: &str| read_venue("venue.toml", &with(osc)).unwrap().osc;
    assert_eq!(read(""), None);
    assert_eq!(read("[osc]"), Some(Osc::default()));
    let text = "[osc]\nport=9000\nbind='0.0.0.0'\nquery_port=0\nallow=['10.0.0.0/24','::1']\n\
        [[osc.out]]\nhost='10.0.0.9'\nport=9001\nsend=['level','hits']\nsources=['drums']\nrate_hz=10\n\
        [[osc.out]]\nhost='::1'\nport=9000";
    let osc = read(text).unwrap();
    assert_eq!(
        (osc.port, osc.query_port, osc.allow.len()),
        (9000, Some(0), 2)
    );
    assert!(osc.bind.is_unspecified());
    let [desk, here] = osc.outs.as_slice() else {
        panic!("{osc:?}")
    };
    assert_eq!(desk.to, "10.0.0.9:9001".parse().unwrap());
    assert_eq!(desk.send, [OscTopic::Level, OscTopic::Hits]);
    assert_eq!(
        (desk.sources.as_slice(), desk.rate_hz),
        (&["drums".to_owned()][..], 10.0)
    );
    assert_eq!(
        (here.to, here.send.len()),
        ("[::1]:9000".parse().unwrap(), 8)
    );
}

#[test]
fn wrong_osc() {
    let check = |osc: &str, expected: &str| {
        let checked = check_venue("venue.toml", &with(osc)).problems;
        let said = match checked.problems.is_empty() {
            true => checked
                .warnings
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n"),
            false => checked.to_string(),
        };
        assert_eq!(said, expected, "{osc}");
    };
    check(
        "[osc]\nbind='desk'",
        "venue.toml:4:6: `desk` is no address in numbers; write one like \"10.0.0.7\"; names would have to be looked up while the show runs",
    );
    check(
        "[osc]\nbind='0.0.0.0'",
        "venue.toml:4:6: everybody on the network may move the show's controls by OSC; add who may: allow = [\"10.0.0.7\", \"10.0.1.0/24\"]",
    );
    check(
        "[osc]\nallow=['10.0.0.0/40']",
        "venue.toml:4:8: `10.0.0.0/40` is neither an address like 10.0.0.7 nor a network like 10.0.0.0/24; write it in numbers, as the sender's network settings show it",
    );
    check(
        "[[osc.out]]\nhost='127.0.0.1'\nport=7700",
        "venue.toml:5:6: this sends to the port that OSC comes in on: every control would hold itself; write the port of the other program",
    );
    check(
        "[[osc.out]]\nhost='127.0.0.1'\nport=1\nsend=['level','levels','level']",
        "venue.toml:6:15: `send` cannot be `levels`; did you mean `level`?\nvenue.toml:6:24: `level` stands twice in `send`; write it once",
    );
    check(
        "[osc]\nport=70000",
        "venue.toml:4:6: `port` is `70000`, out of range; write a number from 0 to 65535",
    );
}

fn in_a_folder() -> MemoryFolder {
    MemoryFolder::new()
        .with("users.toml", "")
        .with("tls/certificate.pem", "")
        .with("tls/key.pem", "")
}

#[test]
fn the_page_is_read() {
    let read = |page: &str| {
        let folder = in_a_folder().with("venue.toml", with(page));
        read_venue_in(&folder, "venue.toml").unwrap().page
    };
    assert_eq!(read(""), PageAccess::default());
    assert_eq!(read("[page]"), PageAccess::default());
    assert!(read("[page]\nbind='::1'").bind.is_ipv6());
    let open = read(
        "[page]\nbind='0.0.0.0'\nusers='users.toml'\ncertificate='tls/certificate.pem'\nkey='tls/key.pem'\nupload_mib=3",
    );
    assert!(open.bind.is_unspecified() && !open.plain);
    assert_eq!(open.upload_bytes, 3 << 20);
    assert_eq!(open.users.unwrap(), Path::new("/memory/users.toml"));
    assert_eq!(open.key.unwrap(), Path::new("/memory/tls/key.pem"));
    let plain = read("[page]\nbind='10.0.0.5'\nusers='users.toml'\nplain=true");
    assert!(plain.plain && plain.certificate.is_none());
}

#[test]
fn wrong_page() {
    let check = |page: &str, expected: &str| {
        let folder = in_a_folder();
        let problems = check_venue_in(&folder, "venue.toml", &with(page)).problems;
        assert_eq!(problems.to_string(), expected, "{page}");
    };
    let no_users = "venue.toml:4:6: everybody on the network could end the show; add users = \"users.toml\"; `welkin password` prints what to write into it";
    let no_certificate = "venue.toml:4:6: without a certificate everybody on the network can read passwords along; add certificate = \"certificate.pem\" and key = \"key.pem\", or plain = true where only people you trust are on it";
    check(
        "[page]\nbind='0.0.0.0'",
        &format!("{no_users}\n{no_certificate}"),
    );
    check("[page]\nbind='0.0.0.0'\nplain=true", no_users);
    check("[page]\nbind='::'\nusers='users.toml'", no_certificate);
    check(
        "[page]\ncertificate='tls/certificate.pem'",
        "venue.toml:4:13: `certificate` is of no use without `key`; add key = \"key.pem\"",
    );
    check(
        "[page]\nusers='user.toml'",
        "venue.toml:4:7: there is no file \"user.toml\"; did you mean `users.toml`?",
    );
    check(
        "[page]\nbind='gallery'",
        "venue.toml:4:6: `gallery` is no address in numbers; write one like \"10.0.0.7\"; names would have to be looked up while the show runs",
    );
}
