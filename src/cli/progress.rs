//! Progress of long work: a bar on a terminal, lines otherwise.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Shows how far work has come and how long it will take.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    total: u64,
    begun: Instant,
    begun_at: u64,
    line: Instant,
}

impl Progress {
    /// Work of `total` steps, of which `done` were done before.
    pub(crate) fn start(total: u64, done: u64, unit: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let template =
                format!("{{bar:40.yellow/blue}} {{pos}}/{{len}} {unit}, {{per_sec}}, {{eta}} left");
            let style = ProgressStyle::with_template(&template)
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(total)
                .with_style(style)
                .with_position(done)
        });
        let now = Instant::now();
        Self {
            bar,
            total,
            begun: now,
            begun_at: done,
            line: now,
        }
    }

    /// `done` steps are done.
    pub(crate) fn update(&mut self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            return;
        }
        if self.line.elapsed() < LINE_EVERY {
            return;
        }
        self.line = Instant::now();
        let made = (done - self.begun_at).max(1) as f64;
        let left_secs = self.begun.elapsed().as_secs_f64() / made * (self.total - done) as f64;
        eprintln!(
            "{done}/{} ({} %), {left_secs:.0} s left",
            self.total,
            done * 100 / self.total.max(1)
        );
    }

    /// The work has ended.
    pub(crate) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
