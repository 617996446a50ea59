//! Convolutions of every kind, with all that may belong to them.

use super::{Pair, SIDES, Trial, numbers};
use crate::activation::{Activation, Curve};
use crate::edges::{Edge, Edges};
use crate::engine::{After, Engine, Scale};
use crate::kernel::KernelShape;
use crate::plain::Plain;
use crate::shape::Shape;

impl<E: Engine> Trial<'_, E> {
    pub(super) fn convolutions(&mut self) {
        let kinds = [
            (1, 1, 0, false, 0),
            (3, 1, 1, false, 0),
            (3, 1, 2, false, 0),
            (3, 2, 1, false, 0),
            (4, 2, 1, false, 0),
            (7, 1, 3, false, 0),
            (3, 2, 0, true, 0),
            (4, 2, 1, true, 0),
            (3, 2, 1, true, 1),
        ];
        let sizes = [
            (3, 5, 6, 7),
            (16, 16, 8, 8),
            (35, 18, 9, 13),
            (64, 3, 12, 17),
            (20, 40, 4, 4),
        ];
        for (i, (inputs, outputs, height, width)) in sizes.into_iter().enumerate() {
            let shape = Shape::new(inputs, height, width);
            let x = self.sheet(shape, i);
            let style = self.sheet(shape, i + 31);
            let scale = numbers(inputs, 5);
            for (size, stride, pad, transposed, more) in kinds {
                let kind = KernelShape {
                    stride,
                    pad,
                    transposed,
                    more,
                    ..KernelShape::same(outputs, inputs, size)
                };
                let weights = numbers(kind.len(), size);
                let (ours, plain) = (
                    self.engine.kernel(kind, &weights),
                    self.plain.kernel(kind, &weights),
                );
                let reflects = [Edges::REFLECT].into_iter().filter(|_| !transposed);
                for edges in SIDES.into_iter().chain(reflects) {
                    if more > 0 && edges != Edges::ZERO {
                        continue;
                    }
                    let wraps = [edges.down == Edge::Wrap, edges.across == Edge::Wrap];
                    let output = kind.output(shape, wraps);
                    let what = format!("{kind:?} of {shape:?} with {edges:?}");
                    let a = self
                        .engine
                        .conv(&x.0, &ours, edges, Scale::One, After::default());
                    let b = self
                        .plain
                        .conv(&x.1, &plain, edges, Scale::One, After::default());
                    self.compare(&what, &a, &b);
                    self.whole_conv(&what, (&x, &style, &scale), (&ours, &plain), edges, output);
                }
            }
        }
    }

    /// A convolution with all that may come before and after it.
    fn whole_conv(
        &mut self,
        what: &str,
        (x, style, scale): (&Pair<E>, &Pair<E>, &[f32]),
        (ours, plain): (&E::Kernel, &<Plain as Engine>::Kernel),
        edges: Edges,
        output: Shape,
    ) {
        let (noise, map) = (
            self.sheet(output.with_channels(1), 3),
            self.sheet(output, 4),
        );
        let (demodulation, bias) = (numbers(output.channels, 6), numbers(output.channels, 7));
        let activation = Activation {
            curve: Curve::Leaky(0.2),
            gain: 1.5,
            limit: 2.0,
        };
        let a = self.engine.conv(
            &x.0,
            ours,
            edges,
            Scale::Channels(scale),
            After {
                scale: Scale::Channels(&demodulation),
                noise: Some((&noise.0, 0.5)),
                bias: Some(&bias),
                activation,
                add: Some(&map.0),
            },
        );
        let b = self.plain.conv(
            &x.1,
            plain,
            edges,
            Scale::Channels(scale),
            After {
                scale: Scale::Channels(&demodulation),
                noise: Some((&noise.1, 0.5)),
                bias: Some(&bias),
                activation,
                add: Some(&map.1),
            },
        );
        self.compare(&format!("{what}, all around it"), &a, &b);
        let after = |map| After {
            scale: Scale::Map(map),
            ..After::default()
        };
        let a = self
            .engine
            .conv(&x.0, ours, edges, Scale::Map(&style.0), after(&map.0));
        let b = self.plain.conv(
            &x.1,
            plain,
            edges,
            Scale::Map(&style.1),
            After {
                scale: Scale::Map(&map.1),
                ..After::default()
            },
        );
        self.compare(&format!("{what}, with maps"), &a, &b);
    }
}
