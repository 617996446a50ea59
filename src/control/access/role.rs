//! Who may do what: one table for commands, one for addresses.

use axum::http::Method;
use serde::Deserialize;
use welkin_values::Command;

/// What somebody may do; each role may do what the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// See and hear what happens.
    Watch,
    /// Run the show: masters, transport, scenes, controls, what comes next, test patterns.
    Play,
    /// Change what is kept: uploads, nudges, keyframes, the calendar; and end the program.
    Edit,
}

impl Role {
    /// The word in `users.toml`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Watch => "watch",
            Self::Play => "play",
            Self::Edit => "edit",
        }
    }
}

/// What a command needs. A new command does not compile until it stands here.
pub(crate) fn role_for(command: &Command) -> Role {
    match command {
        Command::Switch { .. }
        | Command::Reload
        | Command::Set { .. }
        | Command::GiveBack { .. }
        | Command::Play { .. }
        | Command::Seek { .. }
        | Command::Next { .. }
        | Command::Scene { .. }
        | Command::StepScene { .. }
        | Command::Pattern { .. }
        | Command::Projector { .. } => Role::Play,
        Command::Nudge { .. } | Command::SaveNudges | Command::Quit => Role::Edit,
    }
}

/// What an address asks of whoever comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing: what logging in needs, and what is printed in every copy of the program anyway.
    Nothing,
    /// Nothing on this machine, so that whatever watches over the program can ask; elsewhere this role.
    Elsewhere(Role),
    /// This role.
    Role(Role),
}

/// Addresses that answer, and what they need. One that is not here needs [`Role::Watch`] to be read and [`Role::Edit`]
/// for everything else; a test finds those that were forgotten. Names in braces stand for anything.
pub(crate) const ROUTES: &[(&str, &str, Need)] = &[
    ("GET", "/log-in", Need::Nothing),
    ("GET", "/log-in.css", Need::Nothing),
    ("GET", "/log-in.js", Need::Nothing),
    ("POST", "/log-in", Need::Nothing),
    ("POST", "/log-out", Need::Nothing),
    ("GET", "/health", Need::Elsewhere(Role::Watch)),
    ("GET", "/metrics", Need::Elsewhere(Role::Watch)),
    ("GET", "/", Need::Role(Role::Watch)),
    ("GET", "/who", Need::Role(Role::Watch)),
    ("GET", "/live", Need::Role(Role::Watch)),
    ("GET", "/status", Need::Role(Role::Watch)),
    ("GET", "/controls", Need::Role(Role::Watch)),
    ("GET", "/explore/models", Need::Role(Role::Watch)),
    ("GET", "/explore/keyframes", Need::Role(Role::Watch)),
    ("POST", "/explore/paint", Need::Role(Role::Play)),
    ("POST", "/explore/save", Need::Role(Role::Edit)),
    ("GET", "/waveform", Need::Role(Role::Watch)),
    ("GET", "/picture.jpg", Need::Role(Role::Watch)),
    ("GET", "/picture/{file}", Need::Role(Role::Watch)),
    ("GET", "/still/{folder}", Need::Role(Role::Watch)),
    ("GET", "/report", Need::Role(Role::Watch)),
    ("GET", "/records/{table}", Need::Role(Role::Watch)),
    ("GET", "/calendar/week.svg", Need::Role(Role::Watch)),
    ("GET", "/calendar/programme.ics", Need::Role(Role::Watch)),
    ("GET", "/explore/models", Need::Role(Role::Watch)),
    ("GET", "/explore/keyframes", Need::Role(Role::Watch)),
    ("GET", "/waveform", Need::Role(Role::Watch)),
    // It is painted beside the show and changes nothing, but takes the show's time.
    ("POST", "/explore/paint", Need::Role(Role::Play)),
    ("POST", "/explore/save", Need::Role(Role::Edit)),
    // Which role it needs depends on the command: `role_for`.
    ("POST", "/command", Need::Role(Role::Play)),
    ("POST", "/upload", Need::Role(Role::Edit)),
];

/// What a request needs.
pub(crate) fn need(method: &Method, path: &str) -> Need {
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    let asked = if is_read { "GET" } else { method.as_str() };
    let found = ROUTES
        .iter()
        .find(|(method, pattern, _)| *method == asked && fits(pattern, path));
    match found {
        Some((_, _, need)) => *need,
        // A file of the page itself.
        None if is_read => Need::Role(Role::Watch),
        None => Need::Role(Role::Edit),
    }
}

/// Whether a path is one of those that a pattern stands for.
fn fits(pattern: &str, path: &str) -> bool {
    let is_one =
        |(part, given): (&str, &str)| part == given || (part.starts_with('{') && !given.is_empty());
    pattern.split('/').count() == path.split('/').count()
        && pattern.split('/').zip(path.split('/')).all(is_one)
}
