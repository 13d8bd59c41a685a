// A list as the bytes that are sealed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "border/watchlist/watchlist.h"
#include "matcher/core/ids.h"

namespace portcullis {

std::string EncodeList(const WatchList& list);

/// None if `bytes` are not what EncodeList writes. The id is not in them.
std::optional<WatchList> DecodeList(const ListId& id, std::string_view bytes);

}  // namespace portcullis
