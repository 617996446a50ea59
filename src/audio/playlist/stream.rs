//! One source of a playlist, in show time: its stems' files one after another, silence between.

use std::path::Path;

use crate::{Playlist, SoundError, SoundFile};

/// Frames skipped at a time.
const THROWN_AWAY: usize = 512;

/// The continuous sound of one source.
pub(crate) struct SourceStream {
    playlist: Playlist,
    source: String,
    /// The next sample, counted from the show's beginning over all passes.
    position: i64,
    current: Option<Current>,
    channels: usize,
    scratch: Vec<f32>,
    problem: Option<String>,
    has_begun: bool,
}

/// The open files of the source in one track of one pass.
struct Current {
    pass: i64,
    track: usize,
    stems: Vec<Stem>,
    /// How far into the track they have been read.
    read: i64,
}

struct Stem {
    file: SoundFile,
    gain: f32,
    has_ended: bool,
}

/// What was read at once: never beyond the end of a track, so that it has one place.
pub(crate) struct Run {
    /// Where its first frame stands, in samples from the show's beginning.
    pub(crate) at: i64,
    /// Frames read; 0 is the end of an unlooped show.
    pub(crate) frames: usize,
    /// The track that sounds; none between tracks.
    pub(crate) track: Option<usize>,
    /// The first frame's place in its track.
    pub(crate) into_track: i64,
}

impl SourceStream {
    /// From the show's beginning.
    pub(crate) fn new(playlist: &Playlist, source: &str) -> Self {
        Self {
            playlist: playlist.clone(),
            source: source.into(),
            position: 0,
            current: None,
            channels: playlist.channels(source),
            scratch: Vec::new(),
            problem: None,
            has_begun: false,
        }
    }

    /// Channels of every frame: two of a stem, (order + 1)² of a bed.
    pub(crate) fn channels(&self) -> usize {
        self.channels
    }

    /// Goes on at another sample of the show. What comes is the same as when read from the beginning.
    pub(crate) fn skip_to(&mut self, sample: i64) {
        self.position = sample.max(0);
    }

    /// The next sample to be read.
    pub(crate) fn position(&self) -> i64 {
        self.position
    }

    /// What is wrong with one of the files, if anything; the first thing found.
    pub(crate) fn problem(&self) -> Option<String> {
        self.problem.clone()
    }

    /// Reads on, interleaved. What cannot be read is silent.
    pub(crate) fn read(&mut self, out: &mut [f32]) -> Run {
        if !self.has_begun {
            self.has_begun = true;
            self.problem = self.measured_problem();
        }
        let timetable = self.playlist.timetable();
        let pass_len = timetable.pass;
        let has_ended = pass_len == 0 || (!self.playlist.looped && self.position >= pass_len);
        let wanted = out.len() / self.channels;
        if has_ended || wanted == 0 {
            return Run {
                at: self.position,
                frames: 0,
                track: None,
                into_track: 0,
            };
        }
        let pass = self.position / pass_len;
        let sample = self.position % pass_len;
        let (track, left) = timetable.at(sample);
        let into_track = track.map_or(0, |track| sample - timetable.tracks[track].start);
        let frames = wanted.min(usize::try_from(left).unwrap_or(usize::MAX));
        let out = &mut out[..frames * self.channels];
        out.fill(0.0);
        match track {
            None => self.current = None,
            Some(track) => {
                self.turn_to(pass, track, into_track);
                self.add_stems(out);
            }
        }
        let at = self.position;
        self.position += frames as i64;
        Run {
            at,
            frames,
            track,
            into_track,
        }
    }

    /// Has the files of a track open and read up to a place in it.
    fn turn_to(&mut self, pass: i64, track: usize, into_track: i64) {
        let is_there = self
            .current
            .as_ref()
            .is_some_and(|now| now.pass == pass && now.track == track && now.read <= into_track);
        if !is_there {
            self.current = Some(self.open(pass, track));
        }
        let mut thrown_away = vec![0.0; THROWN_AWAY * self.channels];
        while let Some(behind) = self
            .current
            .as_ref()
            .map(|now| into_track - now.read)
            .filter(|n| *n > 0)
        {
            let count = usize::try_from(behind)
                .unwrap_or(usize::MAX)
                .min(THROWN_AWAY);
            self.add_stems(&mut thrown_away[..count * self.channels]);
        }
    }

    fn open(&mut self, pass: i64, track: usize) -> Current {
        let mut stems = Vec::new();
        let mut problem = None;
        for stem in self.stem_files(track) {
            match open(&stem.path, self.playlist.bed_order(&self.source)) {
                Ok(file) => {
                    let gain = if stem.gain_db == 0.0 {
                        1.0
                    } else {
                        10_f32.powf(stem.gain_db / 20.0)
                    };
                    stems.push(Stem {
                        file,
                        gain,
                        has_ended: false,
                    });
                }
                Err(error) => problem = Some(error.to_string()),
            }
        }
        self.problem = self.problem.take().or(problem);
        Current {
            pass,
            track,
            stems,
            read: 0,
        }
    }

    /// What was wrong with the source's files when they were measured.
    fn measured_problem(&self) -> Option<String> {
        let is_ours = |error: &&SoundError| {
            let stems = self.playlist.tracks.iter().flatten();
            stems
                .filter(|stem| stem.source == self.source)
                .any(|stem| stem.path == error.path())
        };
        self.playlist
            .timetable()
            .errors
            .iter()
            .find(is_ours)
            .map(ToString::to_string)
    }

    fn stem_files(&self, track: usize) -> impl Iterator<Item = &super::StemFile> {
        self.playlist.tracks[track]
            .iter()
            .filter(|stem| stem.source == self.source)
    }

    /// Adds what the open files hold next. A file that fails is silent from there.
    fn add_stems(&mut self, out: &mut [f32]) {
        let Some(current) = &mut self.current else {
            return;
        };
        let frames = out.len() / self.channels;
        self.scratch.resize(out.len().max(self.scratch.len()), 0.0);
        for stem in current.stems.iter_mut().filter(|stem| !stem.has_ended) {
            let scratch = &mut self.scratch[..out.len()];
            let read = stem.file.read_frames(scratch);
            let count = *read.as_ref().unwrap_or(&0);
            for (sum, sample) in out.iter_mut().zip(&scratch[..count * self.channels]) {
                *sum += sample * stem.gain;
            }
            stem.has_ended = count < frames;
            let words = read
                .err()
                .map(|error| error.to_string())
                .or_else(|| stem.file.warning());
            if self.problem.is_none() {
                self.problem = words;
            }
        }
        current.read += frames as i64;
    }
}

fn open(path: &Path, bed_order: Option<usize>) -> Result<SoundFile, SoundError> {
    match bed_order {
        Some(order) => SoundFile::open_bed(path, order),
        None => SoundFile::open(path),
    }
}
