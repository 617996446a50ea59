//! Plain values: numbers, words, short lists of them.

use super::{MAX_LIST, MAX_SETTINGS, MAX_WORD, TENSOR_BYTES, Walk};
use crate::dtype::Dtype;
use crate::error::Fault;
use crate::pickle::{ArrayParts, Rare, Value};
use crate::setting::Setting;

impl Walk<'_> {
    pub(super) fn setting(&mut self, value: Value) -> Result<(), Fault> {
        match self.plain(value) {
            Some(setting) => self.keep_setting(setting),
            None => Ok(()),
        }
    }

    pub(super) fn keep_setting(&mut self, setting: Setting) -> Result<(), Fault> {
        let longest = MAX_WORD + MAX_LIST * size_of::<Setting>();
        let bytes = TENSOR_BYTES
            + self.path.len()
            + if matches!(setting, Setting::List(_)) {
                longest
            } else {
                0
            };
        if self.into.settings.len() < MAX_SETTINGS && self.purse.take(bytes, "").is_ok() {
            self.into.settings.insert(self.path.clone(), setting);
        }
        Ok(())
    }

    fn plain(&self, value: Value) -> Option<Setting> {
        Some(match value {
            Value::None => Setting::None,
            Value::Bool(value) => Setting::Bool(value),
            Value::Int(value) => Setting::Int(value),
            Value::Float(value) => Setting::Float(value),
            Value::Text(span) => Setting::Text(self.word(span)?),
            Value::Rare(id) => match self.heap.rare_at(id) {
                Some(Rare::Array(parts)) if parts.is_scalar => self.number(parts)?,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// A single number of numpy.
    fn number(&self, parts: &ArrayParts) -> Option<Setting> {
        let (dtype, bytes) = (parts.dtype?, self.heap.bytes(parts.bytes?));
        if bytes.len() != dtype.bytes() {
            return None;
        }
        let eight = bytes.first_chunk().copied().unwrap_or_default();
        Some(match dtype {
            Dtype::Bool => Setting::Bool(bytes != [0]),
            Dtype::I64 => Setting::Int(i64::from_le_bytes(eight)),
            Dtype::F64 => Setting::Float(f64::from_le_bytes(eight)),
            dtype if dtype.is_float() => Setting::Float(dtype.read(bytes)?.into()),
            dtype => Setting::Int(dtype.read(bytes)? as i64),
        })
    }

    /// A short list of numbers, or of very few words.
    pub(super) fn plain_list(&self, list: Value) -> Option<Setting> {
        let values = self.heap.list(list)?;
        if values.len() > MAX_LIST {
            return None;
        }
        let mut letters = 0;
        let mut settings = Vec::with_capacity(values.len());
        for value in values {
            let setting = self.plain(*value)?;
            letters += setting.as_text().map_or(0, str::len);
            if letters > MAX_WORD {
                return None;
            }
            settings.push(setting);
        }
        Some(Setting::List(settings))
    }
}
