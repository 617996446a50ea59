//! A tensor: a view into a file's bytes. Turning, flipping, scaling and shifting change the view and copy
//! nothing; numbers are made when somebody asks for them.

use std::io::{self, Write};
use std::ops::Range;

use crate::dtype::Dtype;
use crate::error::Fault;
use crate::source::Source;

/// More axes than any tensor has.
const MAX_RANK: usize = 16;
/// A tensor may say more numbers than are stored for it (one number along a whole axis), up to this many.
const MAX_REPEATED: usize = 1 << 16;

/// Numbers of a shape, somewhere in a file.
#[derive(Clone)]
pub struct Tensor {
    source: Source,
    /// The byte at which the first number begins.
    start: usize,
    dtype: Dtype,
    shape: Box<[usize]>,
    /// Numbers from one to the next along each axis.
    strides: Box<[isize]>,
    scale: f32,
    shift: f32,
}

impl Tensor {
    /// A view of the numbers stored in some bytes of a source, checked to stay within them.
    pub(crate) fn view(
        source: &Source,
        bytes: Range<usize>,
        dtype: Dtype,
        offset: usize,
        shape: &[usize],
        strides: &[usize],
    ) -> Result<Self, Fault> {
        let out = || Fault::damaged("a tensor that reaches beyond its numbers");
        let mut strides_of = Vec::with_capacity(strides.len().min(MAX_RANK));
        if shape.len() > MAX_RANK || shape.len() != strides.len() {
            return Err(Fault::damaged(format!("a tensor of {} axes", shape.len())));
        }
        let stored = source.bytes().get(bytes.clone()).ok_or_else(out)?.len() / dtype.bytes();
        let (mut len, mut last) = (1_usize, offset);
        for (&side, &stride) in shape.iter().zip(strides) {
            len = len.checked_mul(side).ok_or_else(out)?;
            let reach = stride.checked_mul(side.saturating_sub(1));
            last = reach
                .and_then(|reach| last.checked_add(reach))
                .ok_or_else(out)?;
            strides_of.push(isize::try_from(stride).map_err(|_| out())?);
        }
        if len > 0 && last >= stored || len > stored.max(MAX_REPEATED) {
            return Err(out());
        }
        let start = if len == 0 { 0 } else { offset * dtype.bytes() };
        Ok(Self {
            source: source.clone(),
            start: bytes.start + start,
            dtype,
            shape: shape.into(),
            strides: strides_of.into(),
            scale: 1.0,
            shift: 0.0,
        })
    }

    /// A view of numbers that lie one behind the other and fill the bytes.
    pub(crate) fn dense(
        source: &Source,
        bytes: Range<usize>,
        dtype: Dtype,
        shape: &[usize],
    ) -> Result<Self, Fault> {
        let strides = row_major(shape)
            .ok_or_else(|| Fault::damaged("a tensor that reaches beyond its numbers"))?;
        let tensor = Self::view(source, bytes.clone(), dtype, 0, shape, &strides)?;
        let has = bytes.end - bytes.start;
        let says = tensor.len() * dtype.bytes();
        if has != says {
            return Err(Fault::damaged(format!(
                "a tensor of {has} bytes that says it has {says}"
            )));
        }
        Ok(tensor)
    }

    /// The length of each axis; none for a single number.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The kind of numbers in the file.
    pub fn dtype(&self) -> Dtype {
        self.dtype
    }

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether one axis has length 0.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All numbers, the last axis fastest.
    pub fn values(&self) -> Vec<f32> {
        let mut values = Vec::with_capacity(self.len());
        self.each(|value| values.push(value));
        values
    }

    /// Whether all numbers are finite. Takes no memory.
    pub fn is_finite(&self) -> bool {
        let mut finite = true;
        self.each(|value| finite &= value.is_finite());
        finite
    }

    /// Writes all numbers as little-endian 32-bit floats.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_f32(&self, to: &mut impl Write) -> io::Result<()> {
        let mut outcome = Ok(());
        let mut buffer = Vec::with_capacity(1 << 14);
        self.each(|value| {
            buffer.extend_from_slice(&value.to_le_bytes());
            if buffer.len() >= 1 << 14 {
                if outcome.is_ok() {
                    outcome = to.write_all(&buffer);
                }
                buffer.clear();
            }
        });
        outcome?;
        to.write_all(&buffer)
    }

    /// The numbers one after the other.
    pub(crate) fn each(&self, mut see: impl FnMut(f32)) {
        let (scale, shift) = (self.scale, self.shift);
        if scale == 1.0 && shift == 0.0 {
            self.each_stored(see);
        } else {
            self.each_stored(|value| see(value * scale + shift));
        }
    }

    fn each_stored(&self, mut see: impl FnMut(f32)) {
        let width = self.dtype.bytes();
        let bytes = self.source.bytes();
        let Some((&side, outer)) = self.shape.split_last() else {
            let number = bytes.get(self.start..).and_then(|at| self.dtype.read(at));
            return number.into_iter().for_each(see);
        };
        if self.is_empty() {
            return;
        }
        let stride = self.strides[outer.len()];
        let mut place = vec![0; outer.len()];
        loop {
            let before: isize = place
                .iter()
                .zip(&self.strides)
                .map(|(&place, stride)| place as isize * stride)
                .sum();
            let start = self.start as isize + before * width as isize;
            if stride == 1 {
                // The common case: a row that lies in one piece.
                let row = start as usize..start as usize + side * width;
                let row = bytes.get(row).unwrap_or_default();
                match self.dtype {
                    Dtype::F32 => {
                        let numbers = row.as_chunks::<4>().0;
                        numbers
                            .iter()
                            .for_each(|four| see(f32::from_le_bytes(*four)));
                    }
                    dtype => row
                        .chunks_exact(width)
                        .filter_map(|number| dtype.read(number))
                        .for_each(&mut see),
                }
            } else {
                for along in 0..side as isize {
                    let at = start + along * stride * width as isize;
                    let number = bytes.get(at as usize..).and_then(|at| self.dtype.read(at));
                    number.into_iter().for_each(&mut see);
                }
            }
            // On to the next row, like an odometer.
            let mut axis = outer.len();
            loop {
                if axis == 0 {
                    return;
                }
                axis -= 1;
                place[axis] += 1;
                if place[axis] < outer[axis] {
                    break;
                }
                place[axis] = 0;
            }
        }
    }

    /// The axes in another order: axis i of the result is axis `order[i]` of this.
    pub(crate) fn turned(&self, order: &[usize]) -> Self {
        assert_eq!(order.len(), self.shape.len(), "an order for each axis");
        Self {
            shape: order.iter().map(|&axis| self.shape[axis]).collect(),
            strides: order.iter().map(|&axis| self.strides[axis]).collect(),
            ..self.clone()
        }
    }

    /// One axis backwards.
    pub(crate) fn flipped(&self, axis: usize) -> Self {
        let mut flipped = self.clone();
        let steps = self.shape[axis].saturating_sub(1) as isize;
        let reach = self.strides[axis] * steps * self.dtype.bytes() as isize;
        flipped.start = self.start.wrapping_add_signed(reach);
        flipped.strides[axis] = -self.strides[axis];
        flipped
    }

    /// Without leading axes of length 1, down to `rank` axes, if they are of length 1.
    pub(crate) fn squeezed(&self, rank: usize) -> Option<Self> {
        let spare = self.shape.len().checked_sub(rank)?;
        let is_spare = self.shape[..spare].iter().all(|&side| side == 1);
        is_spare.then(|| Self {
            shape: self.shape[spare..].into(),
            strides: self.strides[spare..].into(),
            ..self.clone()
        })
    }

    /// The same numbers in one axis, if only one axis is longer than 1; a single number has no axes.
    pub(crate) fn flat(&self, rank: usize) -> Option<Self> {
        let long: Vec<usize> = (0..self.shape.len())
            .filter(|&axis| self.shape[axis] != 1)
            .collect();
        let (shape, strides) = match (rank, long[..].as_ref()) {
            (0, []) => (vec![], vec![]),
            (1, []) => (vec![1], vec![1]),
            (1, [axis]) => (vec![self.shape[*axis]], vec![self.strides[*axis]]),
            _ => return None,
        };
        Some(Self {
            shape: shape.into(),
            strides: strides.into(),
            ..self.clone()
        })
    }

    /// Every number times `scale`, plus `shift`.
    pub(crate) fn scaled(&self, scale: f32, shift: f32) -> Self {
        Self {
            scale: self.scale * scale,
            shift: self.shift * scale + shift,
            ..self.clone()
        }
    }
}

impl std::fmt::Debug for Tensor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.dtype.name(), self.shape)
    }
}

/// The strides of numbers that lie one behind the other.
pub(crate) fn row_major(shape: &[usize]) -> Option<Vec<usize>> {
    if shape.len() > MAX_RANK {
        return None;
    }
    let mut strides = vec![1; shape.len()];
    let mut stride = 1_usize;
    for (place, &side) in strides.iter_mut().zip(shape).rev() {
        *place = stride;
        stride = stride.checked_mul(side.max(1))?;
    }
    Some(strides)
}
