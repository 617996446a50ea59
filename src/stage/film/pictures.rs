//! A film as numbered PNGs, each whole on the disk before it has its name.

use std::fs::{self, File};
use std::io::{BufWriter, Write};

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, SrgbRenderingIntent};

use super::folder::WorkFolder;
use super::target::Naming;
use super::{FilmError, FilmSettings};

/// The folder inside the hidden one that becomes the film.
pub(super) const FOLDER: &str = "pictures";

/// Writes pictures one after another.
pub(super) struct Pictures {
    settings: FilmSettings,
    naming: Naming,
    closed: u64,
    /// Reused: a frame without alpha, the high byte first.
    rgb: Vec<u8>,
}

impl Pictures {
    /// Finds the pictures an earlier run left.
    pub(super) fn new(
        settings: &FilmSettings,
        naming: Naming,
        folder: &WorkFolder,
    ) -> Result<Self, FilmError> {
        let path = folder.at(FOLDER);
        fs::create_dir_all(&path).map_err(FilmError::file(&path))?;
        let is_closed = |number: &u64| {
            path.join(naming.name(settings.first_frame + number))
                .is_file()
        };
        let closed = (0..settings.frames).take_while(is_closed).count() as u64;
        Ok(Self {
            settings: settings.clone(),
            naming,
            closed,
            rgb: Vec::new(),
        })
    }

    pub(super) fn closed_frames(&self) -> u64 {
        self.closed
    }

    /// Takes the film's frame `number`, counted from 0.
    pub(super) fn push(
        &mut self,
        folder: &WorkFolder,
        number: u64,
        frame: &[u8],
    ) -> Result<(), FilmError> {
        self.rgb.clear();
        if self.settings.ten_bit {
            self.rgb
                .extend(frame.chunks_exact(2).flat_map(|value| [value[1], value[0]]));
        } else {
            self.rgb.extend(
                frame
                    .chunks_exact(4)
                    .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]),
            );
        }
        let writing = folder.writing("picture");
        let path = folder.at(&writing);
        let file = File::create(&path).map_err(FilmError::file(&path))?;
        self.encode(file).map_err(|error| match error {
            EncodingError::IoError(error) => FilmError::file(&path)(error),
            other => FilmError::file(&path)(std::io::Error::other(other)),
        })?;
        let name = self.naming.name(self.settings.first_frame + number);
        let to = folder.at(FOLDER).join(name);
        // The folder is not made durable for every picture: a name lost with the power is a picture
        // that is made again.
        fs::rename(&path, &to).map_err(FilmError::file(&to))
    }

    fn encode(&self, file: File) -> Result<(), EncodingError> {
        let mut file = BufWriter::new(file);
        let mut encoder = Encoder::new(&mut file, self.settings.width, self.settings.height);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(if self.settings.ten_bit {
            BitDepth::Sixteen
        } else {
            BitDepth::Eight
        });
        encoder.set_compression(Compression::Fast);
        encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgb)?;
        writer.finish()?;
        file.flush()?;
        Ok(file.get_ref().sync_data()?)
    }
}
