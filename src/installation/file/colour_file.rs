//! `colour` of an output in `venue.toml`: what its device makes of red, green, blue and white, and what is done about it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{SeqAccessDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::venue::{Chromaticity, Gamut, Primaries, Tone};

/// How an output's colours are corrected.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ColourFile {
    /// Factors for red, green and blue, in linear light.
    #[schemars(inner(range(min = 0, max = 1)))]
    pub(crate) gain: [f64; 3],
    /// The projector's own curve as a power; left out, sRGB's.
    #[schemars(range(min = 1, max = 4))]
    pub(crate) gamma: Option<f64>,
    /// A .cube file in the venue's folder.
    #[schemars(length(min = 1, max = 1024))]
    pub(crate) lut: Option<String>,
    /// The device's red, green and blue: "srgb", "display-p3", "rec2020" or measured [[x, y], [x, y], [x, y]].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) primaries: Option<PrimariesFile>,
    /// The device's white: "d65", "d50" or measured [x, y]; pictures' white becomes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) white: Option<WhiteFile>,
    /// What becomes of light that is stronger than the device's: "clip" stops each channel, "soft" bends all together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tone: Option<Tone>,
    /// What becomes of colours that are purer than the device's: "clip" stops each channel, "compress" bends towards grey.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gamut: Option<Gamut>,
    /// Measured light of its white in candela per square metre, for people to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.01, max = 100_000))]
    pub(crate) peak_nits: Option<f64>,
    /// Measured light of its black in candela per square metre, for people to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1000))]
    pub(crate) black_nits: Option<f64>,
}

impl Default for ColourFile {
    fn default() -> Self {
        Self {
            gain: [1.0; 3],
            gamma: None,
            lut: None,
            primaries: None,
            white: None,
            tone: None,
            gamut: None,
            peak_nits: None,
            black_nits: None,
        }
    }
}

/// Primaries by name or measured.
#[derive(Serialize)]
pub(crate) struct PrimariesFile(pub(crate) [Chromaticity; 3]);

/// A white by name or measured.
#[derive(Serialize)]
pub(crate) struct WhiteFile(pub(crate) Chromaticity);

/// Whites that have a name.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum WhiteWord {
    /// Of screens and of pictures.
    D65,
    /// Of prints, and of older projectors; warmer.
    D50,
}

impl WhiteWord {
    pub(crate) fn chromaticity(self) -> Chromaticity {
        match self {
            Self::D65 => crate::venue::D65,
            Self::D50 => crate::venue::D50,
        }
    }
}

impl<'de> Deserialize<'de> for PrimariesFile {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = PrimariesFile;

            fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                to.write_str("the name of primaries, or three [x, y]")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<PrimariesFile, E> {
                let named = Primaries::deserialize(StrDeserializer::new(word))?;
                Ok(PrimariesFile(named.chromaticities()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<PrimariesFile, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(list)).map(PrimariesFile)
            }
        }
        from.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for WhiteFile {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = WhiteFile;

            fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                to.write_str("the name of a white, or [x, y]")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<WhiteFile, E> {
                let named = WhiteWord::deserialize(StrDeserializer::new(word))?;
                Ok(WhiteFile(named.chromaticity()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<WhiteFile, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(list)).map(WhiteFile)
            }
        }
        from.deserialize_any(Either)
    }
}

impl JsonSchema for PrimariesFile {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Primaries".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let point = measured(generator);
        let measured =
            json_schema!({ "type": "array", "items": point, "minItems": 3, "maxItems": 3 });
        json_schema!({ "anyOf": [generator.subschema_for::<Primaries>(), measured] })
    }
}

impl JsonSchema for WhiteFile {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "White".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [generator.subschema_for::<WhiteWord>(), measured(generator)] })
    }
}

/// A chromaticity: [x, y].
fn measured(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = generator.subschema_for::<Chromaticity>();
    if let Some(items) = schema
        .get_mut("items")
        .and_then(|items| items.as_object_mut())
    {
        items.insert("minimum".into(), 0.into());
        items.insert("maximum".into(), 1.into());
    }
    schema
}
