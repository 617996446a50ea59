//! From what is written under `[[model]]` to a model whose files are found.

use crate::file::ModelFile;
use crate::folder::{Folder, FolderError};
use crate::show::{Blend, Model, ModelKind, Weights};

/// The model that a file whose names and numbers are checked describes.
///
/// # Errors
/// A file has gone since it was checked.
pub(crate) fn model_values(file: ModelFile, folder: &dyn Folder) -> Result<Model, FolderError> {
    let weights = match (file.kind, file.weights.as_deref()) {
        (ModelKind::TestPattern, _) => Weights::None,
        (_, None | Some("shipped")) => Weights::Shipped,
        (_, Some(path)) => Weights::File(folder.resolve(path)?),
    };
    let blend = file.blend.map(|blend| {
        Ok(Blend {
            weights: folder.resolve(&blend.weights)?,
            from: blend.from as f32,
        })
    });
    let given = file.given.map(|path| folder.resolve(&path));
    Ok(Model {
        by_direction: file.by_direction,
        blend: blend.transpose()?,
        directions: file.directions,
        centres: file.centres,
        precision: file.precision,
        given: given.transpose()?,
        ..Model::new(file.id, file.kind, weights, file.size)
    })
}
