//! From what is written about the page to what the rest of Welkin uses: a parsed address and absolute paths.

use core::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use crate::file::PageFile;
use crate::folder::{Folder, FolderError};
use crate::venue::PageAccess;

/// From where the page can be reached, of a checked file.
///
/// # Errors
/// A file has gone since it was checked.
pub(crate) fn page_values(file: PageFile, folder: &dyn Folder) -> Result<PageAccess, FolderError> {
    let resolve = |path: Option<String>| -> Result<Option<PathBuf>, FolderError> {
        path.map(|path| folder.resolve(&path)).transpose()
    };
    Ok(PageAccess {
        // The rules have seen to it that it is one.
        bind: file.bind.parse().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        users: resolve(file.users)?,
        certificate: resolve(file.certificate)?,
        key: resolve(file.key)?,
        plain: file.plain,
        upload_bytes: u64::from(file.upload_mib) << 20,
    })
}
