//! A painted picture on its way to light: in memory, or on the GPU that will show it.

use std::sync::{Arc, Mutex, PoisonError};

use welkin_values::Picture;
use wgpu::{Device, Texture, TextureView};

use crate::lending::Lending;

/// A painted picture. Cloning it shares it.
#[derive(Clone, Debug, PartialEq)]
pub enum Slide {
    /// In memory.
    Memory(Arc<Picture>),
    /// On a GPU, where it was painted.
    Gpu(Arc<GpuPicture>),
}

/// Textures that pictures have left and others may use.
pub(crate) type Shelf = Arc<Mutex<Vec<Texture>>>;

/// So many textures wait to be used again: more pictures than a deck ever keeps.
const SHELF: usize = 8;

/// A picture on a GPU: an `Rgba16Float` texture in linear light (sRGB primaries), rows from the top. All that was
/// submitted to the device's queue after it came into being sees it whole.
#[derive(Debug)]
pub struct GpuPicture {
    device: Device,
    lending: Lending,
    texture: Texture,
    view: TextureView,
    shelf: Shelf,
}

impl Slide {
    /// Whether both are one picture, not only equal ones.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Memory(one), Self::Memory(other)) => Arc::ptr_eq(one, other),
            (Self::Gpu(one), Self::Gpu(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl From<Picture> for Slide {
    fn from(picture: Picture) -> Self {
        Self::Memory(Arc::new(picture))
    }
}

impl From<&Arc<Picture>> for Slide {
    fn from(picture: &Arc<Picture>) -> Self {
        Self::Memory(Arc::clone(picture))
    }
}

impl From<&Self> for Slide {
    fn from(slide: &Self) -> Self {
        slide.clone()
    }
}

impl GpuPicture {
    /// `texture` goes to the shelf when nobody holds the picture any more.
    pub(crate) fn new(device: &Device, lending: Lending, texture: Texture, shelf: &Shelf) -> Self {
        Self {
            device: device.clone(),
            lending,
            view: texture.create_view(&wgpu::TextureViewDescriptor::default()),
            texture,
            shelf: Arc::clone(shelf),
        }
    }

    /// Whether a device can show it: the one that is lent now, if it was painted there.
    pub fn is_on(&self, device: &Device) -> bool {
        self.lending.is_valid() && self.device == *device
    }

    /// Its pixels.
    pub fn texture(&self) -> &Texture {
        &self.texture
    }

    /// Its pixels, to be bound.
    pub fn view(&self) -> &TextureView {
        &self.view
    }
}

impl PartialEq for GpuPicture {
    fn eq(&self, other: &Self) -> bool {
        self.texture == other.texture
    }
}

impl Drop for GpuPicture {
    fn drop(&mut self) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if shelf.len() < SHELF {
            shelf.push(self.texture.clone());
        }
    }
}
