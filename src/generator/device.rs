//! What networks run on: the CPU, or a GPU: the one that shows, if it was lent, or else one that is opened once for the
//! whole program.
//!
//! Both are one type, burn's `Dispatch`, which chooses at run time. Its kernels are compiled inside burn,
//! once; with burn's GPU type in our own code, every change here would compile them again, for minutes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use burn::DispatchDevice;
use burn::backend::flex::FlexDevice;
use burn::backend::wgpu::{RuntimeOptions, WgpuDevice, WgpuSetup, init_device};

use crate::error::OpenError;
use crate::lending::Lending;

/// A GPU that shows, lent to paint on as well.
#[derive(Clone, Debug)]
pub struct SharedDevice {
    /// What the adapter was found with.
    pub instance: wgpu::Instance,
    /// The GPU itself.
    pub adapter: wgpu::Adapter,
    /// The device, opened with all features and limits of the adapter but experimental ones and mappable primary
    /// buffers: kernels are made for what the adapter can do.
    pub device: wgpu::Device,
    /// The device's queue. Nobody else may need it alone (OpenXR does).
    pub queue: wgpu::Queue,
}

/// A device that burn knows.
#[derive(Clone)]
pub(crate) struct Opened {
    burn: WgpuDevice,
    pub(crate) device: wgpu::Device,
    pub(crate) queue: wgpu::Queue,
    pub(crate) lending: Lending,
}

struct Devices {
    lent: Option<(Lending, SharedDevice)>,
    opened: Vec<Opened>,
}

static DEVICES: Mutex<Devices> = Mutex::new(Devices {
    lent: None,
    opened: Vec::new(),
});

/// Lends the GPU that shows to all generators that are opened from now on with [`Backend::Wgpu`](crate::Backend::Wgpu):
/// their pictures never leave it. Nothing is done until one is opened. One GPU is lent at a time: pictures on one that was
/// lent before can no longer be shown.
pub fn share_device(device: SharedDevice) {
    devices().lent = Some((Lending::begin(), device));
}

/// Ends the lending, as when the GPU is lost: pictures on it can no longer be shown, and generators that are opened from
/// now on have a device of their own.
pub fn take_back_device() {
    devices().lent = None;
    Lending::begin();
}

/// The CPU.
pub(crate) fn cpu() -> DispatchDevice {
    DispatchDevice::Flex(FlexDevice)
}

/// The GPU: the one that was lent last, or one of our own, opened when it is first asked for.
pub(crate) fn gpu() -> Result<DispatchDevice, OpenError> {
    let mut devices = devices();
    let lending = devices
        .lent
        .as_ref()
        .map_or(Lending::NONE, |(lending, _)| *lending);
    let is_it = |opened: &&Opened| opened.lending == lending;
    if let Some(opened) = devices.opened.iter().find(is_it) {
        return Ok(DispatchDevice::Wgpu(opened.burn.clone()));
    }
    let shared = match &devices.lent {
        Some((_, lent)) => lent.clone(),
        None => pollster::block_on(open()).map_err(|reason| OpenError::NoAdapter { reason })?,
    };
    let opened = Opened::new(shared, lending);
    let burn = opened.burn.clone();
    devices.opened.push(opened);
    Ok(DispatchDevice::Wgpu(burn))
}

/// NVIDIA's first GPU.
#[cfg(not(feature = "cuda"))]
pub(crate) fn cuda() -> Result<DispatchDevice, OpenError> {
    let reason = "this program was built without it: cargo build --release --features cuda".into();
    Err(OpenError::NoCuda { reason })
}

/// NVIDIA's first GPU. burn panics where no driver answers; here that is an error.
#[cfg(feature = "cuda")]
pub(crate) fn cuda() -> Result<DispatchDevice, OpenError> {
    use burn::Dispatch;
    use burn::tensor::Tensor;

    let device = DispatchDevice::Cuda(burn::backend::cuda::CudaDevice::default());
    let answers = || Tensor::<Dispatch, 1>::ones([1], &device).try_into_data();
    let reason = match std::panic::catch_unwind(std::panic::AssertUnwindSafe(answers)) {
        Ok(Ok(_)) => return Ok(device),
        Ok(Err(error)) => format!("{error:?}"),
        Err(panic) => crate::error::words_of(&*panic),
    };
    Err(OpenError::NoCuda { reason })
}

/// What a device is to wgpu; nothing if it is none of ours.
pub(crate) fn opened(device: &DispatchDevice) -> Option<Opened> {
    let DispatchDevice::Wgpu(burn) = device else {
        return None;
    };
    let devices = devices();
    devices
        .opened
        .iter()
        .find(|opened| opened.burn == *burn)
        .cloned()
}

fn devices() -> MutexGuard<'static, Devices> {
    // What is half done under the lock is at worst not remembered.
    DEVICES.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Opened {
    /// Whether pictures are shown there.
    pub(crate) fn is_shared(&self) -> bool {
        self.lending != Lending::NONE
    }

    fn new(shared: SharedDevice, lending: Lending) -> Self {
        let info = shared.adapter.get_info();
        let with = match lending {
            Lending::NONE => "",
            _ => ", which shows as well",
        };
        tracing::info!("paints on {} ({:?}){with}", info.name, info.backend);
        let SharedDevice {
            instance,
            adapter,
            device,
            queue,
        } = shared;
        let setup = WgpuSetup {
            instance,
            adapter,
            device: device.clone(),
            queue: queue.clone(),
            backend: info.backend,
        };
        Self {
            burn: init_device(setup, RuntimeOptions::default()),
            device,
            queue,
            lending,
        }
    }
}

/// As burn opens one, but what is missing is an error instead of a panic.
pub(crate) async fn open() -> Result<SharedDevice, String> {
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
    Ok(SharedDevice {
        instance,
        adapter,
        device,
        queue,
    })
}
