//! What a SysEx says: show control (MIDI Show Control 1.1), or a full frame of timecode (RP-004).

use welkin_installation::{FrameRate, Timecode};

/// What a SysEx says, where it is for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SysEx<'b> {
    /// Show control.
    Show(ShowCommand<'b>),
    /// Timecode was put to a frame.
    Locate(Timecode, FrameRate),
}

/// A command of show control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShowCommand<'b> {
    /// For whom: 0 to 111 for one, 112 to 126 for a group, 127 for all.
    pub device: u8,
    /// What to do.
    pub kind: ShowKind,
    /// With which cue; empty for the one that follows, or for all.
    pub cue: &'b str,
    /// Of which list; empty for any.
    pub list: &'b str,
}

/// What a command asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShowKind {
    /// Go to a cue.
    Go,
    /// Hold.
    Stop,
    /// Go on.
    Resume,
    /// Go to a cue within a time.
    TimedGo,
    /// Everything off.
    AllOff,
    /// Everything as it was before all was off.
    Restore,
    /// As when it was switched on.
    Reset,
    /// A cue off.
    GoOff,
}

/// Reads what stands between the first and the last byte of a SysEx. None for what nobody here needs, and for what is
/// not right.
pub fn sys_ex(bytes: &[u8]) -> Option<SysEx<'_>> {
    match bytes {
        [0x7F, _, 1, 1, parts @ ..] => {
            let [hours, minutes, seconds, frames] = *parts.first_chunk()?;
            let rate = rate_of(hours >> 5);
            let parts = [hours & 31, minutes, seconds, frames];
            Timecode::checked(parts, rate).map(|label| SysEx::Locate(label, rate))
        }
        [0x7F, device, 2, _, command, data @ ..] => {
            let (kind, cue) = match command {
                1 => (ShowKind::Go, data),
                2 => (ShowKind::Stop, data),
                3 => (ShowKind::Resume, data),
                4 => (ShowKind::TimedGo, data.get(5..)?),
                8 => (ShowKind::AllOff, &[][..]),
                9 => (ShowKind::Restore, &[][..]),
                10 => (ShowKind::Reset, &[][..]),
                11 => (ShowKind::GoOff, data),
                _ => return None,
            };
            let mut parts = cue.split(|byte| *byte == 0);
            Some(SysEx::Show(ShowCommand {
                device: *device,
                kind,
                cue: number(parts.next().unwrap_or_default())?,
                list: number(parts.next().unwrap_or_default())?,
            }))
        }
        _ => None,
    }
}

/// The rate that MTC's two bits stand for.
pub(super) fn rate_of(bits: u8) -> FrameRate {
    match bits & 3 {
        0 => FrameRate::Fps24,
        1 => FrameRate::Fps25,
        2 => FrameRate::NtscDrop,
        _ => FrameRate::Fps30,
    }
}

/// Digits and points, at most 32.
fn number(bytes: &[u8]) -> Option<&str> {
    let is_number = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let is_right = bytes.len() <= 32 && bytes.iter().all(is_number);
    is_right.then(|| std::str::from_utf8(bytes).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], kind: ShowKind, cue: &str, list: &str) {
        let command = ShowCommand {
            device: 5,
            kind,
            cue,
            list,
        };
        assert_eq!(sys_ex(bytes), Some(SysEx::Show(command)));
    }

    #[test]
    fn show_control() {
        check(&[0x7F, 5, 2, 1, 1], ShowKind::Go, "", "");
        check(
            b"\x7F\x05\x02\x01\x0112.5\x003\x00path",
            ShowKind::Go,
            "12.5",
            "3",
        );
        check(
            b"\x7F\x05\x02\x7F\x04\x01\x02\x03\x04\x057",
            ShowKind::TimedGo,
            "7",
            "",
        );
        check(&[0x7F, 5, 2, 1, 2], ShowKind::Stop, "", "");
        check(&[0x7F, 5, 2, 1, 3], ShowKind::Resume, "", "");
        check(&[0x7F, 5, 2, 1, 8], ShowKind::AllOff, "", "");
        check(&[0x7F, 5, 2, 1, 10], ShowKind::Reset, "", "");
        check(b"\x7F\x05\x02\x01\x0B9", ShowKind::GoOff, "9", "");
    }

    #[test]
    fn full_frames() {
        let label = "13:02:03:04".parse().ok();
        let found = sys_ex(&[0x7F, 0x7F, 1, 1, 0b010_1101, 2, 3, 4]);
        assert_eq!(
            found,
            label.map(|label| SysEx::Locate(label, FrameRate::Fps25))
        );
    }

    #[test]
    fn what_is_not_right_is_nothing() {
        for wrong in [
            &[][..],
            &[0x7F],
            &[0x7F, 5, 2, 1],
            &[0x7F, 5, 2, 1, 99],
            &[0x7F, 5, 2, 1, 4, 1, 2],
            &[0x7F, 5, 2, 1, 1, b'a'],
            &[0x7F, 5, 2, 1, 1, b'1', 0, b'-'],
            &[0x7F, 5, 1, 1, 1, 2, 3],
            &[0x7F, 5, 1, 1, 31, 2, 3, 4],
            &[0x43, 5, 2, 1, 1],
        ] {
            assert_eq!(sys_ex(wrong), None, "{wrong:?}");
        }
    }
}
