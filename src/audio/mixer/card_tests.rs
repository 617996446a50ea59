//! A card that is unplugged, refused, stalls and comes back at another rate: the clock never minds.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, Instant};

use welkin_installation::Speakers;
use welkin_values::{Moment, State};

use super::fake::{Does, FakeCard, FakeCards, PERIOD, Played};
use crate::testing::{Folder, stem, tone, venue};
use crate::{Deck, Mixer, Playlist};

/// How the show's time went against ours.
pub(super) struct Watching {
    began: Instant,
    pub(super) last: Moment,
    off_secs: Option<f64>,
    /// The furthest the show's time ever jumped against ours between two looks.
    pub(super) jump_secs: f64,
    pub(super) off_most_secs: f64,
}

impl Watching {
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            last: Moment::ZERO,
            off_secs: None,
            jump_secs: 0.0,
            off_most_secs: 0.0,
        }
    }

    /// Looks until something holds, at most for some seconds. Returns how long that took.
    pub(super) fn until(
        &mut self,
        deck: &Deck,
        most_secs: f64,
        mut holds: impl FnMut() -> bool,
    ) -> f64 {
        let began = Instant::now();
        while !holds() {
            let secs = began.elapsed().as_secs_f64();
            assert!(secs < most_secs, "waited {secs} s in vain");
            self.look(deck);
            std::thread::sleep(Duration::from_millis(2));
        }
        began.elapsed().as_secs_f64()
    }

    /// One look. What happens between our own two looks at the time is not held against the show.
    fn look(&mut self, deck: &Deck) {
        let before = self.began.elapsed().as_secs_f64();
        let now = deck.now();
        let after = self.began.elapsed().as_secs_f64();
        assert!(now >= self.last, "time went back");
        self.last = now;
        if now == Moment::ZERO || after - before > 0.001 {
            return;
        }
        let off = now.secs() - after;
        if let Some(last) = self.off_secs {
            self.jump_secs = self.jump_secs.max((off - last).abs());
        }
        let first = *self.off_secs.get_or_insert(off);
        self.off_most_secs = self.off_most_secs.max((off - first).abs());
        self.off_secs = Some(off);
    }
}

#[test]
fn a_card_may_come_go_stall_and_change_and_the_show_goes_on() {
    let folder = Folder::new();
    let sound = tone(48_000, 440.0, 0.25, 1.0);
    let path = folder.wav("a.wav", 48_000, 1, &sound);
    let playlist = Playlist::new(vec![vec![stem("a", &path)]], true, None);
    let card = FakeCard::new(2, Does::Plays(48_000));
    let cards = FakeCards {
        card: card.clone(),
        openings: 0,
    };
    let mixer = Mixer::start_with(&venue(Speakers::Stereo), Box::new(cards));
    let deck = mixer.play(playlist, 0.0);
    let mut watching = Watching::new();
    let plays = || mixer.health().state == State::Good;
    watching.until(&deck, 5.0, plays);
    watching.until(&deck, 5.0, || deck.now() > Moment::from_secs(0.5));
    for (trouble, then) in [
        (Does::Missing, Does::Plays(48_000)),
        (Does::Busy, Does::Plays(44_100)),
        (Does::Stalls(44_100), Does::Plays(44_100)),
    ] {
        card.set(trouble);
        watching.until(&deck, 5.0, || !plays());
        let words = mixer.health().words;
        assert!(words.contains("keeps time without sound"), "{words}");
        card.set(then);
        let back_secs = watching.until(&deck, 5.0, plays);
        eprintln!("{trouble:?}: sound is back after {back_secs:.2} s");
        assert!(back_secs < 2.0, "{trouble:?}: {back_secs}");
        let from = deck.now();
        watching.until(&deck, 5.0, || deck.now() > from + Moment::from_secs(0.3));
    }
    let period_secs = PERIOD as f64 / 44_100.0;
    let (jump, off) = (watching.jump_secs, watching.off_most_secs);
    eprintln!(
        "the furthest jump of the clock {:.2} ms, off {:.2} ms",
        jump * 1e3,
        off * 1e3
    );
    assert!(jump < period_secs, "{jump}");
    drop(deck);
    drop(mixer);
    no_clicks(&card.played());
}

/// The sound of each opening swells from silence and never steps further than the tone and its fades do.
fn no_clicks(played: &[Played]) {
    let openings = played.iter().map(|period| period.opening).max().unwrap();
    assert!(openings >= 4, "{openings}");
    for opening in 1..=openings {
        let periods: Vec<&Played> = played.iter().filter(|p| p.opening == opening).collect();
        let heard: Vec<f32> = periods
            .iter()
            .flat_map(|p| p.samples.iter().copied())
            .collect();
        let loudest = heard.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        let steps = heard.windows(2).map(|pair| (pair[1] - pair[0]).abs());
        let worst = steps.fold(heard[0].abs(), f32::max);
        assert!(loudest > 0.1, "{opening}: {loudest}");
        // A tone of 440 Hz and 0.25 in two speakers steps by 0.016 at 44.1 kHz; a tail adds 2/144 of the sound.
        assert!(worst < 0.022, "{opening}: {worst}");
    }
    assert!(played.windows(2).all(|pair| pair[0].at <= pair[1].at));
}
