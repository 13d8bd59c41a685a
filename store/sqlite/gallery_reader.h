// The fast way from the database to a gallery.
#pragma once

#include "absl/status/statusor.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"

namespace portcullis {

/// As Changelog::ReadGallery. Reads three tables side by side, each in the order of entries, while
/// a second thread opens what has been read. The sink is called by the caller's thread, within one
/// read transaction of `connection`, which nobody else uses meanwhile.
absl::StatusOr<Sequence> ReadGalleryRows(Connection& connection, const Sealer& sealer,
                                         const ModelId& model, GallerySink& sink);

}  // namespace portcullis
