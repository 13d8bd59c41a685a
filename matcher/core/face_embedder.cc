#include "matcher/core/face_embedder.h"

#include <utility>

#include "matcher/core/status_macros.h"

namespace portcullis {

absl::StatusOr<std::vector<Embedding>> FaceEmbedder::EmbedViews(const FaceChip& chip) {
  std::vector<Embedding> embeddings;
  PORTCULLIS_ASSIGN_OR_RETURN(Embedding plain, Embed({chip.image, {}, chip.alignment}));
  embeddings.push_back(std::move(plain));
  for (const Image& view : chip.further_views) {
    PORTCULLIS_ASSIGN_OR_RETURN(Embedding seen, Embed({view, {}, chip.alignment}));
    embeddings.push_back(std::move(seen));
  }
  return embeddings;
}

}  // namespace portcullis
