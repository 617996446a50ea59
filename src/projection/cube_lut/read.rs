//! The text of a `.cube` file, checked line by line.

use thiserror::Error;

use super::{CUBE_SIDES, CURVE_LENGTHS, CubeLut, LutTable};

/// Why a `.cube` file is refused, and where.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("line {line}: {fault}")]
pub struct CubeError {
    /// From 1.
    pub line: usize,
    /// What is wrong.
    pub fault: CubeFault,
}

/// What is wrong in a `.cube` file.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CubeFault {
    /// No size comes before the colours, or at all.
    #[error("LUT_3D_SIZE or LUT_1D_SIZE must come before the colours")]
    NoSize,
    /// A size is given twice, or for both kinds.
    #[error("the size is given twice; one table for each file")]
    TwoSizes,
    /// A size that is no number, or out of range.
    #[error("{keyword} is a whole number from {least} to {most}, not {found:?}")]
    Size {
        /// `LUT_1D_SIZE` or `LUT_3D_SIZE`.
        keyword: &'static str,
        /// The smallest that is allowed.
        least: usize,
        /// The largest that is allowed.
        most: usize,
        /// What stands there.
        found: String,
    },
    /// A line that should hold finite numbers and does not.
    #[error("{expected} finite numbers belong here, not {found:?}")]
    Numbers {
        /// How many.
        expected: usize,
        /// The beginning of what stands there.
        found: String,
    },
    /// A domain that ends before it begins.
    #[error("DOMAIN_MAX must be above DOMAIN_MIN in every channel")]
    Domain,
    /// More colours than the size says.
    #[error("there are more than the {expected} colours that the size asks for")]
    TooMany {
        /// How many the size asks for.
        expected: usize,
    },
    /// Fewer colours than the size says.
    #[error("the file ends after {found} colours; the size asks for {expected}")]
    TooFew {
        /// How many the size asks for.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A keyword after the first colour.
    #[error("{found:?} must come before the colours")]
    Late {
        /// The keyword.
        found: String,
    },
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Curves,
    Cube,
}

#[derive(Default)]
struct Reading {
    title: String,
    size: Option<(Kind, usize)>,
    domain_min: Option<[f32; 3]>,
    domain_max: Option<[f32; 3]>,
    colours: Vec<[f32; 3]>,
}

/// Reads a `.cube` file with one table: three-dimensional with 2 to 129 places along each side, or one-dimensional with 2
/// to 65 536. Words that are not known are passed over, as the specification asks.
///
/// # Errors
/// What is wrong, and in which line. Takes no more memory than the colours that are there.
pub fn read_cube(bytes: &[u8]) -> Result<CubeLut, CubeError> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let mut reading = Reading::default();
    let mut line = 0;
    for words in text.lines() {
        line += 1;
        let words = words.trim();
        if !words.is_empty() && !words.starts_with('#') {
            reading
                .take(words)
                .map_err(|fault| CubeError { line, fault })?;
        }
    }
    reading.end().map_err(|fault| CubeError { line, fault })
}

impl Reading {
    fn take(&mut self, words: &str) -> Result<(), CubeFault> {
        let keyword = words.split_whitespace().next().unwrap_or_default();
        let is_keyword = keyword.starts_with(|first: char| first.is_ascii_alphabetic());
        if !is_keyword || is_number_word(keyword) {
            return self.colour(words);
        }
        if !self.colours.is_empty() {
            let found = short(keyword);
            return Err(CubeFault::Late { found });
        }
        let rest = words[keyword.len()..].trim();
        match keyword {
            "TITLE" => self.title = rest.trim_matches('"').chars().take(240).collect(),
            "LUT_3D_SIZE" => self.size(Kind::Cube, "LUT_3D_SIZE", rest)?,
            "LUT_1D_SIZE" => self.size(Kind::Curves, "LUT_1D_SIZE", rest)?,
            "DOMAIN_MIN" => self.domain_min = Some(numbers(rest)?),
            "DOMAIN_MAX" => self.domain_max = Some(numbers(rest)?),
            "LUT_3D_INPUT_RANGE" | "LUT_1D_INPUT_RANGE" => {
                let [min, max] = numbers(rest)?;
                (self.domain_min, self.domain_max) = (Some([min; 3]), Some([max; 3]));
            }
            _ => {}
        }
        Ok(())
    }

    fn size(&mut self, kind: Kind, keyword: &'static str, rest: &str) -> Result<(), CubeFault> {
        if self.size.is_some() {
            return Err(CubeFault::TwoSizes);
        }
        let range = match kind {
            Kind::Cube => CUBE_SIDES,
            Kind::Curves => CURVE_LENGTHS,
        };
        let found = rest.parse().ok().filter(|size| range.contains(size));
        let Some(size) = found else {
            return Err(CubeFault::Size {
                keyword,
                least: *range.start(),
                most: *range.end(),
                found: short(rest),
            });
        };
        self.size = Some((kind, size));
        Ok(())
    }

    fn colour(&mut self, words: &str) -> Result<(), CubeFault> {
        let expected = self.expected().ok_or(CubeFault::NoSize)?;
        let colour = numbers(words)?;
        if self.colours.len() == expected {
            return Err(CubeFault::TooMany { expected });
        }
        self.colours.push(colour);
        Ok(())
    }

    fn expected(&self) -> Option<usize> {
        let (kind, size) = self.size?;
        Some(match kind {
            Kind::Curves => size,
            Kind::Cube => size * size * size,
        })
    }

    fn end(self) -> Result<CubeLut, CubeFault> {
        let found = self.colours.len();
        let (Some((kind, size)), Some(expected)) = (self.size, self.expected()) else {
            return Err(CubeFault::NoSize);
        };
        if found < expected {
            return Err(CubeFault::TooFew { expected, found });
        }
        let domain_min = self.domain_min.unwrap_or([0.0; 3]);
        let domain_max = self.domain_max.unwrap_or([1.0; 3]);
        let is_range = |(min, max): (&f32, &f32)| max > min && (max - min).is_finite();
        if !domain_min.iter().zip(&domain_max).all(is_range) {
            return Err(CubeFault::Domain);
        }
        let table = match kind {
            Kind::Curves => LutTable::Curves(self.colours),
            Kind::Cube => LutTable::Cube {
                side: size,
                colours: self.colours,
            },
        };
        Ok(CubeLut {
            title: self.title,
            domain_min,
            domain_max,
            table,
        })
    }
}

/// Exactly as many finite numbers as asked for.
fn numbers<const N: usize>(words: &str) -> Result<[f32; N], CubeFault> {
    let wrong = || CubeFault::Numbers {
        expected: N,
        found: short(words),
    };
    let mut values = [0.0; N];
    let mut parts = words.split_whitespace();
    for value in &mut values {
        let number: Option<f32> = parts.next().and_then(|part| part.parse().ok());
        *value = number
            .filter(|number| number.is_finite())
            .ok_or_else(wrong)?;
    }
    if parts.next().is_some_and(|more| !more.starts_with('#')) {
        return Err(wrong());
    }
    Ok(values)
}

/// Words that are meant as numbers and are none.
fn is_number_word(word: &str) -> bool {
    ["nan", "inf", "infinity"].contains(&word.to_ascii_lowercase().as_str())
}

/// The beginning of what stands there, for people.
fn short(words: &str) -> String {
    words.chars().take(40).collect()
}
