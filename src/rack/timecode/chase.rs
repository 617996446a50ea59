//! Code and what the show does in, what to ask of the show out.
//!
//! Code that passes at about its own speed is followed: the show plays, and jumps where it is more than `JUMP_FRAMES`
//! off. Slower, faster and backwards the show holds and is taken to where the code is. A few wrong frames move nothing;
//! where no code comes the show goes on for a while, then holds.

use welkin_installation::{FrameRate, Timecode};

/// The show jumps when it is more than so many frames off.
pub(super) const JUMP_FRAMES: f64 = 3.0;
/// So many frames must agree before they are believed.
const AGREEING: u32 = 3;
/// Within this share of its own speed, code is followed by playing; once it is, it may be twice as far off.
const PLAYING_SPEED: f64 = 0.1;
/// A jump is judged after so many seconds at the earliest: the show reads its sound anew.
const SETTLE_SECS: f64 = 0.75;
/// So many looks at the show must say that it is off.
const LOOKS: usize = 4;
/// The show is taken along so often at most while the code is wound.
const WIND_SECS: f64 = 0.25;
/// The most that a jump aims ahead, seconds.
const MOST_LEAD_SECS: f64 = 2.0;
/// A code that is silent for less has not stopped, whatever the venue says.
const SHORTEST_SILENCE_SECS: f64 = 0.2;

/// What is asked of the show; mostly nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Follow {
    /// Go to this moment, seconds.
    pub seek: Option<f64>,
    /// Go on, or hold.
    pub play: Option<bool>,
}

/// How it stands with the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChaseState {
    /// None was heard yet, or none for long.
    NoCode,
    /// It is followed.
    Following,
    /// It is missing, and the show goes on without it.
    Freewheeling,
    /// It stands, is wound, or is outside of the show: the show holds.
    Holding,
}

/// Follows code.
#[derive(Debug)]
pub struct Chase {
    offset: Timecode,
    freewheel_secs: f64,
    code: Option<Code>,
    /// What was heard besides the code that is believed.
    other: Option<Code>,
    show: Option<Show>,
    state: ChaseState,
    off: [f64; LOOKS],
    looks: usize,
    judge_at: f64,
    asked_at: f64,
    wound_at: f64,
    fruitless: u32,
    jumped: bool,
    /// Where the show was taken to last while it holds.
    taken_to: f64,
    lead_secs: f64,
    wants_hold: bool,
}

/// Code that passes evenly.
#[derive(Clone, Copy, Debug)]
struct Code {
    /// Where in the show it was, seconds, and when that was.
    secs: f64,
    at: f64,
    /// Where and when it was some frames before.
    began: (f64, f64),
    speed: f64,
    frame_secs: f64,
    agreeing: u32,
}

/// What the show did when it was looked at.
#[derive(Clone, Copy, Debug)]
struct Show {
    secs: f64,
    playing: bool,
    length_secs: Option<f64>,
}

impl Chase {
    /// The show begins at the label `offset`, and goes on for `freewheel_secs` where no code comes.
    pub fn new(offset: Timecode, freewheel_secs: f64) -> Self {
        Self {
            offset,
            freewheel_secs: freewheel_secs.max(SHORTEST_SILENCE_SECS),
            code: None,
            other: None,
            show: None,
            state: ChaseState::NoCode,
            off: [0.0; LOOKS],
            looks: 0,
            judge_at: f64::MIN,
            asked_at: f64::MIN,
            wound_at: f64::MIN,
            fruitless: 0,
            jumped: false,
            taken_to: f64::MAX,
            lead_secs: 0.0,
            wants_hold: false,
        }
    }

    /// How it stands.
    pub fn state(&self) -> ChaseState {
        self.state
    }

    /// How far the show was behind the code when it was looked at last, seconds, while it follows.
    pub fn off_secs(&self) -> Option<f64> {
        let is_following = self.state == ChaseState::Following && self.looks > 0;
        is_following.then(|| self.off[(self.looks - 1) % LOOKS])
    }

    /// Code was at `frame` (frames behind midnight, with what of the next has passed) at our moment `at`, and passes at
    /// about `speed`: 1 is its own, below 0 is backwards.
    pub fn hear(&mut self, frame: f64, rate: FrameRate, speed: f64, at: f64) {
        if !(frame.is_finite() && speed.is_finite() && at.is_finite()) {
            return;
        }
        let heard = Code::new(self.show_secs(frame, rate), at, speed, rate);
        if self.code.is_some_and(|code| at < code.at - 1.0) {
            // Our own clock went back: nothing that was known is of use.
            (self.code, self.other) = (None, None);
        }
        if let Some(code) = &mut self.code
            && code.agrees(&heard)
        {
            code.go_on(&heard);
            self.other = None;
            return;
        }
        match &mut self.other {
            Some(other) if other.agrees(&heard) => other.go_on(&heard),
            other => *other = Some(heard),
        }
        if self.other.is_some_and(|other| other.agreeing >= AGREEING) {
            self.code = self.other.take();
            self.look_anew();
        }
    }

    /// Code was put to a frame and stands there: what a full frame of MTC says.
    pub fn locate(&mut self, frame: f64, rate: FrameRate, at: f64) {
        if frame.is_finite() && at.is_finite() {
            let mut code = Code::new(self.show_secs(frame, rate), at, 0.0, rate);
            code.agreeing = AGREEING;
            (self.code, self.other) = (Some(code), None);
            self.look_anew();
        }
    }

    /// The show is at this moment, seconds, at our moment `at`. Only what is new counts, so look as often as you like.
    pub fn see(&mut self, secs: f64, playing: bool, length_secs: Option<f64>, at: f64) {
        let seen = Show {
            secs,
            playing,
            length_secs,
        };
        let is_new = self
            .show
            .is_none_or(|show| show.secs != secs || show.playing != playing);
        if !is_new || !secs.is_finite() {
            return;
        }
        self.show = Some(seen);
        if let Some(code) = self.code
            && at >= self.judge_at
            && playing
        {
            self.off[self.looks % LOOKS] = code.place(at) - secs;
            self.looks += 1;
        }
    }

    /// What to ask of the show now.
    pub fn decide(&mut self, now: f64) -> Follow {
        let (Some(code), Some(show)) = (self.code, self.show) else {
            return Follow::default();
        };
        let is_silent = now - code.at > self.freewheel_secs;
        let is_led = matches!(self.state, ChaseState::Following | ChaseState::Freewheeling);
        let reach = if is_led {
            2.0 * PLAYING_SPEED
        } else {
            PLAYING_SPEED
        };
        let plays = (code.speed - 1.0).abs() <= reach;
        if is_silent {
            return self.end(show, now);
        }
        if plays {
            return self.follow(code, show, now);
        }
        self.state = ChaseState::Holding;
        self.wants_hold = true;
        self.take_along(code.place_held(), show, now)
    }

    /// The code has stopped: the show is held once, and is free then.
    fn end(&mut self, show: Show, now: f64) -> Follow {
        let was_on = self.state != ChaseState::NoCode;
        self.state = ChaseState::NoCode;
        self.wants_hold |= was_on;
        if !show.playing {
            self.wants_hold = false;
        }
        let play = (self.wants_hold && self.may_ask(now)).then_some(false);
        Follow { seek: None, play }
    }

    fn follow(&mut self, code: Code, show: Show, now: f64) -> Follow {
        let target = code.place(now);
        let is_over = show.length_secs.is_some_and(|length| target >= length);
        if target < 0.0 || is_over {
            self.state = ChaseState::Holding;
            return self.take_along(if is_over { show.secs } else { 0.0 }, show, now);
        }
        self.wants_hold = false;
        self.state = match now - code.at > 8.0 * code.frame_secs {
            true => ChaseState::Freewheeling,
            false => ChaseState::Following,
        };
        let reach = JUMP_FRAMES * code.frame_secs;
        if !show.playing {
            if !self.may_ask(now) {
                return Follow::default();
            }
            let is_away = (target - show.secs).abs() > reach;
            self.judge_at = now + SETTLE_SECS;
            let seek = is_away.then(|| self.jump(target, now));
            let play = Some(true);
            return Follow { seek, play };
        }
        if self.looks < LOOKS {
            return Follow::default();
        }
        let mean = self.off.iter().sum::<f64>() / LOOKS as f64;
        let is_even = self.off.iter().all(|off| (off - mean).abs() < reach);
        if self.jumped && is_even {
            // What a jump missed by is how long a jump takes.
            self.jumped = false;
            if mean.abs() < MOST_LEAD_SECS {
                self.lead_secs = (self.lead_secs + mean).clamp(0.0, MOST_LEAD_SECS);
            }
        }
        let is_off = self.off.iter().all(|off| off.abs() > reach);
        if !is_off || mean.abs() <= reach {
            self.fruitless = 0;
            return Follow::default();
        }
        Follow {
            seek: Some(self.jump(target, now)),
            play: None,
        }
    }

    /// Where to seek so that the show is at `target` when it gets there.
    fn jump(&mut self, target: f64, now: f64) -> f64 {
        self.look_anew();
        // A show that does not obey is asked less and less often.
        self.judge_at = now + SETTLE_SECS * f64::from(1_u32 << self.fruitless.min(4));
        self.fruitless += 1;
        self.jumped = true;
        target + self.lead_secs
    }

    /// The show holds, and is put where the code is.
    fn take_along(&mut self, secs: f64, show: Show, now: f64) -> Follow {
        let last = show
            .length_secs
            .map_or(f64::MAX, |length| (length - 0.05).max(0.0));
        let secs = secs.clamp(0.0, last);
        let play = (show.playing && self.may_ask(now)).then_some(false);
        if (show.secs - self.taken_to).abs() < 0.25 {
            self.fruitless = 0;
        }
        let is_away = (show.secs - secs).abs() > 0.05;
        let is_due = now - self.wound_at >= WIND_SECS * f64::from(1_u32 << self.fruitless.min(4));
        let seek = (is_away && is_due).then_some(secs);
        if seek.is_some() {
            self.wound_at = now;
            self.taken_to = secs;
            self.fruitless += 1;
        }
        self.look_anew();
        Follow { seek, play }
    }

    fn may_ask(&mut self, now: f64) -> bool {
        let may = now - self.asked_at >= 1.0;
        if may {
            self.asked_at = now;
        }
        may
    }

    fn look_anew(&mut self) {
        self.looks = 0;
    }

    /// Where in the show a frame is, seconds: half a day before its beginning to half a day behind.
    fn show_secs(&self, frame: f64, rate: FrameRate) -> f64 {
        let day = f64::from(Timecode::frames_in_a_day(rate));
        let behind = frame - f64::from(self.offset.frame(rate));
        (behind - (behind / day).round() * day) / rate.per_sec()
    }
}

impl Code {
    fn new(secs: f64, at: f64, speed: f64, rate: FrameRate) -> Self {
        Self {
            secs,
            at,
            began: (secs, at),
            speed,
            frame_secs: 1.0 / rate.per_sec(),
            agreeing: 1,
        }
    }

    /// Where the code is at a moment, if it goes on like this. In playing it is thought to go at its own speed.
    fn place(&self, at: f64) -> f64 {
        let is_playing = (self.speed - 1.0).abs() <= 2.0 * PLAYING_SPEED;
        let speed = if is_playing { 1.0 } else { self.speed };
        self.secs + speed * (at - self.at)
    }

    fn place_held(&self) -> f64 {
        self.secs
    }

    /// Whether what is heard is where this code would be by now.
    fn agrees(&self, heard: &Self) -> bool {
        let waited = heard.at - self.at;
        let expected = self.secs + self.speed * waited;
        let reach = 2.5 * self.frame_secs + 0.1 * waited.abs();
        waited < 10.0
            && (heard.secs - expected).abs() < reach
            && heard.frame_secs == self.frame_secs
    }

    fn go_on(&mut self, heard: &Self) {
        (self.secs, self.at) = (heard.secs, heard.at);
        self.agreeing = self.agreeing.saturating_add(1);
        let (secs, at) = self.began;
        let passed = self.at - at;
        self.speed = match passed > 8.0 * self.frame_secs {
            true => (self.secs - secs) / passed,
            false => heard.speed,
        };
        if passed > 16.0 * self.frame_secs {
            self.began = (secs + 0.5 * (self.secs - secs), at + 0.5 * passed);
        }
    }
}

#[cfg(test)]
mod tests;
