//! Whether something sounds or only the room does: levels in, a gate that does not flicker out.
//!
//! The room's own noise is the least that was heard in any of the last seconds (minimum statistics, Martin 2001). What
//! stands far above it opens the gate at once; what stands a little above it, when it stays. A cough is neither.

use crate::FRAMES_PER_SEC;

/// The room is never taken to be quieter or louder than this: what is louder is played.
const QUIETEST_ROOM_DB: f32 = -60.0;
const LOUDEST_ROOM_DB: f32 = -48.0;

/// Levels are averaged over this long before their least is taken, which then lies this far below the mean.
const AVERAGED_SECS: f32 = 0.2;
const LEAST_BELOW_MEAN_DB: f32 = 1.5;

/// Seconds over which the least is taken.
const SECONDS: usize = 8;

const FRAMES_IN_SECOND: usize = FRAMES_PER_SEC as usize;

/// How fast the room may grow louder while something sounds, and while nothing does.
const RISE_PLAYING_DB_PER_SEC: f32 = 0.25;
const RISE_QUIET_DB_PER_SEC: f32 = 6.0;

/// So far above the room, sound opens the gate at once.
const CLEARLY_DB: f32 = 30.0;

/// From here on sound opens the gate after a while: 15 dB further up within a quarter of a second.
const PERHAPS_DB: f32 = 9.0;
const EVIDENCE_PER_SEC: f32 = 4.0;
const EVIDENCE_SPAN_DB: f32 = 15.0;

/// Evidence is forgotten at this rate when there is no more.
const FORGOTTEN_PER_SEC: f32 = 1.0;

/// What stays below this for so long is over.
const OVER_DB: f32 = 6.0;
const HOLD_SECS: f32 = 2.0;

/// While the gate is open, frames this far above the room are shut out and let in.
const FRAME_CLOSED_DB: f32 = 3.0;
const FRAME_OPEN_DB: f32 = 13.0;

/// Presence comes and goes with these time constants.
const ATTACK_SECS: f32 = 0.1;
const RELEASE_SECS: f32 = 0.5;

/// Remembers the room.
pub(crate) struct Room {
    averaged: f32,
    /// The least of each of the last seconds, the running one first; the very first is not counted, in which the
    /// average has yet to find its place.
    least_db: [f32; SECONDS],
    frames: usize,
    floor_db: f32,
    evidence: f32,
    is_open: bool,
    quiet_secs: f32,
    presence: f32,
}

impl Room {
    pub(crate) fn new() -> Self {
        Self {
            averaged: 0.0,
            least_db: [f32::INFINITY; SECONDS],
            frames: 0,
            floor_db: QUIETEST_ROOM_DB,
            evidence: 0.0,
            is_open: false,
            quiet_secs: HOLD_SECS,
            presence: 0.0,
        }
    }

    /// Takes the newest level, and that of a shorter window, which knows sooner that something began.
    pub(crate) fn hear(&mut self, level_db: f32, sudden_db: f32) {
        self.learn(level_db);
        self.decide(level_db - self.floor_db, sudden_db - self.floor_db);
        let (goal, secs) = if self.is_open {
            (1.0, ATTACK_SECS)
        } else {
            (0.0, RELEASE_SECS)
        };
        self.presence += (goal - self.presence) / (secs * FRAMES_PER_SEC);
        if self.presence < 0.01 && !self.is_open {
            self.presence = 0.0;
        }
    }

    fn learn(&mut self, level_db: f32) {
        let power = 10.0_f32.powf(0.1 * level_db);
        self.averaged += (power - self.averaged) / (AVERAGED_SECS * FRAMES_PER_SEC);
        let averaged_db = 10.0 * self.averaged.max(1e-12).log10();
        self.frames += 1;
        if self.frames < FRAMES_IN_SECOND {
            return;
        }
        if self.frames.is_multiple_of(FRAMES_IN_SECOND) {
            self.least_db.rotate_right(1);
            self.least_db[0] = averaged_db;
        }
        self.least_db[0] = self.least_db[0].min(averaged_db);
        let least_db = self.least_db.iter().copied().fold(f32::INFINITY, f32::min);
        let heard_db = (least_db + LEAST_BELOW_MEAN_DB).clamp(QUIETEST_ROOM_DB, LOUDEST_ROOM_DB);
        let rise_db_per_sec = if self.is_open {
            RISE_PLAYING_DB_PER_SEC
        } else {
            RISE_QUIET_DB_PER_SEC
        };
        self.floor_db = heard_db.min(self.floor_db + rise_db_per_sec / FRAMES_PER_SEC);
    }

    fn decide(&mut self, above_db: f32, sudden_above_db: f32) {
        let perhaps = (above_db - PERHAPS_DB) / EVIDENCE_SPAN_DB;
        let per_sec = if perhaps > 0.0 {
            EVIDENCE_PER_SEC * perhaps * perhaps
        } else {
            -FORGOTTEN_PER_SEC
        };
        self.evidence = (self.evidence + per_sec / FRAMES_PER_SEC).clamp(0.0, 1.0);
        if sudden_above_db >= CLEARLY_DB || self.evidence >= 1.0 {
            self.is_open = true;
            self.quiet_secs = 0.0;
        } else if above_db >= OVER_DB {
            self.quiet_secs = 0.0;
        } else {
            self.quiet_secs += 1.0 / FRAMES_PER_SEC;
        }
        if self.quiet_secs > HOLD_SECS {
            self.is_open = false;
        }
    }

    /// Whether something sounds.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    /// How far a frame is let in: 0 to 1.
    pub(crate) fn gate(&self, level_db: f32) -> f32 {
        if !self.is_open {
            return 0.0;
        }
        let above_db = level_db - self.floor_db - FRAME_CLOSED_DB;
        let way = (above_db / (FRAME_OPEN_DB - FRAME_CLOSED_DB)).clamp(0.0, 1.0);
        way * way * (3.0 - 2.0 * way)
    }

    /// 1 while something sounds, 0 in a quiet room.
    pub(crate) fn presence(&self) -> f32 {
        self.presence.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the gate was open after each frame of levels that last so many seconds.
    fn opened(levels: &[(f32, f32)]) -> Vec<bool> {
        let mut room = Room::new();
        let mut all = Vec::new();
        for (level_db, secs) in levels {
            for _ in 0..(secs * FRAMES_PER_SEC) as usize {
                room.hear(*level_db, *level_db);
                all.push(room.is_open);
            }
        }
        all
    }

    fn changes(opened: &[bool]) -> usize {
        opened.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }

    #[test]
    fn a_room_is_never_something() {
        for room_db in [-120.0, -70.0, -60.0, -55.0, -50.0] {
            assert!(
                opened(&[(room_db, 60.0)]).iter().all(|open| !open),
                "{room_db} dB"
            );
            let grows = opened(&[(-120.0, 10.0), (room_db, 60.0)]);
            assert!(
                grows.iter().all(|open| !open),
                "from nothing to {room_db} dB"
            );
        }
    }

    #[test]
    fn a_cough_is_nothing_and_music_is_something() {
        let cough = [(-55.0, 12.0), (-33.0, 0.25), (-55.0, 5.0)];
        assert_eq!(changes(&opened(&cough)), 0);
        let soft = opened(&[(-55.0, 12.0), (-36.0, 2.0)]);
        assert!(soft[soft.len() - 94], "soft music is heard within a second");
        let loud = opened(&[(-55.0, 12.0), (-20.0, 0.1)]);
        assert!(
            loud[(12.0 * FRAMES_PER_SEC) as usize],
            "loud music is heard at once"
        );
    }

    #[test]
    fn pauses_between_notes_close_nothing() {
        let notes = [(-20.0, 0.3), (-58.0, 1.5)].repeat(20);
        assert_eq!(changes(&opened(&notes)), 0);
        let over = opened(&[(-20.0, 5.0), (-58.0, 3.0)]);
        assert_eq!((changes(&over), over[over.len() - 1]), (1, false));
    }

    #[test]
    fn a_drone_stays() {
        let drone = opened(&[(-35.0, 600.0)]);
        assert!(drone[200..].iter().all(|open| *open));
    }

    #[test]
    fn presence_is_slow_and_ends() {
        let mut room = Room::new();
        let mut last = 0.0_f32;
        for frame in 0..2000 {
            let level_db = if frame < 500 { -20.0 } else { -58.0 };
            room.hear(level_db, level_db);
            assert!((room.presence() - last).abs() < 0.12);
            last = room.presence();
            assert!(frame != 499 || last > 0.99);
        }
        assert_eq!(last, 0.0);
    }
}
