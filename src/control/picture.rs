//! A shown frame in, a JPEG for the page out.

use axum::body::Bytes;
use jpeg_encoder::{ColorType, Encoder};

/// Enough that a picture looks clean on the page; 100 would be three times as large.
const QUALITY: u8 = 82;

/// One frame as the program reads it back: rows from the top, four bytes a pixel, sRGB.
#[derive(Debug)]
pub(crate) struct Frame {
    width: u16,
    height: u16,
    rgba: Vec<u8>,
}

impl Frame {
    /// A frame; none if the size is zero, beyond JPEG's 65535, or does not fit the number of bytes.
    pub(crate) fn new(width: u32, height: u32, rgba: Vec<u8>) -> Option<Self> {
        let (width, height) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
        let len = usize::from(width) * usize::from(height) * 4;
        (len > 0 && rgba.len() == len).then_some(Self {
            width,
            height,
            rgba,
        })
    }

    /// The frame as a JPEG file behind the bytes of `head`; none if the encoder fails, which a checked size does not let
    /// happen.
    pub(crate) fn jpeg_behind(&self, head: Vec<u8>) -> Option<Bytes> {
        let mut file = head;
        file.reserve(self.rgba.len() / 16);
        Encoder::new(&mut file, QUALITY)
            .encode(&self.rgba, self.width, self.height, ColorType::Rgba)
            .inspect_err(|error| tracing::warn!("the page's picture could not be packed: {error}"))
            .ok()?;
        Some(file.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_frames_that_fit_their_size_exist() {
        assert!(Frame::new(2, 3, vec![0; 24]).is_some());
        assert!(Frame::new(2, 3, vec![0; 23]).is_none());
        assert!(Frame::new(0, 0, Vec::new()).is_none());
        assert!(Frame::new(65_536, 1, vec![0; 65_536 * 4]).is_none());
        assert!(Frame::new(u32::MAX, u32::MAX, vec![0; 4]).is_none());
    }

    #[test]
    fn a_frame_becomes_a_jpeg_file() {
        for (width, height) in [(1, 1), (7, 13), (64, 64)] {
            let frame = Frame::new(width, height, vec![99; (width * height * 4) as usize]);
            let file = frame.and_then(|frame| frame.jpeg_behind(b"head".to_vec()));
            let file = file.expect("a whole frame").split_off(4);
            assert_eq!(file[..3], [0xff, 0xd8, 0xff], "{width} x {height}");
            assert_eq!(file[file.len() - 2..], [0xff, 0xd9], "{width} x {height}");
        }
    }
}
