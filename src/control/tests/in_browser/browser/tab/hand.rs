//! What a hand does: presses, drags, types.

use serde_json::{Value, json};

use super::Tab;

/// Keys that are held meanwhile, as the protocol counts them.
#[derive(Clone, Copy)]
pub(crate) struct Keys(u32);

impl Keys {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const SHIFT: Self = Self(8);
}

type Point = [f64; 2];

impl Tab {
    /// Presses the middle of an element with the mouse, as a person would: it must be in sight and nothing in front of it.
    pub(crate) fn click(&mut self, selector: &str) {
        let at = self.middle(selector);
        self.mouse("mousePressed", at, Keys::NONE);
        self.mouse("mouseReleased", at, Keys::NONE);
    }

    /// Taps it with a finger.
    pub(crate) fn tap(&mut self, selector: &str) {
        let at = self.middle(selector);
        self.touch("touchStart", Some(at));
        self.touch("touchEnd", None);
    }

    /// Drags one element onto another that is in sight with it.
    pub(crate) fn drag(&mut self, from: &str, onto: &str) {
        let [begin, end] = [self.middle(from), self.middle(onto)];
        self.drag_between(begin, end, Keys::NONE);
    }

    /// Drags an element by CSS pixels to the right and down.
    pub(crate) fn drag_by(&mut self, selector: &str, [right, down]: Point, keys: Keys) {
        let [x, y] = self.middle(selector);
        self.drag_between([x, y], [x + right, y + down], keys);
    }

    /// Drags one element onto another that is in sight with it, with a finger.
    pub(crate) fn drag_with_finger(&mut self, from: &str, onto: &str) {
        let [begin, end] = [self.middle(from), self.middle(onto)];
        self.touch("touchStart", Some(begin));
        for step in 1..=5 {
            self.touch(
                "touchMove",
                Some(between(begin, end, f64::from(step) / 5.0)),
            );
        }
        self.touch("touchEnd", None);
    }

    fn drag_between(&mut self, begin: Point, end: Point, keys: Keys) {
        self.mouse("mousePressed", begin, keys);
        for step in 1..=5 {
            self.mouse(
                "mouseMoved",
                between(begin, end, f64::from(step) / 5.0),
                keys,
            );
        }
        self.mouse("mouseReleased", end, keys);
    }

    /// Presses a key by its name: `a`, `Tab`, `ArrowLeft`.
    pub(crate) fn key(&mut self, name: &str) {
        self.key_with(name, Keys::NONE);
    }

    /// Presses a key while others are held.
    pub(crate) fn key_with(&mut self, name: &str, keys: Keys) {
        let text = match name {
            "Enter" => "\r",
            one if one.chars().count() == 1 => one,
            _ => "",
        };
        let code = match name {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "PageUp" => 33,
            "PageDown" => 34,
            "End" => 35,
            "Home" => 36,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            "Delete" => 46,
            other => other
                .to_ascii_uppercase()
                .bytes()
                .next()
                .map_or(0, u32::from),
        };
        let key = |kind: &str, text: &str| json!({ "type": kind, "key": name, "text": text, "windowsVirtualKeyCode": code, "modifiers": keys.0 });
        self.ask("Input.dispatchKeyEvent", &key("keyDown", text));
        self.ask("Input.dispatchKeyEvent", &key("keyUp", ""));
    }

    /// Tab by Tab until the element has the focus; panics if it is not reached.
    pub(crate) fn tab_to(&mut self, selector: &str) {
        for _ in 0..200 {
            let is_there = format!("document.activeElement?.matches({selector:?}) ?? false");
            if self.eval(&is_there) == Value::Bool(true) {
                return;
            }
            self.key("Tab");
        }
        panic!("the keyboard does not reach {selector}");
    }

    /// Where the middle of an element is, once it is in sight and on top.
    fn middle(&mut self, selector: &str) -> Point {
        self.wait_for(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); if (!e || !e.checkVisibility()) return false; \
             const r = e.getBoundingClientRect(); \
             const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2); \
             if (top && e.contains(top)) return true; \
             e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); return false; }})()"
        ));
        let place = self.eval(&format!(
            "(() => {{ const r = document.querySelector({selector:?}).getBoundingClientRect(); \
             return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        ));
        [0, 1].map(|axis| place[axis].as_f64().unwrap())
    }

    fn mouse(&mut self, kind: &str, [x, y]: Point, keys: Keys) {
        let held = u32::from(kind != "mouseReleased");
        let event = json!({
            "type": kind, "x": x, "y": y, "button": "left", "buttons": held, "clickCount": 1, "modifiers": keys.0,
        });
        self.ask("Input.dispatchMouseEvent", &event);
    }

    fn touch(&mut self, kind: &str, at: Option<Point>) {
        let point = |[x, y]: Point| json!({ "x": x, "y": y });
        let points: Vec<Value> = at.into_iter().map(point).collect();
        let event = json!({ "type": kind, "touchPoints": points });
        self.ask("Input.dispatchTouchEvent", &event);
    }
}

fn between(begin: Point, end: Point, share: f64) -> Point {
    [0, 1].map(|axis| begin[axis] + (end[axis] - begin[axis]) * share)
}
