//! Open Lighting Architecture as the desk and as the node that lamps hang on, by both protocols on their own ports and groups.
//! It runs on a network of its own, which only root can make; elsewhere, and where it is not installed, this is skipped.

use std::process::Command as Process;
use std::time::Duration;

use super::*;

const HOUSE: &str = include_str!("house.sh");

fn is_possible() -> bool {
    let has = |program: &str| {
        let asked = Process::new("sh")
            .args(["-c", &format!("command -v {program}")])
            .output();
        asked.is_ok_and(|output| output.status.success())
    };
    let programs = ["olad", "ola_patch", "unshare", "nsenter", "setpriv", "ip"];
    // olad does not run as root and needs another user, which only a true root can become.
    let networks = "unshare -n true && setpriv --reuid 65534 --regid 65534 --clear-groups true";
    let tried = Process::new("sh").args(["-c", networks]).output();
    programs.into_iter().all(has) && tried.is_ok_and(|output| output.status.success())
}

#[test]
fn ola_is_heard_and_shone_upon() {
    if !is_possible() {
        eprintln!(
            "skipped: needs OLA (`apt-get install ola`), iproute2 and root for a network of its own"
        );
        return;
    }
    let program = std::env::current_exe().unwrap();
    let output = Process::new("unshare")
        .args(["-n", "sh", "-c", HOUSE, "sh"])
        .arg(program)
        .arg("dmx::tests::with_ola::inside")
        .output()
        .unwrap();
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    let ran = said[0].contains("1 passed");
    assert!(output.status.success() && ran, "{}{}", said[0], said[1]);
}

/// Runs a program of OLA where its server is.
fn ola(arguments: &[&str]) {
    let machine = std::env::var("OLA_MACHINE").unwrap();
    let output = Process::new("nsenter")
        .args(["-t", &machine, "-n"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
#[ignore = "begun by the test above, on a network of its own"]
fn inside() {
    let bind = Ipv4Addr::new(10, 77, 0, 1);
    let lamp = |universe| Lamp { universe, ..lamp() };
    let panel = FakePanel::new();
    {
        let mut status = panel.status.lock().unwrap();
        let mut next = (**status.as_ref().unwrap()).clone();
        next.lamps = vec![[1.0, 0.0, 0.2]];
        *status = Some(Arc::new(next));
    }
    let settings = Settings {
        bind,
        lamps: vec![lamp(3)],
        ..settings()
    };
    let dmx = Dmx::start(&settings, panel.clone()).unwrap();
    // OLA sends Art-Net only to nodes that answered it.
    until("a desk on both", || {
        ola(&["ola_set_dmx", "-u", "1", "-d", "0,0"]);
        std::thread::sleep(Duration::from_millis(100));
        locked(&dmx.shared.listening)
            .iter()
            .all(|one| one.heard.packets > 0)
    });
    // OLA sends rarely what rests: let both hear that first.
    std::thread::sleep(Duration::from_millis(200));
    panel.take_asked();
    ola(&["ola_set_dmx", "-u", "1", "-d", "0,51"]);
    let mut asked = Vec::new();
    until("what both ask", || {
        asked.extend(panel.take_asked());
        asked.len() >= 2
    });
    asked.sort_by(|a, b| a.0.cmp(&b.0));
    let wanted = Command::Set {
        control: "master-volume".into(),
        value: 0.2,
    };
    assert_eq!(asked[0], ("Art-Net from 10.77.0.2".into(), wanted.clone()));
    assert!(asked[1].0.starts_with("sACN from \"") && asked[1].0.ends_with("(10.77.0.2)"));
    assert_eq!(asked[1].1, wanted);
    shone_upon(3);
    drop(dmx);
    let settings = Settings {
        maps: Vec::new(),
        lamps: vec![lamp(2)],
        lamps_by: LampProtocol::ArtNet,
        ..settings
    };
    let dmx = Dmx::start(&settings, panel).unwrap();
    until("a node", || {
        dmx.health().words == "1 lamp is driven by Art-Net."
    });
    shone_upon(2);
}

/// OLA records what the lamp's universe brings.
fn shone_upon(universe: u16) {
    let folder = std::env::temp_dir().join(format!("welkin-ola-{}", std::process::id()));
    let show = folder.join(format!("{universe}.show"));
    std::fs::create_dir_all(&folder).unwrap();
    let record = format!(
        "timeout -s INT 2 ola_recorder -r {} -u {universe} || true",
        show.display()
    );
    ola(&["sh", "-c", &record]);
    let recorded = std::fs::read_to_string(&show).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let line = format!("{universe} 255,0,51");
    assert!(
        recorded.lines().any(|said| said.starts_with(&line)),
        "{recorded}"
    );
}
