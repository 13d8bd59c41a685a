// What every WatchlistStore must do. Instantiate the suite, in one file of a test, with harnesses
// that make an empty store.
#pragma once

#include "tests/contract/watchlist_store_changes.h"
#include "tests/contract/watchlist_store_erasure.h"
#include "tests/contract/watchlist_store_gallery.h"
#include "tests/contract/watchlist_store_queries.h"
#include "tests/contract/watchlist_store_reads.h"
#include "tests/contract/watchlist_store_requests.h"
