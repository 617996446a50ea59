//! What moves, chooses and weighs numbers.

use super::{Trial, numbers};
use crate::edges::Edges;
use crate::engine::Engine;
use crate::shape::Shape;

impl<E: Engine> Trial<'_, E> {
    pub(super) fn pictures(&mut self) {
        let x = self.sheet(Shape::new(20, 6, 8), 16);
        let y = self.sheet(Shape::new(20, 6, 8), 17);
        macro_rules! same {
            ($what:expr, $engine:ident, $x:ident, $y:ident => $run:expr) => {{
                let ours = {
                    let ($engine, $x, $y) = (&mut *self.engine, &x.0, &y.0);
                    let _ = &$y;
                    $run
                };
                let plain = {
                    let ($engine, $x, $y) = (&mut self.plain, &x.1, &y.1);
                    let _ = &$y;
                    $run
                };
                self.compare($what, &ours, &plain);
            }};
        }
        same!("nearest", engine, x, _y => engine.nearest(x, 2));
        same!("the largest", engine, x, _y => engine.max_pool(x));
        same!("means of parts", engine, x, _y => engine.mean_pool(x, 4, 4));
        same!("joined", engine, x, y => engine.join(&[x, y, x]));
        same!("some channels", engine, x, _y => engine.channels(x, 3..17));
        same!("halves gated", engine, x, _y => engine.gated(x));
        same!("chosen", engine, x, y => engine.choose(&[[true, false, false, true]; 5].concat(), x, y));
        same!("attention", engine, x, y => {
            let keys = engine.max_pool(y);
            let values = engine.max_pool(x);
            engine.attend(x, &keys, &values)
        });
        let turn = [[0.8, -0.6, 0.7], [0.6, 0.8, -1.2]];
        for edges in [Edges::ZERO, Edges::PANORAMA, Edges::REFLECT] {
            same!("warped", engine, x, _y => engine.warp(x, turn, edges));
            same!("a window", engine, x, _y => engine.window(x, (-2, -3), (9, 15), edges));
            same!("a window inside", engine, x, _y => engine.window(x, (1, 2), (3, 4), edges));
        }
        let vectors = [numbers(33, 18), numbers(33, 19)];
        same!("blended", engine, x, _y => {
            let masks = engine.channels(x, 0..2);
            engine.blend(&masks, &vectors)
        });
        let (ours, plain) = (self.engine.statistics(&x.0), self.plain.statistics(&x.1));
        let worst = match (&ours, &plain) {
            (Ok(ours), Ok(plain)) if ours.len() == plain.len() => {
                let pairs = ours.iter().flatten().zip(plain.iter().flatten());
                pairs
                    .map(|(ours, plain)| (ours - plain).abs())
                    .fold(0.0, f32::max)
            }
            _ => f32::INFINITY,
        };
        if worst.is_nan() || worst > self.tolerance {
            self.found.push(format!("statistics differ by {worst}"));
        }
    }
}
