//! One page in the browser.

mod hand;
mod wire;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Browser;
pub(crate) use hand::Keys;
pub(super) use wire::{PATIENCE, Wire};

/// How large a page is, in CSS pixels, and whether it is a phone's.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) is_phone: bool,
}

pub(crate) const SCREEN: Size = Size {
    width: 1440,
    height: 900,
    is_phone: false,
};
pub(crate) const PHONE: Size = Size {
    width: 390,
    height: 844,
    is_phone: true,
};

/// A page; closed when it is dropped.
pub(crate) struct Tab {
    browser: Arc<Browser>,
    context: String,
    wire: Wire,
}

impl Tab {
    pub(super) fn new(browser: Arc<Browser>, context: String, wire: Wire) -> Self {
        Self {
            browser,
            context,
            wire,
        }
    }

    pub(super) fn prepare(&mut self, size: Size, language: &str) {
        for domain in [
            "Page.enable",
            "Runtime.enable",
            "Log.enable",
            "Network.enable",
        ] {
            self.ask(domain, &json!({}));
        }
        // Else pages that are opened beside each other, or wake, count as hidden.
        let seen = json!({ "enabled": true });
        self.ask("Emulation.setFocusEmulationEnabled", &seen);
        self.resize(size);
        let agent = self.eval("navigator.userAgent");
        let spoken = json!({ "userAgent": agent, "acceptLanguage": language });
        self.ask("Emulation.setUserAgentOverride", &spoken);
    }

    /// Makes it as large as a screen or a phone.
    pub(crate) fn resize(&mut self, size: Size) {
        let scale = if size.is_phone { 2 } else { 1 };
        let metrics = json!({
            "width": size.width, "height": size.height, "deviceScaleFactor": scale, "mobile": size.is_phone,
        });
        self.ask("Emulation.setDeviceMetricsOverride", &metrics);
        self.ask(
            "Emulation.setTouchEmulationEnabled",
            &json!({ "enabled": size.is_phone }),
        );
    }

    /// Goes to an address and waits until it is read.
    pub(crate) fn go(&mut self, url: &str) {
        let went = self.ask("Page.navigate", &json!({ "url": url }));
        assert!(went["errorText"].is_null(), "{url}: {went}");
        self.wait_for("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// What the browser answers to a method of its protocol.
    pub(crate) fn ask(&mut self, method: &str, with: &Value) -> Value {
        self.wire
            .ask(method, with)
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The value of an expression, a promise's once it is kept.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        match self.try_eval(expression) {
            Ok(value) => value,
            Err(words) => panic!("{expression}: {words}"),
        }
    }

    fn try_eval(&mut self, expression: &str) -> Result<Value, String> {
        let asked =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.wire.ask("Runtime.evaluate", &asked)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(details["exception"]["description"].to_string()),
            None => Ok(answer["result"]["value"].clone()),
        }
    }

    /// The text of an element as a person sees it.
    pub(crate) fn text(&mut self, selector: &str) -> String {
        let value = self.eval(&format!("document.querySelector({selector:?}).innerText"));
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true. A page that is being read anew is not true yet.
    pub(crate) fn wait_for(&mut self, condition: &str) {
        let began = Instant::now();
        let mut last = Ok(Value::Null);
        while began.elapsed() < PATIENCE {
            last = self.try_eval(&format!("Boolean({condition})"));
            if last == Ok(Value::Bool(true)) {
                return;
            }
            sleep(Duration::from_millis(20));
        }
        self.screenshot("waited-in-vain");
        panic!("waited in vain for {condition}: {last:?}");
    }

    /// Leaves a picture of the whole page or of what is in sight: `target/tmp/page/NAME.png`.
    pub(crate) fn screenshot(&mut self, name: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("page");
        fs::create_dir_all(&folder).unwrap();
        let taken = self.ask("Page.captureScreenshot", &json!({ "format": "png" }));
        let file = folder.join(format!("{name}.png"));
        fs::write(&file, wire::from_base64(taken["data"].as_str().unwrap())).unwrap();
        file
    }

    /// What the page complained about since it was opened: errors, promises that broke, what its policy forbade.
    pub(crate) fn complaints(&mut self) -> Vec<String> {
        // What was on its way has arrived once this is answered.
        self.eval("new Promise(requestAnimationFrame)");
        self.wire.complaints.clone()
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.browser.forget(&self.context);
    }
}
