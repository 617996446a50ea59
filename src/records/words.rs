//! The words of the daily report, one table for each language.

use serde::Serialize;

/// The language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Chinese in simplified letters.
    #[serde(rename = "zh")]
    Chinese,
}

impl Language {
    /// The language of a code as browsers send it: `zh-CN`. English for what is not known.
    pub fn of(code: &str) -> Self {
        if code.to_ascii_lowercase().starts_with("zh") {
            Self::Chinese
        } else {
            Self::English
        }
    }
}

/// Every word of a report.
pub(crate) struct Words {
    pub(crate) code: &'static str,
    pub(crate) report: &'static str,
    pub(crate) zone: &'static str,
    pub(crate) shown: &'static str,
    pub(crate) plays: &'static str,
    pub(crate) faults: &'static str,
    pub(crate) swaps: &'static str,
    pub(crate) late_frames: &'static str,
    pub(crate) underruns: &'static str,
    pub(crate) what_played: &'static str,
    pub(crate) frame_intervals: &'static str,
    pub(crate) median: &'static str,
    pub(crate) p99: &'static str,
    pub(crate) temperature: &'static str,
    pub(crate) memory: &'static str,
    pub(crate) clients: &'static str,
    pub(crate) lamps: &'static str,
    pub(crate) installation: &'static str,
    pub(crate) times: &'static str,
    pub(crate) total: &'static str,
    pub(crate) from: &'static str,
    pub(crate) until: &'static str,
    pub(crate) part: &'static str,
    pub(crate) state: &'static str,
    pub(crate) what: &'static str,
    pub(crate) reduced: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) at: &'static str,
    pub(crate) who: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) before: &'static str,
    pub(crate) after: &'static str,
    pub(crate) result: &'static str,
    pub(crate) done: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) given_up: &'static str,
    pub(crate) took: &'static str,
    pub(crate) projector: &'static str,
    pub(crate) hours: &'static str,
    pub(crate) errors: &'static str,
    pub(crate) visits: &'static str,
    pub(crate) starts: &'static str,
    pub(crate) cut: &'static str,
    pub(crate) clocks: &'static str,
    pub(crate) changes: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) more: &'static str,
    pub(crate) still: &'static str,
    pub(crate) no_data: &'static str,
}

pub(crate) fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    }
}

static ENGLISH: Words = Words {
    code: "en",
    report: "Daily report",
    zone: "Times in",
    shown: "shown",
    plays: "plays",
    faults: "Faults",
    swaps: "Swaps",
    late_frames: "late frames",
    underruns: "gaps in the sound",
    what_played: "What played",
    frame_intervals: "From frame to frame, ms",
    median: "half of the frames",
    p99: "99 of 100 frames",
    temperature: "Temperature of the machine, °C",
    memory: "Memory of the program, MiB",
    clients: "People at the page",
    lamps: "Lamps",
    installation: "Installation",
    times: "Times",
    total: "Together",
    from: "From",
    until: "Until",
    part: "Part",
    state: "State",
    what: "What",
    reduced: "reduced",
    failed: "failed",
    at: "At",
    who: "Who",
    nobody: "by itself",
    before: "Before",
    after: "After",
    result: "Result",
    done: "done",
    refused: "refused",
    given_up: "given up",
    took: "Took, s",
    projector: "Projector",
    hours: "Lamp hours",
    errors: "Errors",
    visits: "visits of the headset",
    starts: "Starts of the program",
    cut: "ended without warning",
    clocks: "The clock jumped",
    changes: "Asked of the show",
    nothing: "nothing",
    more: "and more:",
    still: "still",
    no_data: "nothing was recorded",
};

static CHINESE: Words = Words {
    code: "zh-Hans",
    report: "每日报告",
    zone: "时区",
    shown: "放映时间",
    plays: "放映次数",
    faults: "故障",
    swaps: "切换",
    late_frames: "迟到的帧",
    underruns: "声音中断",
    what_played: "放映内容",
    frame_intervals: "帧间隔（毫秒）",
    median: "半数的帧",
    p99: "百分之九十九的帧",
    temperature: "机器温度（°C）",
    memory: "程序内存（MiB）",
    clients: "页面访问人数",
    lamps: "投影灯",
    installation: "装置",
    times: "次数",
    total: "合计",
    from: "开始",
    until: "结束",
    part: "部件",
    state: "状态",
    what: "说明",
    reduced: "降级",
    failed: "失效",
    at: "时间",
    who: "操作者",
    nobody: "自动",
    before: "之前",
    after: "之后",
    result: "结果",
    done: "完成",
    refused: "被拒绝",
    given_up: "已放弃",
    took: "用时（秒）",
    projector: "投影机",
    hours: "灯时（小时）",
    errors: "错误",
    visits: "头显体验次数",
    starts: "程序启动",
    cut: "意外中断",
    clocks: "时钟跳变",
    changes: "操作记录",
    nothing: "无",
    more: "另有：",
    still: "持续中",
    no_data: "没有记录",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_find_their_language() {
        for (code, language) in [
            ("zh-CN", Language::Chinese),
            ("ZH", Language::Chinese),
            ("en-GB", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of(code), language);
        }
    }
}
