//! A checkpoint that somebody brought: read, recognised, under its family's official names.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use welkin_checkpoint::{Checkpoint, Family, Likeness, detect, official};
use welkin_compute::{Counting, Engine, Shape};
use welkin_networks::{Blended, Given, Network, load, shares_from};

use crate::error::OpenError;
use crate::memory::available_bytes;

/// Longer files are not read: the largest networks that paint have a tenth of this.
const LONGEST: u64 = 8 << 30;

/// A checkpoint under its family's official names.
pub struct Brought {
    checkpoint: Checkpoint,
    family: Family,
    /// Whose weights rule from a share of the layers on.
    second: Option<(Checkpoint, f32)>,
}

impl Brought {
    /// Opens a file of any format that is known.
    ///
    /// # Errors
    /// If it cannot be read or holds nothing that paints; what it looks like instead is said.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::of(&Self::read(path)?)
    }

    /// A file's tensors as it names them.
    pub(crate) fn read(path: &Path) -> Result<Checkpoint, OpenError> {
        let name = path.display().to_string();
        let unreadable = |source| OpenError::Unreadable {
            checkpoint: name.clone(),
            source,
        };
        let file = File::open(path).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        if bytes > LONGEST {
            return Err(OpenError::TooLarge {
                checkpoint: name,
                bytes,
                limit: LONGEST,
            });
        }
        // As in a show that runs for months: what does not fit is said before memory runs out.
        let available = available_bytes();
        if bytes > available {
            return Err(OpenError::TooBig {
                checkpoint: name,
                needed: bytes,
                available,
            });
        }
        let mut contents = Vec::with_capacity(bytes as usize);
        file.take(LONGEST)
            .read_to_end(&mut contents)
            .map_err(unreadable)?;
        Ok(Checkpoint::parse(&name, contents)?)
    }

    /// Recognised by its tensors' names.
    fn of(checkpoint: &Checkpoint) -> Result<Self, OpenError> {
        let what = match detect(checkpoint) {
            Likeness::Known(guess) => {
                let checkpoint = official(checkpoint, &guess);
                return Ok(Self {
                    checkpoint,
                    family: guess.family,
                    second: None,
                });
            }
            Likeness::Other(what) => what,
            Likeness::Unknown => "nothing that is known",
        };
        Err(OpenError::OtherFamily {
            checkpoint: checkpoint.name().into(),
            what: what.into(),
        })
    }

    /// The two blended: from this share of the layers on, counted from the coarsest, the other's weights rule.
    ///
    /// # Errors
    /// If they are not of one family and size.
    pub fn blended(mut self, other: Self, from: f32) -> Result<Self, OpenError> {
        let odd = self
            .checkpoint
            .tensors()
            .find(|(name, tensor)| other.checkpoint.shape(name) != Some(tensor.shape()));
        let reason = match odd {
            _ if self.family != other.family => format!("a {} and a {}", self.family, other.family),
            Some((name, _)) => format!("{name} differs in shape"),
            None => {
                self.second = Some((other.checkpoint, from));
                return Ok(self);
            }
        };
        Err(OpenError::Blend {
            first: self.name().into(),
            second: other.name().into(),
            reason,
        })
    }

    /// What errors call the file.
    pub fn name(&self) -> &str {
        self.checkpoint.name()
    }

    /// Its family.
    pub fn family(&self) -> Family {
        self.family
    }

    /// Its tensors and settings, under the official names.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// How many numbers its tensors have.
    pub fn parameters(&self) -> u64 {
        self.checkpoint.parameters() as u64
    }

    /// That every tensor its family needs is there, of the right shape and finite.
    ///
    /// # Errors
    /// With everything that does not fit.
    pub fn check(&self) -> Result<(), OpenError> {
        self.network(&mut Counting::default(), 1.0).map(|_| ())
    }

    /// Whether there is a second checkpoint.
    pub(crate) fn is_blended(&self) -> bool {
        self.second.is_some()
    }

    /// The network, laid out for an engine; so much of the second checkpoint, 0 to 1, rules where it does.
    pub(crate) fn network<E: Engine + 'static>(
        &self,
        engine: &mut E,
        blend: f32,
    ) -> Result<Box<dyn Network<E>>, OpenError> {
        let Some(family) = welkin_networks::Family::of(self.family) else {
            return Err(OpenError::OtherFamily {
                checkpoint: self.name().into(),
                what: format!(
                    "a {}, which shows paint with kind = \"field-gan\"",
                    self.family
                ),
            });
        };
        let laid = match &self.second {
            None => load(family, &self.checkpoint, engine),
            Some((second, from)) => {
                let mut shares = shares_from(&self.checkpoint, *from);
                shares.iter_mut().for_each(|share| *share *= blend);
                let blended = Blended {
                    first: &self.checkpoint,
                    second,
                    mapping: 0.0,
                    layers: &shares,
                };
                load(family, &blended, engine)
            }
        };
        laid.map_err(|misfits| OpenError::Misfits {
            checkpoint: self.name().into(),
            family: self.family.to_string(),
            misfits,
        })
    }

    /// A grey picture of the size that a network begins with, if it begins with one.
    pub(crate) fn any_given(&self) -> Option<Given> {
        let first = match self.family {
            Family::UNet => "model.model.0.weight",
            Family::ResNet => "model.1.weight",
            _ => return None,
        };
        let shape = Shape::new(self.checkpoint.side(first, 1).unwrap_or(3), 256, 256);
        Some(Given {
            values: vec![0.0; shape.len()],
            shape,
        })
    }
}
