//! Light without a GPU: the same frames from the processor's cores, for films where there is no Vulkan.

use std::sync::Arc;
use std::thread;

use welkin_projection::LightSettings;
use welkin_projection::plain::{Pair, Sheet, draw_rgba8, draw_rgba16};
use welkin_values::Picture;

/// The decks' newest pictures, spread out for the processor once each.
#[derive(Debug, Default)]
pub struct PlainLight {
    decks: [Option<[Spread; 2]>; 2],
}

/// A picture and its sheet. Holding the picture keeps its address its own.
#[derive(Clone, Debug)]
struct Spread {
    picture: Arc<Picture>,
    sheet: Arc<Sheet>,
}

impl PlainLight {
    /// Without pictures.
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows a deck's two newest pictures, the older first (the same one twice while there is only one).
    ///
    /// # Panics
    /// If `deck` is not 0 or 1.
    pub fn show(&mut self, deck: usize, pictures: [&Arc<Picture>; 2]) {
        let before = self.decks[deck]
            .take()
            .into_iter()
            .flatten()
            .collect::<Vec<_>>();
        let [older, newer] = pictures;
        let older = spread(older, &before);
        let newer = spread(
            newer,
            &[before.as_slice(), std::slice::from_ref(&older)].concat(),
        );
        self.decks[deck] = Some([older, newer]);
    }

    /// A frame as 8-bit red, green, blue and alpha, rows from the top.
    pub fn draw_rgba8(&self, settings: &LightSettings) -> Vec<u8> {
        self.draw(settings, |pairs, rows, out| {
            draw_rgba8(settings, pairs, rows, out)
        })
    }

    /// A frame as 16-bit red, green, blue and alpha, rows from the top.
    pub fn draw_rgba16(&self, settings: &LightSettings) -> Vec<u16> {
        self.draw(settings, |pairs, rows, out| {
            draw_rgba16(settings, pairs, rows, out)
        })
    }

    /// Gives each core a band of rows.
    fn draw<T: Copy + Default + Send>(
        &self,
        settings: &LightSettings,
        draw: impl Fn([Pair; 2], std::ops::Range<u32>, &mut [T]) + Sync,
    ) -> Vec<T> {
        let [width, height] = settings.lens.size();
        let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
        let rows = height.div_ceil(cores);
        let mut out = vec![T::default(); width as usize * height as usize * 4];
        thread::scope(|scope| {
            let bands = out.chunks_mut(width as usize * rows as usize * 4);
            for (first, band) in (0..height).step_by(rows as usize).zip(bands) {
                let rows = first..height.min(first + rows);
                let draw = &draw;
                scope.spawn(move || draw(self.pairs(), rows, band));
            }
        });
        out
    }

    fn pairs(&self) -> [Pair<'_>; 2] {
        [&self.decks[0], &self.decks[1]].map(|deck| {
            deck.as_ref()
                .map(|[older, newer]| [&*older.sheet, &*newer.sheet])
        })
    }
}

fn spread(picture: &Arc<Picture>, there: &[Spread]) -> Spread {
    let same = |spread: &&Spread| Arc::ptr_eq(&spread.picture, picture);
    there.iter().find(same).cloned().unwrap_or_else(|| Spread {
        picture: Arc::clone(picture),
        sheet: Arc::new(Sheet::new(picture)),
    })
}
