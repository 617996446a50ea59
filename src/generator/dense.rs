//! A fully connected layer with StyleGAN2's equalised learning rate.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::backend::Backend;

use crate::checkpoint::{Numbers, OnDevice};

/// `y = x · Wᵀ + b`; the gains are multiplied into `W` and `b` when it is loaded.
#[derive(Module, Debug)]
pub(crate) struct Dense<B: Backend> {
    weight: Param<Tensor<B, 2>>, // [out, in]
    bias: Param<Tensor<B, 2>>,   // [1, out]
}

impl<B: Backend> Dense<B> {
    /// From weights as trained with a learning rate multiplied by `rate`: both are multiplied by it, the
    /// weight divided by √in as well.
    pub(crate) fn load(weight: Numbers, bias: Numbers, rate: f32, device: &B::Device) -> Self {
        let gain = rate / (weight.shape[1] as f32).sqrt();
        let bias = bias.scaled(rate);
        Self {
            weight: Param::from_tensor(weight.scaled(gain).tensor(device)),
            bias: Param::from_tensor(bias.tensor::<B, 1>(device).unsqueeze()),
        }
    }

    /// [n, in] -> [n, out]
    pub(crate) fn forward(&self, x: Tensor<B, 2>) -> Tensor<B, 2> {
        x.matmul(self.weight.val().transpose()) + self.bias.val()
    }
}
