//! A GPU of our own, for films and for running without a window.

use std::sync::Arc;

use welkin_generator::SharedDevice;
use wgpu::{
    Adapter, Backends, Device, Features, Instance, InstanceFlags, Queue, TextureFormat,
    TextureUsages,
};

/// An open GPU, real or in software.
#[derive(Clone, Debug)]
pub struct Gpu {
    /// What the adapter was found with.
    pub instance: Instance,
    /// The GPU itself.
    pub adapter: Adapter,
    /// Makes textures and pipelines.
    pub device: Device,
    /// Takes work.
    pub queue: Queue,
}

/// Why there is no GPU.
#[derive(Debug, thiserror::Error)]
pub enum NoGpu {
    /// No Vulkan driver is installed, or none finds a GPU it can drive.
    #[error(
        "no Vulkan driver found: install your GPU's driver, or Mesa's software one \
         (Debian, Ubuntu: apt install mesa-vulkan-drivers; Fedora: dnf install mesa-vulkan-drivers; \
         Arch: pacman -S vulkan-swrast)"
    )]
    NoDriver(#[source] wgpu::RequestAdapterError),
    /// A driver is there but refuses to open its GPU.
    #[error(
        "the GPU \"{adapter}\" cannot be opened: update its driver, or end the programs that fill it"
    )]
    Refused {
        /// The GPU's name.
        adapter: String,
        /// What wgpu says.
        #[source]
        source: wgpu::RequestDeviceError,
    },
}

impl Gpu {
    /// Opens the fastest GPU there is; the software one if there is no other.
    ///
    /// # Errors
    /// When no driver is installed, or the driver refuses.
    pub fn open() -> Result<Self, NoGpu> {
        pollster::block_on(Self::open_soon())
    }

    async fn open_soon() -> Result<Self, NoGpu> {
        let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
        descriptor.backends = Backends::VULKAN;
        // Older software drivers work but never went through the conformance tests.
        descriptor.flags = InstanceFlags::ALLOW_UNDERLYING_NONCOMPLIANT_ADAPTER.with_env();
        let instance = Instance::new(descriptor);
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..Default::default()
        };
        let adapter = instance
            .request_adapter(&options)
            .await
            .map_err(NoGpu::NoDriver)?;
        let wanted = wgpu::DeviceDescriptor {
            label: Some("welkin"),
            required_features: features_of(&adapter),
            required_limits: adapter.limits(),
            ..Default::default()
        };
        let (device, queue) = adapter.request_device(&wanted).await.map_err(|source| {
            let adapter = adapter.get_info().name;
            NoGpu::Refused { adapter, source }
        })?;
        // The default handler panics; a show goes on.
        device.on_uncaptured_error(Arc::new(|error| {
            tracing::error!("the GPU complains: {error}")
        }));
        Ok(Self {
            instance,
            adapter,
            device,
            queue,
        })
    }

    /// Lends it to all generators that are opened from now on to run on a GPU: their pictures never leave it.
    pub fn share(&self) {
        welkin_generator::share_device(SharedDevice {
            instance: self.instance.clone(),
            adapter: self.adapter.clone(),
            device: self.device.clone(),
            queue: self.queue.clone(),
        });
    }

    /// The GPU's name and driver, for people.
    pub fn adapter_name(&self) -> String {
        let info = self.adapter.get_info();
        if info.driver.is_empty() {
            info.name
        } else {
            format!("{} ({} {})", info.name, info.driver, info.driver_info)
        }
    }

    /// Whether the processor does the GPU's work.
    pub fn is_software(&self) -> bool {
        self.adapter.get_info().device_type == wgpu::DeviceType::Cpu
    }

    /// A format for frames of more than eight bits: 16-bit integers where the GPU can, else 32-bit floats.
    pub fn deep_format(&self) -> TextureFormat {
        let integers = TextureFormat::Rgba16Unorm;
        let needed = Features::TEXTURE_FORMAT_16BIT_NORM
            | Features::TEXTURE_ADAPTER_SPECIFIC_FORMAT_FEATURES;
        let usages = self
            .adapter
            .get_texture_format_features(integers)
            .allowed_usages;
        let drawn_into = TextureUsages::RENDER_ATTACHMENT | TextureUsages::COPY_SRC;
        if self.device.features().contains(needed) && usages.contains(drawn_into) {
            integers
        } else {
            TextureFormat::Rgba32Float
        }
    }
}

/// All that the GPU can: bevy and burn read what the adapter offers and expect their device to have it. Not
/// what is experimental, which wants unsafe code, nor memory mapped on both sides, which slows cards down.
fn features_of(adapter: &Adapter) -> Features {
    adapter
        .features()
        .difference(Features::all_experimental_mask())
        .difference(Features::MAPPABLE_PRIMARY_BUFFERS)
}
