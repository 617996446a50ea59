//! The kinds of numbers that tensors hold.

use half::{bf16, f16};

/// A kind of numbers. All are little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the formats' own and say it all")]
pub enum Dtype {
    F64,
    F32,
    F16,
    BF16,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    Bool,
}

impl Dtype {
    /// Bytes per number.
    pub fn bytes(self) -> usize {
        match self {
            Self::F64 | Self::I64 | Self::U64 => 8,
            Self::F32 | Self::I32 | Self::U32 => 4,
            Self::F16 | Self::BF16 | Self::I16 | Self::U16 => 2,
            Self::I8 | Self::U8 | Self::Bool => 1,
        }
    }

    /// Whether it holds fractions.
    pub fn is_float(self) -> bool {
        matches!(self, Self::F64 | Self::F32 | Self::F16 | Self::BF16)
    }

    /// The name in safetensors: `F32`.
    pub fn name(self) -> &'static str {
        match self {
            Self::F64 => "F64",
            Self::F32 => "F32",
            Self::F16 => "F16",
            Self::BF16 => "BF16",
            Self::I64 => "I64",
            Self::I32 => "I32",
            Self::I16 => "I16",
            Self::I8 => "I8",
            Self::U64 => "U64",
            Self::U32 => "U32",
            Self::U16 => "U16",
            Self::U8 => "U8",
            Self::Bool => "BOOL",
        }
    }

    /// By its name in safetensors and in burn.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "F64" => Self::F64,
            "F32" | "Flex32" => Self::F32,
            "F16" => Self::F16,
            "BF16" => Self::BF16,
            "I64" => Self::I64,
            "I32" => Self::I32,
            "I16" => Self::I16,
            "I8" => Self::I8,
            "U64" => Self::U64,
            "U32" => Self::U32,
            "U16" => Self::U16,
            "U8" => Self::U8,
            "BOOL" => Self::Bool,
            _ => return None,
        })
    }

    /// One number; `bytes` holds at least [`bytes`](Self::bytes).
    pub(crate) fn read(self, bytes: &[u8]) -> Option<f32> {
        fn first<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
            bytes.first_chunk().copied()
        }
        Some(match self {
            Self::F64 => f64::from_le_bytes(first(bytes)?) as f32,
            Self::F32 => f32::from_le_bytes(first(bytes)?),
            Self::F16 => f16::from_le_bytes(first(bytes)?).to_f32(),
            Self::BF16 => bf16::from_le_bytes(first(bytes)?).to_f32(),
            Self::I64 => i64::from_le_bytes(first(bytes)?) as f32,
            Self::I32 => i32::from_le_bytes(first(bytes)?) as f32,
            Self::I16 => f32::from(i16::from_le_bytes(first(bytes)?)),
            Self::I8 => f32::from(i8::from_le_bytes(first(bytes)?)),
            Self::U64 => u64::from_le_bytes(first(bytes)?) as f32,
            Self::U32 => u32::from_le_bytes(first(bytes)?) as f32,
            Self::U16 => f32::from(u16::from_le_bytes(first(bytes)?)),
            Self::U8 => f32::from(*bytes.first()?),
            Self::Bool => f32::from(u8::from(*bytes.first()? != 0)),
        })
    }
}
