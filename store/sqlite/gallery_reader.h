// The fast way from the database to a gallery.
#pragma once

#include "absl/status/statusor.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/state_row.h"

namespace portcullis {

/// As Changelog::ReadGallery, but says all that was counted and compared. Reads three tables side
/// by side, each in the order of entries, while a second thread opens what has been read. The sink
/// is called by the caller's thread. Within a read transaction of `connection`, which nobody else
/// uses meanwhile.
absl::StatusOr<StoreState> ReadGalleryRows(Connection& connection, const Sealer& sealer,
                                           const ModelId& model, GallerySink& sink);

}  // namespace portcullis
