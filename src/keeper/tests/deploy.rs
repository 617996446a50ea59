//! What stands in `deploy/`: systemd's units as systemd reads them, and updates that are taken back.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::house::{House, PLAYS, Signal, example};

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../deploy")
        .canonicalize()
        .unwrap()
}

/// What systemd says of the units; none where it is not installed.
fn verify(name: &str, change: impl Fn(String) -> String) -> Option<String> {
    let folder = std::env::temp_dir().join(format!("welkin-units-{name}-{}", std::process::id()));
    fs::create_dir_all(folder.join("welkin.service.d")).unwrap();
    let units = [
        "welkin.service",
        "welkin-kiosk.service",
        "welkin.service.d/kiosk.conf",
    ];
    for unit in units {
        let text = fs::read_to_string(deploy().join("systemd").join(unit)).unwrap();
        // systemd wants the programs to be there.
        let text = text.replace("/opt/welkin/current/welkin", "/bin/true");
        let text = text.replace("/opt/welkin/current/deploy", deploy().to_str().unwrap());
        fs::write(folder.join(unit), change(text)).unwrap();
    }
    let mut command = Command::new("systemd-analyze");
    command.args([
        "verify",
        "--man=no",
        "./welkin.service",
        "./welkin-kiosk.service",
    ]);
    let output = command.current_dir(&folder).output();
    drop(fs::remove_dir_all(&folder));
    let Ok(output) = output else {
        eprintln!("skipped: systemd-analyze is not installed (apt install systemd)");
        return None;
    };
    let ours = |line: &&str| line.contains("welkin");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(said.lines().filter(ours).collect::<Vec<_>>().join("\n"))
}

#[test]
fn systemd_reads_the_units() {
    let said = verify("right", |text| text);
    assert_eq!(said.unwrap_or_default(), "");
    let wrong = verify("wrong", |text| text.replace("WatchdogSec", "WatchdogSek"));
    assert!(wrong.is_none_or(|said| said.contains("WatchdogSek")));
}

/// A machine with nothing but a folder for versions.
struct Machine {
    house: House,
    folder: PathBuf,
    port: u16,
}

impl Machine {
    fn new(name: &str) -> Self {
        let house = House::new(name, PLAYS);
        let folder = house.state().join("../machine");
        fs::create_dir_all(&folder).unwrap();
        let folder = folder.canonicalize().unwrap();
        let port = welkin_keeper::working_port(0);
        // What `systemctl restart` does: the keeper is asked to end, and the program of `current` is kept from then on.
        let restart = format!(
            "#!/bin/sh\nif [ -e {0}/pid ]; then\nkill $(cat {0}/pid)\n\
             while ! grep -qsE '[)] Z|^$' /proc/$(cat {0}/pid)/stat && [ -e /proc/$(cat {0}/pid) ]; do sleep 0.05; done\nfi\n\
             {1} {0}/root/current/welkin {2} state={3} port={port} ending-secs=1 >/dev/null 2>&1 </dev/null &\n\
             echo $! >{0}/pid\n",
            folder.display(),
            example("keep").display(),
            house.state().join("../library/asked").display(),
            house.state().display(),
        );
        fs::write(folder.join("restart.sh"), restart).unwrap();
        Self {
            house,
            folder,
            port,
        }
    }

    /// A version to install: the stand-in, begun by this shell text.
    fn version(&self, version: &str, program: &str) -> PathBuf {
        let folder = self.folder.join(format!("welkin-{version}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("VERSION"), format!("{version}\n")).unwrap();
        fs::copy(example("stand_in"), folder.join("program")).unwrap();
        let text =
            format!("#!/bin/sh\nprogram=$(dirname \"$(readlink -f \"$0\")\")/program\n{program}\n");
        fs::write(folder.join("welkin"), text).unwrap();
        fs::set_permissions(folder.join("welkin"), fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }

    fn run(&self, script: &str, argument: Option<&Path>) -> Output {
        let mut command = Command::new("sh");
        command.arg(deploy().join(script)).args(argument);
        command.env("WELKIN_ROOT", self.folder.join("root"));
        command.env("WELKIN_ENV", "/nonexistent");
        command.env("WELKIN_STATE", self.house.state());
        command.env("WELKIN_SHOW", "any");
        command.env(
            "WELKIN_HEALTH",
            format!("http://127.0.0.1:{}/health", self.port),
        );
        command.env(
            "WELKIN_RESTART",
            format!("sh {}", self.folder.join("restart.sh").display()),
        );
        command.envs([("WELKIN_WITHIN_SECS", "5"), ("WELKIN_WELL_SECS", "1")]);
        command.output().unwrap()
    }

    fn runs(&self) -> String {
        let current = self.folder.join("root/current").canonicalize().unwrap();
        let pid = self.house.notes().pid().unwrap();
        let program = fs::read_link(format!("/proc/{pid}/exe")).unwrap();
        assert!(
            program.starts_with(&current),
            "{program:?} is not of {current:?}"
        );
        current.file_name().unwrap().to_str().unwrap().into()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let pid = fs::read_to_string(self.folder.join("pid")).unwrap_or_default();
        if let Ok(pid) = pid.trim().parse() {
            self.house.signal(pid, Signal::INT);
            self.house
                .wait_until("the keeper ends", |house| !house.is_at_work(pid));
        }
    }
}

#[test]
fn updates_are_switched_to_checked_and_taken_back() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: curl is not installed (apt install curl)");
        return;
    }
    let machine = Machine::new("update");
    let plays = "exec \"$program\" \"$@\"";
    let checks = "case $1 in --version|check) exit 0;; esac";
    let expect = |output: Output, code: i32, runs: &str| {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(
            (output.status.code(), machine.runs().as_str()),
            (Some(code), runs),
            "{said}"
        );
        said
    };
    let first = machine.version("1.0", plays);
    expect(machine.run("update.sh", Some(&first)), 0, "1.0");
    // As an archive.
    machine.version("1.1", plays);
    let archive = machine.folder.join("welkin-1.1.tar.gz");
    let packed = Command::new("tar")
        .arg("-czf")
        .arg(&archive)
        .arg("-C")
        .arg(&machine.folder)
        .arg("welkin-1.1")
        .status();
    assert!(packed.unwrap().success());
    expect(machine.run("update.sh", Some(&archive)), 0, "1.1");
    // One that ends at once, and one of which only the calm picture comes up.
    for (version, program) in [
        ("1.2", format!("{checks}; exit 101")),
        (
            "1.3",
            format!("{checks}; case \"$*\" in *--calm*) {plays};; *) exit 101;; esac"),
        ),
    ] {
        let said = expect(
            machine.run("update.sh", Some(&machine.version(version, &program))),
            1,
            "1.1",
        );
        assert!(said.contains("going back to 1.1"), "{said}");
    }
    // One that cannot show what this machine shows is not begun; nor is what is no version.
    let blind = machine.version("1.4", "[ \"$1\" != check ]");
    expect(machine.run("update.sh", Some(&blind)), 2, "1.1");
    let odd = machine.version("1.5", plays);
    fs::write(odd.join("VERSION"), "../../etc\n").unwrap();
    expect(machine.run("update.sh", Some(&odd)), 2, "1.1");
    expect(machine.run("update.sh", Some(&first)), 2, "1.1");
    assert!(!machine.folder.join("root/releases/.part").exists());
    // By hand, there and back.
    expect(machine.run("undo-update.sh", None), 0, "1.0");
    expect(machine.run("undo-update.sh", None), 0, "1.1");
    expect(
        machine.run("undo-update.sh", Some(Path::new("9.9"))),
        2,
        "1.1",
    );
    // A switch that power loss cut short is finished by the next one.
    symlink("releases/none", machine.folder.join("root/.current.new")).unwrap();
    expect(
        machine.run("undo-update.sh", Some(Path::new("1.0"))),
        0,
        "1.0",
    );
}

#[test]
fn scripts_are_shell() {
    let scripts = [
        "update.sh",
        "undo-update.sh",
        "releases.sh",
        "pack.sh",
        "kiosk/kiosk.sh",
    ];
    for script in scripts {
        let read = Command::new("sh")
            .arg("-n")
            .arg(deploy().join(script))
            .status();
        assert!(read.unwrap().success(), "{script}");
    }
}
