//! What networks run on: the CPU, or a GPU of the generator's own, opened once for the whole program.
//!
//! Both are one type, burn's `Dispatch`, which chooses at run time. Its kernels are compiled inside burn,
//! once; with burn's GPU type in our own code, every change here would compile them again, for minutes.

use std::sync::OnceLock;

use burn::DispatchDevice;
use burn::backend::flex::FlexDevice;
use burn::backend::wgpu::{RuntimeOptions, WgpuDevice, WgpuSetup, init_device};

use crate::error::OpenError;

/// The CPU.
pub(crate) fn cpu() -> DispatchDevice {
    DispatchDevice::Flex(FlexDevice)
}

/// The GPU, opened when it is first asked for.
pub(crate) fn gpu() -> Result<DispatchDevice, OpenError> {
    static DEVICE: OnceLock<Result<WgpuDevice, String>> = OnceLock::new();
    let device = DEVICE.get_or_init(|| pollster::block_on(open()));
    match device {
        Ok(device) => Ok(DispatchDevice::Wgpu(device.clone())),
        Err(reason) => Err(OpenError::NoAdapter {
            reason: reason.clone(),
        }),
    }
}

/// As burn opens one, but what is missing is an error instead of a panic.
async fn open() -> Result<WgpuDevice, String> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: wgpu::Backends::PRIMARY,
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let wish = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        force_fallback_adapter: false,
        compatible_surface: None,
    };
    let adapter = instance
        .request_adapter(&wish)
        .await
        .map_err(|error| error.to_string())?;
    let info = adapter.get_info();
    tracing::info!("paints on {} ({:?})", info.name, info.backend);
    let description = wgpu::DeviceDescriptor {
        label: Some("painter"),
        // burn generates its kernels for what the adapter can do, so the device must be able to do it.
        required_features: adapter.features()
            - wgpu::Features::MAPPABLE_PRIMARY_BUFFERS
            - wgpu::Features::all_experimental_mask(),
        required_limits: adapter.limits(),
        ..Default::default()
    };
    let (device, queue) = adapter
        .request_device(&description)
        .await
        .map_err(|error| error.to_string())?;
    let setup = WgpuSetup {
        instance,
        adapter,
        device,
        queue,
        backend: info.backend,
    };
    Ok(init_device(setup, RuntimeOptions::default()))
}
