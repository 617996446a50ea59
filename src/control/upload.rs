//! Uploads: a zip file comes in, an installation that was checked lies in the library, or nothing has changed.
//!
//! Only here does the page write files, and only in the library's folder: the zip as `.welkin-upload.zip`, what is in it
//! beside it as `.NAME.arriving`. Once it is checked it is renamed to `NAME`; what was there before becomes `.NAME.before`.

mod limits;
mod library;
mod names;
mod index;
mod unpack;
mod place;
mod receive;
mod route;

#[cfg(test)]
mod tests;

pub use library::Library;
pub(crate) use route::routes;
#[cfg(test)]
pub(crate) use tests::zip_of;
