//! A control room for one test: a show that is not there, its page, and a thread that keeps it going.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use welkin_control::{Explorer, Page, SceneKeyframes};
use welkin_values::{Command, Status};

use crate::browser::{Browser, Size, Tab};
use crate::show::{FakeExplorer, FakeShow, still};

/// Frames as long as this are enough to look at.
const FRAME: Duration = Duration::from_millis(40);

/// Whose turn it is.
static ALONE: Mutex<()> = Mutex::new(());

/// A show with a page.
pub(crate) struct Room {
    browser: Arc<Browser>,
    port: u16,
    show: Arc<Mutex<FakeShow>>,
    explorer: Arc<FakeExplorer>,
    asked: Arc<Mutex<Vec<Command>>>,
    stops: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    /// One room at a time: a browser that draws two pages in software is too slow for people's patience.
    _alone: MutexGuard<'static, ()>,
}

impl Room {
    /// A show that has just begun.
    pub(crate) fn new() -> Self {
        let mut room = Self {
            browser: Browser::shared(),
            port: 0,
            show: Arc::new(Mutex::new(FakeShow::new())),
            explorer: Arc::new(FakeExplorer::new()),
            asked: Arc::default(),
            stops: Arc::default(),
            thread: None,
            _alone: ALONE.lock().unwrap_or_else(PoisonError::into_inner),
        };
        room.begin();
        room
    }

    /// Opens the page and waits until it shows the show.
    pub(crate) fn open(&self, size: Size, language: &str) -> Tab {
        let mut tab = self.browser.open(&self.address(), size, language);
        tab.wait_for(
            "document.querySelector('#show').textContent && document.querySelector('.control')",
        );
        tab
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// What is so.
    pub(crate) fn status(&self) -> Status {
        self.show.lock().unwrap().status().clone()
    }

    /// Does something to the show behind everybody's back.
    pub(crate) fn with(&self, change: impl FnOnce(&mut FakeShow)) {
        change(&mut self.show.lock().unwrap());
    }

    /// The keyframes that were saved.
    pub(crate) fn keyframes(&self) -> Vec<SceneKeyframes> {
        self.explorer.keyframes()
    }

    /// What was asked for since the last call.
    pub(crate) fn asked(&self) -> Vec<Command> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    /// Waits until it is so in the show.
    pub(crate) fn until(&self, what: &str, is_so: impl Fn(&Status) -> bool) {
        let began = Instant::now();
        while !is_so(&self.status()) {
            let status = self.status();
            assert!(
                began.elapsed() < Duration::from_secs(15),
                "waited in vain until {what}: {:?}",
                status.messages
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Ends the program, as it were: all lines are cut.
    pub(crate) fn end(&mut self) {
        self.stops.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }

    /// Begins it again where it was.
    pub(crate) fn begin(&mut self) {
        self.stops.store(false, Ordering::Relaxed);
        let page = Page::start(self.port).unwrap();
        page.find_stills(still);
        page.explore_with(Arc::clone(&self.explorer) as Arc<dyn welkin_control::Explorer>);
        let port = page
            .address()
            .trim_end_matches('/')
            .rsplit(':')
            .next()
            .map(str::parse);
        self.port = port.unwrap().unwrap();
        let (show, asked, stops) = (
            Arc::clone(&self.show),
            Arc::clone(&self.asked),
            Arc::clone(&self.stops),
        );
        self.thread = Some(thread::spawn(move || {
            while !stops.load(Ordering::Relaxed) {
                let commands = page.commands();
                asked.lock().unwrap().extend(commands.iter().cloned());
                let mut show = show.lock().unwrap();
                commands.into_iter().for_each(|command| show.obey(command));
                show.advance(FRAME);
                show.show_on(&page);
                drop(show);
                thread::sleep(FRAME);
            }
        }));
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.end();
    }
}
