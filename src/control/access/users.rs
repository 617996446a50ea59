//! `users.toml`: who may log in, and as what.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::password::Hashed;
use super::role::Role;

/// A file of users is longer than this only by mistake or on purpose.
const MOST_BYTES: u64 = 256 * 1024;

/// People who may log in.
const MOST_USERS: usize = 200;

/// Why a file of users cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    /// The file cannot be read.
    #[error("{}: the users cannot be read: {error}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        #[source]
        error: io::Error,
    },
    /// What stands in it is wrong; every problem on a line of its own, with its place.
    #[error("{0}")]
    Wrong(String),
}

/// Who may log in.
#[derive(Clone, Debug)]
pub struct Users {
    users: Vec<User>,
    /// What is compared for names that are not there.
    nobody: Hashed,
    /// What whoever sits at this machine may do without a password.
    pub(crate) here: Option<Role>,
}

/// Somebody who may log in.
#[derive(Clone, Debug)]
struct User {
    name: String,
    role: Role,
    password: Hashed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UsersFile {
    #[serde(default)]
    here: Here,
    #[serde(default)]
    user: Vec<Spanned<UserFile>>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Here {
    None,
    Watch,
    Play,
    #[default]
    Edit,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserFile {
    name: Spanned<String>,
    role: Role,
    password: Spanned<String>,
}

impl Users {
    /// Reads a file of users.
    ///
    /// # Errors
    /// It is not there, or something in it is wrong: all of it is said, with its place.
    pub fn read(file: &Path) -> Result<Self, UsersError> {
        let wrong = |error| UsersError::File {
            file: file.into(),
            error,
        };
        let mut text = String::new();
        let opened = File::open(file).map_err(wrong)?;
        let bytes = opened
            .take(MOST_BYTES + 1)
            .read_to_string(&mut text)
            .map_err(wrong)?;
        if bytes as u64 > MOST_BYTES {
            return Err(wrong(io::Error::other("it is larger than 256 KiB")));
        }
        Self::parse(&file.display().to_string(), &text)
    }

    /// Reads the text of a file of users, which problems call `file_name`.
    pub(crate) fn parse(file_name: &str, text: &str) -> Result<Self, UsersError> {
        let place = |at: usize| {
            let before = text.get(..at).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            format!("{file_name}:{line}:{column}")
        };
        let file: UsersFile = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let words = error.message();
            UsersError::Wrong(format!(
                "{}: {words}; write [[user]] with name = \"…\", role = \"watch\", \"play\" or \"edit\", and password = the line that `welkin password` prints",
                place(at)
            ))
        })?;
        let mut problems = Vec::new();
        let mut users: Vec<User> = Vec::new();
        if file.user.is_empty() {
            let words =
                "there is no [[user]], so nobody could log in; `welkin password` prints one";
            problems.push(format!("{}: {words}", place(0)));
        }
        for (number, spanned) in file.user.iter().enumerate() {
            let user = spanned.as_ref();
            if number == MOST_USERS {
                let words = format!(
                    "there are more than {MOST_USERS} users; give people who do the same one name"
                );
                problems.push(format!("{}: {words}", place(spanned.span().start)));
                break;
            }
            let name = user.name.as_ref();
            let at = place(user.name.span().start);
            let is_name = (1..=64).contains(&name.chars().count())
                && !name.contains(|c: char| c.is_control() || c == ':');
            if !is_name {
                problems.push(format!("{at}: a name has 1 to 64 characters and no colon"));
            }
            if users.iter().any(|other| other.name == *name) {
                problems.push(format!(
                    "{at}: this name stands twice; give each user one of their own"
                ));
            }
            match Hashed::read(user.password.as_ref()) {
                Ok(password) => users.push(User {
                    name: name.clone(),
                    role: user.role,
                    password,
                }),
                Err(words) => {
                    let at = place(user.password.span().start);
                    problems.push(format!("{at}: `password` {words}"));
                }
            }
        }
        let first = users.first().map(|user| user.password.of_nobody());
        let (true, Some(nobody)) = (problems.is_empty(), first) else {
            return Err(UsersError::Wrong(problems.join("\n")));
        };
        let here = match file.here {
            Here::None => None,
            Here::Watch => Some(Role::Watch),
            Here::Play => Some(Role::Play),
            Here::Edit => Some(Role::Edit),
        };
        Ok(Self {
            users,
            nobody,
            here,
        })
    }

    /// What somebody with this name and password may do; none for a wrong name or password, after the same time. Slow
    /// on purpose.
    pub(crate) fn role_of(&self, name: &str, password: &[u8]) -> Option<Role> {
        let mut found: Option<&User> = None;
        for user in &self.users {
            if is_same(user.name.as_bytes(), name.as_bytes()) {
                found = Some(user);
            }
        }
        let hash = found.map_or(&self.nobody, |user| &user.password);
        let is_right = hash.is(password);
        found.filter(|_| is_right).map(|user| user.role)
    }
}

/// Whether two texts are the same, in a time that depends only on their lengths.
pub(super) fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differ = one
        .iter()
        .zip(other)
        .fold(one.len() ^ other.len(), |differ, (a, b)| {
            std::hint::black_box(differ | usize::from(a ^ b))
        });
    differ == 0
}
