//! The page: nobody on a network moves a show without a password, and no password crosses one readable by chance.

use crate::document::{Findings, Node};
use crate::folder::Folder;

use super::osc::address;
use super::paths::check_file;

/// Finds what is wrong with from where the page can be reached.
pub(crate) fn check_page(page: Node<'_>, folder: &dyn Folder, findings: &mut Findings<'_>) {
    for name in ["users", "certificate", "key"] {
        check_file(page.get(name), folder, findings);
    }
    let is_written = |name| page.get(name).text().is_some();
    let pair = [("certificate", "key"), ("key", "certificate")];
    for (one, other) in pair {
        if is_written(one) && !is_written(other) {
            let message = format!("`{one}` is of no use without `{other}`");
            let hint = format!("add {other} = \"{other}.pem\"");
            findings.wrong(page.get(one), message, hint);
        }
    }
    let bind = page.get("bind");
    let Some(address) = address(bind, findings) else {
        return;
    };
    if address.is_loopback() {
        return;
    }
    if !is_written("users") {
        let message = "everybody on the network could end the show";
        let hint = "add users = \"users.toml\"; `welkin password` prints what to write into it";
        findings.wrong(bind, message.into(), hint);
    }
    let is_plain = page.get("plain").is_true();
    if !is_plain && !is_written("certificate") && !is_written("key") {
        let message = "without a certificate everybody on the network can read passwords along";
        let hint = "add certificate = \"certificate.pem\" and key = \"key.pem\", or plain = true where only people \
                    you trust are on it";
        findings.wrong(bind, message.into(), hint);
    }
}
