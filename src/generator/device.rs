//! A GPU of the generator's own, opened once for the whole program.

use std::sync::OnceLock;

use burn::backend::Wgpu;
use burn::backend::wgpu::{RuntimeOptions, WgpuDevice, WgpuSetup, init_device};

use crate::error::OpenError;

/// burn on the GPU.
pub(crate) type Gpu = Wgpu<f32, i32, u32>;

/// The device, opened when it is first asked for.
pub(crate) fn gpu() -> Result<WgpuDevice, OpenError> {
    static DEVICE: OnceLock<Result<WgpuDevice, String>> = OnceLock::new();
    let device = DEVICE.get_or_init(|| pollster::block_on(open()));
    device
        .clone()
        .map_err(|reason| OpenError::NoAdapter { reason })
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
