//! burn's operations against the plain ones.

use welkin_compute::{Precision, differences};

use super::OnBurn;
#[cfg(feature = "cuda")]
use crate::device::cuda;
use crate::device::{cpu, gpu};

#[test]
fn burns_cpu_computes_as_the_formulas_say() {
    assert_eq!(
        differences(&mut OnBurn::new(cpu()), 1e-5),
        Vec::<String>::new()
    );
}

#[test]
fn half_numbers_are_as_near_as_half_numbers_can_be() {
    for (precision, tolerance) in [(Precision::F16, 1e-2), (Precision::Bf16, 8e-2)] {
        let mut engine = OnBurn::with_precision(cpu(), precision);
        assert_eq!(
            differences(&mut engine, tolerance),
            Vec::<String>::new(),
            "{precision:?}"
        );
    }
}

/// On a machine with one of NVIDIA's GPUs: cargo test -p welkin_generator --features cuda
#[test]
#[cfg(feature = "cuda")]
fn cuda_computes_as_the_formulas_say() {
    for (precision, tolerance) in [
        (Precision::F32, 2e-3),
        (Precision::F16, 1e-2),
        (Precision::Bf16, 8e-2),
    ] {
        match cuda() {
            Ok(device) => {
                let mut engine = OnBurn::with_precision(device, precision);
                assert_eq!(
                    differences(&mut engine, tolerance),
                    Vec::<String>::new(),
                    "{precision:?}"
                );
            }
            Err(reason) => eprintln!("not checked: {reason}"),
        }
    }
}

#[test]
fn a_gpu_computes_as_the_formulas_say() {
    match gpu() {
        Ok(device) => assert_eq!(
            differences(&mut OnBurn::new(device), 1e-4),
            Vec::<String>::new()
        ),
        Err(reason) => eprintln!("not checked: {reason}"),
    }
}
