//! The decks' newest pictures on the GPU: uploaded once each, or shown where they were painted.

use welkin_generator::Slide;
use welkin_values::Picture;
use wgpu::{Device, Extent3d, Queue, Texture, TextureFormat, TextureUsages, TextureView};

/// Textures of two decks with two pictures each.
#[derive(Debug)]
pub struct PictureSlots {
    decks: [DeckSlots; 2],
    black: TextureView,
}

/// A picture that cannot be shown; the deck keeps the ones before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureRefused {
    /// It has no pixels, or not as many as it says.
    #[error("a picture of {width} x {height} has {pixels} pixels")]
    Misshapen {
        /// Columns.
        width: usize,
        /// Rows.
        height: usize,
        /// Pixels there are.
        pixels: usize,
    },
    /// It is larger than the GPU's textures can be.
    #[error(
        "a picture of {width} x {height} is larger than this GPU's {limit} pixels: lower the model's size"
    )]
    TooLarge {
        /// Columns.
        width: usize,
        /// Rows.
        height: usize,
        /// The most the GPU takes.
        limit: u32,
    },
    /// It is on a GPU that went away, or on another one.
    #[error("a picture is on another GPU than the one that shows")]
    Elsewhere,
}

#[derive(Debug, Default)]
struct DeckSlots {
    slots: Vec<Slot>,
    older: usize,
    newer: usize,
}

/// A picture and its texture. Holding the picture keeps its address its own, and others from painting over it.
#[derive(Debug)]
struct Slot {
    slide: Slide,
    /// Ours, to upload into; none if the picture brought its own.
    texture: Option<Texture>,
    view: TextureView,
}

impl PictureSlots {
    /// Slots without pictures.
    pub fn new(device: &Device) -> Self {
        let black = texture(device, 1, 1).create_view(&Default::default());
        Self {
            decks: Default::default(),
            black,
        }
    }

    /// Shows a deck's two newest pictures, the older first (the same one twice while there is only one).
    /// Uploads those that are in memory and not there yet.
    ///
    /// # Errors
    /// When a picture cannot be shown; then nothing changes.
    ///
    /// # Panics
    /// If `deck` is not 0 or 1.
    pub fn show<P>(
        &mut self,
        device: &Device,
        queue: &Queue,
        deck: usize,
        pictures: [&P; 2],
    ) -> Result<(), PictureRefused>
    where
        Slide: for<'a> From<&'a P>,
    {
        let [older, newer] = pictures.map(Slide::from);
        let [older, newer] = [&older, &newer];
        check(older, device)?;
        check(newer, device)?;
        let slots = &mut self.decks[deck];
        slots.keep_useful([older, newer]);
        slots.older = slots.place(older, [older, newer], device, queue);
        slots.newer = slots.place(newer, [older, newer], device, queue);
        Ok(())
    }

    /// Takes a deck's pictures away: it is dark.
    ///
    /// # Panics
    /// If `deck` is not 0 or 1.
    pub fn clear(&mut self, deck: usize) {
        self.decks[deck] = DeckSlots::default();
    }

    /// Exchanges the two decks' pictures, as at the end of a cross-fade.
    pub fn swap(&mut self) {
        self.decks.swap(0, 1);
    }

    /// Whether each deck has pictures.
    pub fn has_pictures(&self) -> [bool; 2] {
        [0, 1].map(|deck: usize| !self.decks[deck].slots.is_empty())
    }

    /// A deck's older and newer picture; black where there is none.
    pub(super) fn views(&self, deck: usize) -> [&TextureView; 2] {
        let DeckSlots {
            slots,
            older,
            newer,
        } = &self.decks[deck];
        [older, newer].map(|&slot| slots.get(slot).map_or(&self.black, |slot| &slot.view))
    }

    /// What fills a place in the shader that no deck uses.
    pub(super) fn black(&self) -> [&TextureView; 2] {
        [&self.black; 2]
    }
}

impl DeckSlots {
    /// Lets go of textures that neither show a wanted picture nor can take one.
    fn keep_useful(&mut self, wanted: [&Slide; 2]) {
        let useful = |slot: &Slot, slide: &Slide| slot.slide.is(slide) || slot.takes(slide);
        self.slots
            .retain(|slot| wanted.into_iter().any(|slide| useful(slot, slide)));
    }

    /// The index of the slot with a picture: where it is already, or in the place of one not wanted, or anew.
    fn place(
        &mut self,
        slide: &Slide,
        wanted: [&Slide; 2],
        device: &Device,
        queue: &Queue,
    ) -> usize {
        if let Some(there) = self.slots.iter().position(|slot| slot.slide.is(slide)) {
            return there;
        }
        let free = |slot: &Slot| {
            slot.takes(slide) && !wanted.into_iter().any(|wanted| slot.slide.is(wanted))
        };
        if let Some(free) = self.slots.iter().position(free) {
            self.slots[free].slide = slide.clone();
            self.slots[free].upload(queue);
            return free;
        }
        let slot = Slot::new(slide.clone(), device);
        slot.upload(queue);
        self.slots.push(slot);
        self.slots.len() - 1
    }
}

impl Slot {
    fn new(slide: Slide, device: &Device) -> Self {
        let (texture, view) = match &slide {
            Slide::Memory(picture) => {
                let texture = texture(device, picture.width as u32, picture.height as u32);
                let view = texture.create_view(&Default::default());
                (Some(texture), view)
            }
            Slide::Gpu(picture) => (None, picture.view().clone()),
        };
        Self {
            slide,
            texture,
            view,
        }
    }

    /// Whether a picture can be uploaded into it.
    fn takes(&self, slide: &Slide) -> bool {
        let (Some(texture), Slide::Memory(picture)) = (&self.texture, slide) else {
            return false;
        };
        (texture.width() as usize, texture.height() as usize) == (picture.width, picture.height)
    }

    fn upload(&self, queue: &Queue) {
        let (Some(texture), Slide::Memory(picture)) = (&self.texture, &self.slide) else {
            return;
        };
        let layout = wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(texture.width() * 8),
            rows_per_image: None,
        };
        let target = texture.as_image_copy();
        queue.write_texture(target, picture.bytes(), layout, texture.size());
    }
}

fn check(slide: &Slide, device: &Device) -> Result<(), PictureRefused> {
    match slide {
        Slide::Memory(picture) => check_picture(picture, device.limits().max_texture_dimension_2d),
        Slide::Gpu(picture) if picture.is_on(device) => Ok(()),
        Slide::Gpu(_) => Err(PictureRefused::Elsewhere),
    }
}

fn check_picture(picture: &Picture, limit: u32) -> Result<(), PictureRefused> {
    let Picture { width, height, .. } = *picture;
    let pixels = picture.pixels.len();
    if pixels == 0 || width.checked_mul(height) != Some(pixels) {
        return Err(PictureRefused::Misshapen {
            width,
            height,
            pixels,
        });
    }
    if width.max(height) > limit as usize {
        return Err(PictureRefused::TooLarge {
            width,
            height,
            limit,
        });
    }
    Ok(())
}

fn texture(device: &Device, width: u32, height: u32) -> Texture {
    device.create_texture(&wgpu::TextureDescriptor {
        label: Some("picture"),
        size: Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: TextureFormat::Rgba16Float,
        usage: TextureUsages::TEXTURE_BINDING | TextureUsages::COPY_DST,
        view_formats: &[],
    })
}
