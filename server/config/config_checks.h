// What must hold between the values of the configuration.
#pragma once

#include <string>
#include <vector>

#include "border/policy/policy.h"
#include "portcullis/config/v1/server_config.pb.h"

namespace portcullis {

/// One sentence for each problem; none if the configuration can be used. Looks at no file.
std::vector<std::string> CheckServerConfig(const config::v1::ServerConfig& config);

/// The policy that the configuration states, for the first start; an alert is a tenth of a review.
Policy PolicyFrom(const config::v1::PolicySettings& settings);

}  // namespace portcullis
