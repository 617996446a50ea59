//! The names a pickle may use, and what each stands for. Whatever is not here cannot be called.

use crate::dtype::Dtype;

/// What an allowed name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A dictionary of some kind.
    Dict,
    /// A list of some kind: set, tuple, torch.Size.
    List,
    /// A thing with named parts: a PyTorch module without code of its own, a namespace of arguments.
    Record,
    /// NVIDIA's TensorFlow network.
    TfNetwork,
    /// NVIDIA's function that brings a module back, with the source text that we do not look at.
    Persistent,
    /// A tensor of a storage: (storage, offset, shape, strides, …).
    Tensor,
    /// A parameter around a tensor: (tensor, …).
    Parameter,
    /// A subclass of tensor: (function, class, arguments, state).
    TensorOfType,
    /// A storage as a PyTorch file inside of a pickle.
    StorageOfBytes,
    /// The kind of numbers that a storage holds.
    Storage(Dtype),
    /// A storage without a kind.
    UntypedStorage,
    /// An empty numpy array, filled by its state.
    NumpyReconstruct,
    /// A numpy array of (bytes, dtype, shape, order).
    NumpyOfBuffer,
    /// numpy's kinds of numbers.
    NumpyDtype,
    /// A single number of numpy: (dtype, bytes).
    NumpyScalar,
    /// Bytes that were written as text.
    Encode,
    /// `copyreg._reconstructor`: (class, base, state).
    Reconstructor,
    /// Something that means nothing to us and may stand there: a class, a path, a device.
    Inert,
    /// A name that is not on the list.
    Foreign,
}

/// What a name stands for.
pub(crate) fn role(module: &str, name: &str) -> Role {
    use Dtype::{BF16, Bool, F16, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};
    match (module, name) {
        ("collections", "OrderedDict" | "defaultdict" | "Counter")
        | ("builtins" | "__builtin__", "dict")
        | ("dnnlib" | "dnnlib.util", "EasyDict") => Role::Dict,
        ("builtins" | "__builtin__", "list" | "tuple" | "set" | "frozenset")
        | ("torch", "Size") => Role::List,
        ("argparse", "Namespace") | ("types", "SimpleNamespace") => Role::Record,
        ("dnnlib.tflib.network" | "tfutil" | "network", "Network") => Role::TfNetwork,
        ("torch_utils.persistence", "_reconstruct_persistent_obj") => Role::Persistent,
        ("torch._utils", "_rebuild_tensor" | "_rebuild_tensor_v2") => Role::Tensor,
        ("torch._utils", "_rebuild_parameter" | "_rebuild_parameter_with_state") => Role::Parameter,
        ("torch._tensor", "_rebuild_from_type_v2") => Role::TensorOfType,
        ("torch.storage", "_load_from_bytes") => Role::StorageOfBytes,
        ("torch" | "torch.storage", storage) if storage.ends_with("Storage") => match storage {
            "DoubleStorage" => Role::Storage(F64),
            "FloatStorage" => Role::Storage(F32),
            "HalfStorage" => Role::Storage(F16),
            "BFloat16Storage" => Role::Storage(BF16),
            "LongStorage" => Role::Storage(I64),
            "IntStorage" => Role::Storage(I32),
            "ShortStorage" => Role::Storage(I16),
            "CharStorage" => Role::Storage(I8),
            "ByteStorage" => Role::Storage(U8),
            "BoolStorage" => Role::Storage(Bool),
            "UInt16Storage" => Role::Storage(U16),
            "UInt32Storage" => Role::Storage(U32),
            "UInt64Storage" => Role::Storage(U64),
            "UntypedStorage" | "_UntypedStorage" => Role::UntypedStorage,
            _ => Role::Foreign,
        },
        (
            "torch",
            "float" | "float16" | "float32" | "float64" | "bfloat16" | "half" | "double" | "int8"
            | "int16" | "int32" | "int64" | "uint8" | "bool" | "strided" | "contiguous_format"
            | "device" | "Tensor",
        )
        | ("torch.nn.parameter", "Parameter" | "Buffer")
        | ("torch.serialization", "_get_layout")
        | ("pathlib", "PosixPath" | "WindowsPath" | "PurePosixPath" | "Path")
        | (
            "builtins" | "__builtin__",
            "object" | "int" | "float" | "str" | "bool" | "complex" | "slice" | "range",
        )
        | ("datetime", "datetime" | "date" | "timedelta")
        | ("torch.nn.backends.thnn", "_get_thnn_function_backend")
        | ("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint") => Role::Inert,
        (
            "numpy.core.multiarray" | "numpy._core.multiarray" | "numpy.core._multiarray_umath",
            "_reconstruct",
        ) => Role::NumpyReconstruct,
        ("numpy.core.multiarray" | "numpy._core.multiarray", "scalar") => Role::NumpyScalar,
        ("numpy.core.numeric" | "numpy._core.numeric", "_frombuffer") => Role::NumpyOfBuffer,
        ("numpy", "dtype") => Role::NumpyDtype,
        ("numpy", "ndarray") => Role::Inert,
        ("_codecs", "encode") => Role::Encode,
        ("copyreg" | "copy_reg", "_reconstructor") => Role::Reconstructor,
        (module, name) if is_torch_module(module, name) => Role::Record,
        _ => Role::Foreign,
    }
}

/// PyTorch's own layers: things with parts, none of which is ever called here.
fn is_torch_module(module: &str, name: &str) -> bool {
    let is_word = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let is_class = name.starts_with(|first: char| first.is_ascii_uppercase());
    is_word
        && is_class
        && (module.starts_with("torch.nn.modules.") || module.starts_with("torch.nn.parallel."))
}
