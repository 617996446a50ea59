//! burn's operations against the plain ones.

use welkin_compute::differences;

use super::OnBurn;
use crate::device::{cpu, gpu};

#[test]
fn burns_cpu_computes_as_the_formulas_say() {
    assert_eq!(
        differences(&mut OnBurn::new(cpu()), 1e-5),
        Vec::<String>::new()
    );
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
