//! Where weights come from: tensors by name. All that does not fit is found before anything is computed.

pub use welkin_checkpoint::{Found, Misfit, Misfits, Numbers};

/// Tensors by name, and the plain settings beside them.
pub trait Source {
    /// A tensor's shape, if there is one of this name.
    fn shape(&self, name: &str) -> Option<Vec<usize>>;

    /// A tensor's numbers; none if there is no such tensor or its numbers are of a kind that weights never are.
    fn values(&self, name: &str) -> Option<Vec<f32>>;

    /// All tensors' names, sorted.
    fn names(&self) -> Vec<String>;

    /// A setting that stands beside the tensors, as JSON: `settings("conv_clamp")` may be `"256"`.
    fn setting(&self, name: &str) -> Option<String>;
}

/// Reads tensors and remembers all that do not fit: ask for everything, then [`finish`](Self::finish).
pub struct Reader<'a> {
    source: &'a dyn Source,
    misfits: Vec<Misfit>,
}

impl<'a> Reader<'a> {
    /// Of a source.
    pub fn new(source: &'a dyn Source) -> Self {
        Self {
            source,
            misfits: Vec::new(),
        }
    }

    /// The source itself.
    pub fn source(&self) -> &'a dyn Source {
        self.source
    }

    /// A tensor of this shape, 0 standing for any length. Zeros (of length 1 where any would do) take the place of
    /// one that does not fit, so that reading goes on and finds all.
    pub fn tensor(&mut self, name: &str, expected: &[usize]) -> Numbers {
        match self.fitting(name, expected) {
            Ok(numbers) => numbers,
            Err(found) => {
                self.refuse(name, expected, found);
                let shape: Vec<usize> = expected.iter().map(|len| (*len).max(1)).collect();
                Numbers {
                    values: vec![0.0; shape.iter().product()],
                    shape,
                }
            }
        }
    }

    /// As [`tensor`](Self::tensor), for one that may be missing.
    pub fn optional(&mut self, name: &str, expected: &[usize]) -> Option<Numbers> {
        self.source.shape(name).map(|_| self.tensor(name, expected))
    }

    /// Whether everything that was read so far fits.
    pub fn fits(&self) -> bool {
        self.misfits.is_empty()
    }

    /// Says that what was read does not fit for a reason that its shape does not show.
    pub fn refuse(&mut self, name: &str, expected: &[usize], found: Found) {
        self.misfits.push(Misfit {
            name: name.into(),
            expected: expected.to_vec(),
            found,
        });
    }

    /// Says that a tensor's shape cannot be right, though each axis alone could be.
    pub fn misshapen(&mut self, name: &str, expected: &[usize], shape: &[usize]) {
        self.refuse(name, expected, Found::Shape(shape.to_vec()));
    }

    /// As [`tensor`](Self::tensor), but nothing instead of zeros in the place of one that does not fit: for networks that
    /// read everything and [`finish`](Self::finish) before they lay anything out.
    pub fn numbers(&mut self, name: &str, expected: &[usize]) -> Numbers {
        self.fitting(name, expected).unwrap_or_else(|found| {
            self.refuse(name, expected, found);
            Numbers::default()
        })
    }

    /// Length of an axis of a tensor; 1 if there is no such tensor or axis, or nothing along it. What is found to be
    /// wrong is said when the tensor itself is read.
    pub fn side(&self, name: &str, axis: usize) -> usize {
        let shape = self.source.shape(name).unwrap_or_default();
        shape.get(axis).copied().unwrap_or(1).max(1)
    }

    /// Whether there is a tensor of this name.
    pub fn has(&self, name: &str) -> bool {
        self.source.shape(name).is_some()
    }

    /// A setting that is a number; `absent` if it is not said, none if what is said is none (`null`).
    pub fn setting(&self, name: &str, absent: Option<f64>) -> Option<f64> {
        let Some(text) = self.source.setting(name) else {
            return absent;
        };
        let number: Option<f64> = text.trim().parse().ok();
        number.filter(|number| number.is_finite())
    }

    /// The only number of a tensor of shape [] or [1].
    pub fn number(&mut self, name: &str) -> f32 {
        let expected: &[usize] = if self.source.shape(name).is_some_and(|shape| shape == [1]) {
            &[1]
        } else {
            &[]
        };
        self.tensor(name, expected)
            .values
            .first()
            .copied()
            .unwrap_or_default()
    }

    fn fitting(&self, name: &str, expected: &[usize]) -> Result<Numbers, Found> {
        let shape = self.source.shape(name).ok_or(Found::Nothing)?;
        let fits = shape.len() == expected.len()
            && shape
                .iter()
                .zip(expected)
                .all(|(len, wanted)| *wanted == 0 || len == wanted);
        if !fits {
            return Err(Found::Shape(shape));
        }
        let other = |kind: &str| Found::Numbers(kind.into());
        let values = (self.source.values(name)).ok_or_else(|| other("numbers of another kind"))?;
        if values.len() != shape.iter().product::<usize>() {
            return Err(other("another count of numbers"));
        }
        if !values.iter().all(|value| value.is_finite()) {
            return Err(Found::NotFinite);
        }
        Ok(Numbers { shape, values })
    }

    /// Everything that does not fit.
    pub fn misfits(self) -> Misfits {
        Misfits(self.misfits)
    }

    /// What was read fits.
    ///
    /// # Errors
    /// With everything that did not.
    pub fn finish(self) -> Result<(), Misfits> {
        if self.misfits.is_empty() {
            Ok(())
        } else {
            Err(Misfits(self.misfits))
        }
    }
}
