//! Alignment: test patterns instead of the show, outputs nudged live, nudges saved into the venue's file.

use std::fs;
use std::path::PathBuf;
use std::thread::{self, JoinHandle};

use bevy::prelude::*;
use bevy::render::extract_resource::ExtractResource;
use welkin_installation::{Surface, Venue, nudged};
use welkin_projection::pattern;
use welkin_values::{Command, Nudge, OutputStatus, Status};

use crate::outputs::{FittedOutput, Outputs};

/// The test pattern that is shown instead of the show, if one is.
#[derive(Resource, Clone, Copy, Default, ExtractResource)]
pub(super) struct Pattern(pub(super) Option<pattern::Pattern>);

/// The venue's outputs as they are nudged.
#[derive(Resource)]
pub(super) struct Alignment {
    surface: Surface,
    /// None for a shipped venue.
    file: Option<PathBuf>,
    outputs: Vec<Aligned>,
}

struct Aligned {
    /// As nobody nudged it.
    plain: FittedOutput,
    size: [u32; 2],
    nudge: Nudge,
    unsaved: bool,
    /// Its newest nudge is not being baked yet.
    waits: bool,
    baking: Option<JoinHandle<FittedOutput>>,
}

pub(super) fn plugin(
    app: &mut App,
    venue: &Venue,
    file: Option<PathBuf>,
    outputs: &Outputs,
    first: Option<pattern::Pattern>,
) {
    let aligned = |(output, plain): (&welkin_installation::Output, &FittedOutput)| Aligned {
        plain: plain.clone(),
        size: [output.width, output.height],
        nudge: output.nudge.clone(),
        unsaved: false,
        waits: false,
        baking: None,
    };
    app.insert_resource(Pattern(first))
        .insert_resource(Alignment {
            surface: venue.surface,
            file,
            outputs: venue
                .outputs
                .iter()
                .zip(&outputs.plain)
                .map(aligned)
                .collect(),
        });
}

impl Alignment {
    /// Does what is asked, if it is about alignment, and says what people should know; otherwise gives it back.
    pub(super) fn obey(
        &mut self,
        command: Command,
        shown: &mut Pattern,
    ) -> Result<Option<String>, Command> {
        match command {
            Command::Pattern { pattern } => {
                let known = pattern.as_deref().map(pattern::Pattern::from_name);
                if known == Some(None) {
                    return Ok(Some("there is no such test pattern".into()));
                }
                shown.0 = known.flatten();
                Ok(None)
            }
            Command::Nudge { output, node, by } => {
                let Some(aligned) = self
                    .outputs
                    .iter_mut()
                    .find(|aligned| aligned.plain.id == output)
                else {
                    return Ok(Some(format!("there is no output \"{output}\"")));
                };
                if aligned.nudge.push(node, by) {
                    (aligned.unsaved, aligned.waits) = (true, true);
                }
                Ok(None)
            }
            Command::SaveNudges => Ok(Some(self.save())),
            other => Err(other),
        }
    }

    /// Outputs whose newest nudge is baked, by their number in the venue.
    pub(super) fn take_baked(&mut self) -> Vec<(usize, FittedOutput)> {
        let surface = self.surface;
        let mut baked = Vec::new();
        for (index, aligned) in self.outputs.iter_mut().enumerate() {
            if let Some(baking) = aligned.baking.take_if(|baking| baking.is_finished())
                && let Ok(output) = baking.join()
            {
                baked.push((index, output));
            }
            if aligned.waits && aligned.baking.is_none() {
                let (plain, nudge, size) =
                    (aligned.plain.clone(), aligned.nudge.clone(), aligned.size);
                let bake = move || plain.nudged(&nudge, surface, size);
                let began = thread::Builder::new().name("nudge".into()).spawn(bake);
                (aligned.baking, aligned.waits) = (began.ok(), false);
            }
        }
        baked
    }

    /// What the page shows of it.
    pub(super) fn describe(&self, shown: Pattern, status: &mut Status) {
        status.pattern = shown.0.map(|pattern| pattern.name().into());
        status.patterns = pattern::Pattern::ALL
            .map(|pattern| pattern.name().into())
            .into();
        let output = |aligned: &Aligned| OutputStatus {
            id: aligned.plain.id.clone(),
            nudge: aligned.nudge.clone(),
            unsaved: aligned.unsaved,
        };
        status.outputs = self.outputs.iter().map(output).collect();
    }

    /// Writes all nudges into the venue's file as it is on the disk now.
    fn save(&mut self) -> String {
        let Some(file) = &self.file else {
            return "a shipped venue has no file to save nudges in: copy it into a file of your own".into();
        };
        let written = || -> Result<(), String> {
            let name = file.display();
            let mut text = fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
            for aligned in self.outputs.iter().filter(|aligned| aligned.unsaved) {
                text = nudged(&text, &aligned.plain.id, &aligned.nudge)
                    .map_err(|error| format!("{name}: {error}"))?;
            }
            // Whole or not at all.
            let beside = file.with_extension("toml.new");
            fs::write(&beside, text).map_err(|error| format!("{}: {error}", beside.display()))?;
            fs::rename(&beside, file).map_err(|error| format!("{name}: {error}"))
        };
        match written() {
            Ok(()) => {
                self.outputs
                    .iter_mut()
                    .for_each(|aligned| aligned.unsaved = false);
                format!("the nudges are saved in {}", file.display())
            }
            Err(error) => format!("the nudges are not saved: {error}"),
        }
    }
}
