//! Between the panel and a chase: where the show is goes in, what is decided is asked, how it stands is said.

use welkin_values::{Command, Health, State};

use crate::panel::Panel;

use super::chase::{Chase, ChaseState};

/// Looks at the show, decides, and asks. `kind` is `MTC` or `LTC`.
pub(crate) fn lead(chase: &mut Chase, panel: &dyn Panel, kind: &str, now: f64) {
    let Some(status) = panel.status() else { return };
    chase.see(status.moment_secs, status.playing, status.length_secs, now);
    let follow = chase.decide(now);
    let seek = follow.seek.map(|secs| Command::Seek { secs });
    let play = follow.play.map(|on| Command::Play { on });
    for command in seek.into_iter().chain(play) {
        if let Err(why) = panel.ask(kind, command) {
            // The chase asks again by itself, less and less often.
            tracing::debug!("{kind} asked and was refused: {why}");
        }
    }
}

/// How it stands with the code, in words.
pub(crate) fn code_health(chase: &Chase, kind: &str) -> Health {
    let (state, words) = match chase.state() {
        ChaseState::NoCode => (
            State::Reduced,
            format!(
                "no {kind} comes in, and the show goes its own way; start the code's sender and check its cable"
            ),
        ),
        ChaseState::Following => {
            let off = chase.off_secs().map_or(String::new(), |off| {
                format!(", {:.0} ms off", (off * 1000.0).abs())
            });
            (State::Good, format!("follows {kind}{off}"))
        }
        ChaseState::Freewheeling => (
            State::Reduced,
            format!("{kind} is missing; the show goes on without it for a while"),
        ),
        ChaseState::Holding => (
            State::Good,
            format!("the {kind} stands, is wound or is outside of the show; the show holds"),
        ),
    };
    Health::new("timecode", state, words)
}
