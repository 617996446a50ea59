//! The page on a phone, by keyboard alone, and in both languages.

use serde_json::{Value, json};

use crate::browser::{PHONE, SCREEN, Size, Tab};
use crate::room::Room;

/// What sticks out of the page to the right.
fn sticks_out(tab: &mut Tab) -> Value {
    tab.eval(
        "document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
            .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 120))",
    )
}

#[test]
fn a_phone_shows_everything_without_scrolling_sideways() {
    let room = Room::new();
    for language in ["en", "zh-CN"] {
        let mut tab = room.open(PHONE, language);
        tab.wait_for("document.querySelector('#dome-waits').hidden");
        tab.eval("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
        tab.tap("#more");
        tab.wait_for("document.querySelector('[data-control=bend1]').checkVisibility()");
        assert_eq!(sticks_out(&mut tab), json!([]), "{language}");
        // What a finger presses is large enough for one.
        let small = tab.eval(
            "[...document.querySelectorAll('button')].filter((b) => b.checkVisibility() && b.offsetParent)
                .filter((b) => Math.min(b.offsetWidth, b.offsetHeight) < 28).map((b) => b.outerHTML)",
        );
        assert_eq!(small, json!([]), "{language}");
        tab.eval("scrollTo(0, 0)");
        tab.screenshot(&format!("phone-{language}"));
        for (name, selector) in [
            ("masters", "#masters-box"),
            ("library", "#library"),
            ("controls", "#controls"),
            ("align", "#align"),
        ] {
            tab.eval(&format!(
                "document.querySelector('{selector}').scrollIntoView()"
            ));
            tab.screenshot(&format!("phone-{language}-{name}"));
        }
    }
    let small = Size {
        width: 320,
        height: 600,
        is_phone: true,
    };
    let mut tab = room.open(small, "en");
    tab.eval("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
    assert_eq!(sticks_out(&mut tab), json!([]));
}

#[test]
fn the_keyboard_alone_does_everything() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    // Keys that do something at once.
    tab.key("n");
    room.until("the next scene", |status| status.scene == "noon");
    tab.key("4");
    room.until("the fourth", |status| status.scene == "night");
    tab.key("p");
    room.until("it is held", |status| !status.playing);
    tab.key_with("D", crate::browser::Keys::SHIFT);
    let dark = |status: &welkin_values::Status| status.control("blackout").unwrap().1.value;
    room.until("it is dark", |status| dark(status) == 1.0);
    tab.key_with("D", crate::browser::Keys::SHIFT);
    room.until("it is light", |status| dark(status) == 0.0);

    // They are listed, and can be switched off.
    tab.key_with("?", crate::browser::Keys::SHIFT);
    tab.wait_for("document.querySelector('#help').open");
    tab.screenshot("keys");
    tab.tab_to("#keys-on");
    tab.key("Enter");
    tab.key("Escape");
    tab.wait_for("!document.querySelector('#help').open");
    room.asked();
    tab.key("n");
    tab.tab_to("#play");
    tab.key("Enter");
    room.until("it goes on", |status| status.playing);
    assert_eq!(room.asked(), [welkin_values::Command::Play { on: true }]);

    // What has the focus shows it.
    let outline = tab.eval("getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth");
    assert_eq!(outline, json!("solid3px"));
    tab.tab_to("#seek");
    let before = room.status().moment_secs;
    tab.key("PageUp");
    room.until("30 s on", |status| status.moment_secs > before + 25.0);
    tab.tab_to("#control-master-brightness");
    tab.key("PageDown");
    tab.key("ArrowLeft");
    let brightness =
        |status: &welkin_values::Status| status.control("master-brightness").unwrap().1.value;
    room.until("11 % less", |status| {
        (brightness(status) - 0.89).abs() < 0.002
    });
    tab.tab_to("[data-id='deep-water next']");
    tab.key("Enter");
    room.until("it is next", |status| {
        status.next.as_deref() == Some("deep-water")
    });
    // The list was drawn anew: the focus is where it was.
    tab.wait_for("document.activeElement.ariaPressed === 'true' && document.activeElement.dataset.id === 'deep-water next'");
    tab.tab_to("[data-control=hue] input");
    tab.key("ArrowRight");
    let hue = |status: &welkin_values::Status| status.control("hue").unwrap().1.held;
    room.until("it is held", hue);
    tab.wait_for("document.querySelector('[data-control=hue] .back').checkVisibility()");
    tab.key("Delete");
    room.until("it is given back", |status| !hue(status));
    // Everything that can be pressed has a name for those who do not see it.
    let nameless = tab.eval(
        "[...document.querySelectorAll('button, input, canvas[role], [role=group], [role=switch]')]
            .filter((e) => !(e.ariaLabel || e.textContent.trim() || e.labels?.length || e.getAttribute('aria-labelledby')))
            .map((e) => e.outerHTML.slice(0, 200))",
    );
    assert_eq!(nameless, json!([]));
}

#[test]
fn both_languages_have_the_same_words_and_all_that_the_page_asks_for() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "fr-FR,zh-CN");
    assert_eq!(
        tab.eval("document.documentElement.lang"),
        json!("zh-Hans"),
        "the first language that is there"
    );
    assert_eq!(tab.text("#show-help + *, [data-words=library]"), "节目库");
    let different = tab.eval(
        "(async () => {
            const { languages } = await import('/words.js');
            const shape = (value, path) => Array.isArray(value) ? [`${path}[${value.length}]`]
                : value && typeof value === 'object' ? Object.keys(value).flatMap((key) => shape(value[key], `${path}.${key}`))
                : typeof value === 'function' ? [`${path}(${value.length})`]
                : value === '' ? [`${path} is empty`] : [path];
            const [first, ...others] = Object.values(languages).map((words) => shape(words, '').sort());
            const named = [...document.querySelectorAll('[data-words], [data-label]')].flatMap((e) => [e.dataset.words, e.dataset.label]);
            const missing = named.filter((name) => name && typeof languages.en[name] !== 'string');
            return others.flatMap((other) => first.filter((it) => !other.includes(it)).concat(other.filter((it) => !first.includes(it)))).concat(missing);
        })()",
    );
    assert_eq!(different, json!([]));
    tab.screenshot("chinese");

    // The switch is remembered over a visit.
    tab.click("[data-language=en]");
    tab.wait_for(
        "document.documentElement.lang === 'en' && document.querySelector('#show').textContent",
    );
    tab.go(&room.address());
    tab.wait_for("document.documentElement.lang === 'en'");
    assert_eq!(tab.text("[data-words=library]"), "Library");
}

/// Words that scripts ask for are there: a name that is missing would be read as `undefined` on the page.
#[test]
fn scripts_ask_only_for_words_that_are_there() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/page");
    let words = std::fs::read_to_string(format!("{folder}/words.js")).unwrap();
    let mut asked = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_none_or(|end| end != "js") || file.ends_with("words.js") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for rest in text.split("words.").skip(1) {
            let name: String = rest
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric())
                .collect();
            if name == "js" {
                continue;
            }
            asked += 1;
            let is_there = words.contains(&format!("\n  {name}: "));
            assert!(is_there, "{} asks for words.{name}", file.display());
        }
    }
    assert!(asked > 50, "{asked}");
}
