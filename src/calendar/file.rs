//! What people write: the tables of `calendar.toml`. Their documentation is what editors show, and what hints quote.
#![expect(
    dead_code,
    reason = "these structs are the schema; values are read where their places are known"
)]

use std::sync::LazyLock;

use schemars::JsonSchema;
use welkin_installation::schema_of;

/// The schema of `calendar.toml`, made once.
pub(crate) static CALENDAR_SCHEMA: LazyLock<serde_json::Value> =
    LazyLock::new(schema_of::<CalendarFile>);

/// The JSON schema of `calendar.toml`.
pub fn calendar_schema() -> serde_json::Value {
    CALENDAR_SCHEMA.clone()
}

/// A calendar: opening hours, programme, quiet hours and projectors of a house.
#[derive(JsonSchema)]
#[schemars(title = "A Welkin calendar", deny_unknown_fields)]
pub(crate) struct CalendarFile {
    /// The zone whose clock counts, such as "Europe/Berlin"; where it is not written, the machine's.
    #[schemars(length(min = 1, max = 100))]
    time_zone: Option<String>,
    /// How long cross-fades take where nothing else is said, seconds.
    #[schemars(range(min = 0, max = 60), default = "four")]
    fade_secs: f64,
    /// What is seen while the house is closed; dark where nothing is said.
    outside: Option<OutsideFile>,
    /// Opening hours; where there are none, the house is always open.
    #[schemars(length(max = 100), default)]
    hours: Vec<HoursFile>,
    /// Dates on which other hours hold, or none.
    #[schemars(length(max = 400), default)]
    exception: Vec<ExceptionFile>,
    /// Installations that take turns while the house is open.
    #[schemars(length(max = 50), default)]
    playlist: Vec<PlaylistFile>,
    /// Installations at set times; they beat playlists.
    #[schemars(length(max = 100), default)]
    show: Vec<ShowFile>,
    /// Hours in which the volume is limited.
    #[schemars(length(max = 100), default)]
    quiet: Vec<QuietFile>,
    /// When projectors are switched; where this is not written, the calendar leaves them alone.
    projectors: Option<ProjectorsFile>,
    /// iCalendar files beside this one, such as public holidays or an office's programme.
    #[schemars(length(max = 16), default)]
    import: Vec<ImportFile>,
}

/// What is seen while the house is closed.
#[derive(JsonSchema)]
#[schemars(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum OutsideFile {
    /// Nothing.
    Dark,
    /// White light, to clean by.
    HouseLights,
    /// An installation.
    Installation {
        /// Its folder's name in the library.
        #[schemars(length(min = 1, max = 200))]
        installation: String,
    },
}

/// A day of the week, or several.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(crate) enum DayWord {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
    Weekdays,
    Weekend,
    EveryDay,
}

/// Opening hours on some days of the week.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct HoursFile {
    /// The days on which they begin; every day where nothing is said.
    #[schemars(length(min = 1, max = 10))]
    days: Option<Vec<DayWord>>,
    /// When the house opens, such as "10:00".
    from: String,
    /// When it closes, up to "24:00".
    until: String,
    /// Whether it closes on the day after.
    #[schemars(default)]
    overnight: bool,
    /// The first date on which these hours hold, such as "2026-06-01".
    first_day: Option<String>,
    /// The last date on which these hours begin.
    last_day: Option<String>,
}

/// Dates on which other hours hold, or none. One for a date beats a yearly one.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ExceptionFile {
    /// What people call it, such as "Christmas".
    #[schemars(length(min = 1, max = 200))]
    name: Option<String>,
    /// The date, such as "2026-12-24", or "12-24" for every year.
    on: String,
    /// The last date, written the same way; where it is not written, one date only.
    until: Option<String>,
    /// Whether the house is closed.
    #[schemars(default)]
    closed: bool,
    /// The hours instead of the usual ones.
    #[schemars(length(min = 1, max = 20))]
    hours: Option<Vec<SpanFile>>,
}

/// From a time of day until another.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct SpanFile {
    /// When the house opens, such as "10:00".
    from: String,
    /// When it closes, up to "24:00".
    until: String,
    /// Whether it closes on the day after.
    #[schemars(default)]
    overnight: bool,
}

/// Installations that take turns while the house is open. Of several playlists that are due, one for dates beats
/// one for days or times, and that beats one that is always due.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct PlaylistFile {
    /// Its name, for people.
    #[schemars(length(min = 1, max = 200))]
    id: String,
    /// How turns follow each other; "in-order" where nothing is said.
    order: Option<OrderWord>,
    /// What "weighted" and "shuffle" are drawn from; another number, another order.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64), default)]
    seed: u64,
    /// How long cross-fades take, seconds.
    #[schemars(range(min = 0, max = 60))]
    fade_secs: Option<f64>,
    /// The installations.
    #[schemars(length(min = 1, max = 200))]
    entry: Vec<EntryFile>,
    /// The days of the week on which it is due; every day where nothing is said.
    #[schemars(length(min = 1, max = 10))]
    days: Option<Vec<DayWord>>,
    /// The dates on which it is due, instead of days of the week.
    #[schemars(length(min = 1, max = 100))]
    dates: Option<Vec<String>>,
    /// The first date on which it is due.
    first_day: Option<String>,
    /// The last date on which it is due.
    last_day: Option<String>,
    /// When it begins on such a day; with the opening where nothing is said.
    from: Option<String>,
    /// When it ends, up to "24:00".
    until: Option<String>,
    /// Whether it ends on the day after.
    #[schemars(default)]
    overnight: bool,
}

/// How turns follow each other.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(crate) enum OrderWord {
    /// Each turn is drawn by weight.
    Weighted,
    /// As they are written.
    InOrder,
    /// All in a drawn order, then all in another.
    Shuffle,
}

/// One installation of a playlist.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct EntryFile {
    /// Its folder's name in the library.
    #[schemars(length(min = 1, max = 200))]
    installation: String,
    /// How long its turn is.
    #[schemars(range(min = 1, max = 1440), default = "half_an_hour")]
    minutes: f64,
    /// How often it is drawn compared with the others, where the order is "weighted".
    #[schemars(range(min = 0, max = 1000))]
    weight: Option<f64>,
}

/// An installation at set times. One for dates beats one for days of the week.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ShowFile {
    /// Its folder's name in the library.
    #[schemars(length(min = 1, max = 200))]
    installation: String,
    /// How long cross-fades take, seconds.
    #[schemars(range(min = 0, max = 60))]
    fade_secs: Option<f64>,
    /// Whether the house is open for it, whatever the hours say.
    #[schemars(default)]
    opens: bool,
    /// The days of the week; every day where nothing is said.
    #[schemars(length(min = 1, max = 10))]
    days: Option<Vec<DayWord>>,
    /// The dates, instead of days of the week.
    #[schemars(length(min = 1, max = 100))]
    dates: Option<Vec<String>>,
    /// The first date.
    first_day: Option<String>,
    /// The last date.
    last_day: Option<String>,
    /// When it begins, such as "12:00".
    from: String,
    /// When it ends, up to "24:00".
    until: String,
    /// Whether it ends on the day after.
    #[schemars(default)]
    overnight: bool,
}

/// Hours in which the volume is limited. Those for dates beat those for days of the week.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct QuietFile {
    /// What the master volume may be at most: 0 is silent, 1 is no limit.
    #[schemars(range(min = 0, max = 1))]
    volume: f64,
    /// The days of the week; every day where nothing is said.
    #[schemars(length(min = 1, max = 10))]
    days: Option<Vec<DayWord>>,
    /// The dates, instead of days of the week.
    #[schemars(length(min = 1, max = 100))]
    dates: Option<Vec<String>>,
    /// The first date.
    first_day: Option<String>,
    /// The last date.
    last_day: Option<String>,
    /// When it begins; the whole day where nothing is said.
    from: Option<String>,
    /// When it ends, up to "24:00".
    until: Option<String>,
    /// Whether it ends on the day after.
    #[schemars(default)]
    overnight: bool,
}

/// When projectors are switched.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ProjectorsFile {
    /// They are on so long before the house opens.
    #[schemars(range(min = 0, max = 240), default = "quarter_of_an_hour")]
    on_before_minutes: f64,
    /// They stay on so long after it closes.
    #[schemars(range(min = 0, max = 240), default = "quarter_of_an_hour")]
    off_after_minutes: f64,
    /// They stay on where they would be off for less than this, as lamps last longer so.
    #[schemars(range(min = 0, max = 240), default = "half_an_hour")]
    shortest_off_minutes: f64,
}

/// An iCalendar file beside this one.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ImportFile {
    /// The file's name, such as "holidays.ics".
    #[schemars(length(min = 1, max = 200))]
    file: String,
    /// What its events do; "programme" where nothing is said.
    each: Option<EachWord>,
    /// Whether the house is open for its installations, whatever the hours say.
    #[schemars(default)]
    opens: bool,
    /// How long cross-fades to its installations take, seconds.
    #[schemars(range(min = 0, max = 60))]
    fade_secs: Option<f64>,
}

/// What the events of an iCalendar file do.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(crate) enum EachWord {
    /// An event called "closed" closes the house, one called "open" opens it, any other names an installation.
    Programme,
    /// Every event closes the house, whatever it is called.
    Closed,
}

/// Seconds of a cross-fade where nothing is said.
pub(crate) fn four() -> f64 {
    4.0
}

/// Minutes.
pub(crate) fn quarter_of_an_hour() -> f64 {
    15.0
}

/// Minutes.
pub(crate) fn half_an_hour() -> f64 {
    30.0
}
