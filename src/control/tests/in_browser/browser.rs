//! Headless Chromium by its DevTools protocol: opens pages, presses, drags, looks. All tests of a process share one browser,
//! each in a profile of its own; it ends with the last of them.

mod tab;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use serde_json::{Value, json};

use tab::Wire;
pub(crate) use tab::{Keys, PHONE, SCREEN, Size, Tab};

/// Where a browser may be; `CHROMIUM` names another.
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
];

/// A running browser.
pub(crate) struct Browser {
    process: Child,
    folder: PathBuf,
    /// `ws://127.0.0.1:PORT`
    address: String,
    wire: Mutex<Wire>,
}

impl Browser {
    /// The browser of this process; begun if none runs. Panics with what to install where there is none.
    pub(crate) fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Browser>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = shared.upgrade() {
            return running;
        }
        let begun = Arc::new(Self::begin());
        *shared = Arc::downgrade(&begun);
        begun
    }

    fn begin() -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("browser-{}", std::process::id()));
        let named = std::env::var("CHROMIUM").ok();
        let names = named.iter().map(String::as_str).chain(NAMES);
        let begun = names.into_iter().find_map(|name| {
            let mut command = Command::new(name);
            // The sandbox is for pages of others; here it only needs rights that build machines lack.
            command
                .args([
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--hide-scrollbars",
                ])
                .args(["--no-first-run", "--disable-extensions", "--mute-audio"])
                .args(["--disable-dev-shm-usage", "--disable-background-networking"])
                .args(["--remote-debugging-port=0", "--remote-allow-origins=*"])
                .arg(format!("--user-data-dir={}", folder.display()))
                .arg("about:blank")
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::piped());
            command.spawn().ok()
        });
        let Some(mut process) = begun else {
            panic!(
                "these tests need Chromium: apt-get install chromium (deploy/setup.sh does), or name one in CHROMIUM"
            );
        };
        let lines = BufReader::new(process.stderr.take().unwrap());
        let (said, heard) = std::sync::mpsc::sync_channel(1);
        // It goes on talking: somebody has to listen, or it stops.
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                if let Some(address) = line.strip_prefix("DevTools listening on ") {
                    drop(said.try_send(address.to_owned()));
                }
            }
        });
        let Ok(entrance) = heard.recv_timeout(tab::PATIENCE * 3) else {
            drop(process.kill());
            panic!("Chromium was begun and does not answer; does `chromium --headless` run here?");
        };
        let address = entrance.split("/devtools").next().unwrap().to_owned();
        Self {
            process,
            folder,
            address,
            wire: Mutex::new(Wire::open(&entrance)),
        }
    }

    /// Opens an address in a new profile that speaks this language (`en`, `zh-CN`).
    pub(crate) fn open(self: &Arc<Self>, url: &str, size: Size, language: &str) -> Tab {
        let context = self.ask(
            "Target.createBrowserContext",
            &json!({ "disposeOnDetach": true }),
        );
        let context = context["browserContextId"].as_str().unwrap().to_owned();
        let target = self.ask(
            "Target.createTarget",
            &json!({ "url": "about:blank", "browserContextId": context }),
        );
        let target = target["targetId"].as_str().unwrap();
        let wire = Wire::open(&format!("{}/devtools/page/{target}", self.address));
        let mut tab = Tab::new(Arc::clone(self), context, wire);
        tab.prepare(size, language);
        tab.go(url);
        tab
    }

    fn ask(&self, method: &str, with: &Value) -> Value {
        let mut wire = self.wire.lock().unwrap_or_else(PoisonError::into_inner);
        wire.ask(method, with).unwrap()
    }

    /// Closes all pages of a profile and forgets it.
    fn forget(&self, context: &str) {
        let mut wire = self.wire.lock().unwrap_or_else(PoisonError::into_inner);
        // A browser that has ended has forgotten it.
        drop(wire.ask(
            "Target.disposeBrowserContext",
            &json!({ "browserContextId": context }),
        ));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Ok(wire) = self.wire.get_mut() {
            drop(wire.ask("Browser.close", &json!({})));
        }
        drop(self.process.kill());
        drop(self.process.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}
