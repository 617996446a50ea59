//! What may follow an operation.

use super::{Trial, numbers};
use crate::activation::{Activation, Curve};
use crate::engine::{After, Engine, Scale};
use crate::shape::Shape;

impl<E: Engine> Trial<'_, E> {
    pub(super) fn what_follows(&mut self) {
        let shape = Shape::new(19, 5, 7);
        let x = self.sheet(shape, 14);
        let curves = [
            Curve::Linear,
            Curve::Leaky(0.1),
            Curve::Relu,
            Curve::Tanh,
            Curve::Sigmoid,
            Curve::Swish,
        ];
        let scale = numbers(19, 15);
        for curve in curves {
            let activation = Activation {
                curve,
                gain: 1.7,
                limit: 0.9,
            };
            let a = After {
                scale: Scale::Channels(&scale),
                activation,
                ..After::default()
            };
            let b = After {
                scale: Scale::Channels(&scale),
                activation,
                ..After::default()
            };
            let ours = self.engine.apply(x.0.clone(), a);
            let plain = self.plain.apply(x.1.clone(), b);
            self.compare(&format!("{curve:?}"), &ours, &plain);
        }
        let squares = self.plain.numbers(&x.1).unwrap_or_default();
        let squares: Vec<f32> = squares.iter().map(|value| value * value + 0.1).collect();
        let ours = self.engine.sheet(shape, &squares);
        let plain = self.plain.sheet(shape, &squares);
        let activation = Activation::of(Curve::InverseRoot);
        let ours = self.engine.apply(
            ours,
            After {
                activation,
                ..After::default()
            },
        );
        let plain = self.plain.apply(
            plain,
            After {
                activation,
                ..After::default()
            },
        );
        self.compare("an inverse root", &ours, &plain);
    }
}
