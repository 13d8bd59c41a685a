// The protocols of the commands, with their defaults.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eval/protocol.h"

namespace portcullis {

/// A few people of public life have hundreds of photographs; without a limit most comparisons would
/// be about them.
inline constexpr std::uint64_t kImagesPerPerson = 4;

struct VerifyProtocol final : Protocol {
  std::uint64_t seed = 1;
  std::uint64_t images_per_person = kImagesPerPerson;
  std::uint64_t max_impostor_comparisons = 0;  // 0: all
  std::vector<double> fmr_levels = {1e-5, 1e-4, 1e-3, 1e-2};
  std::uint64_t replicates = 1000;

  std::string_view kind() const override { return "verify"; }
  void VisitKeys(ProtocolVisitor& visitor) override;
};

struct IdentifyProtocol final : Protocol {
  std::uint64_t seed = 1;
  std::uint64_t images_per_person = kImagesPerPerson;
  std::vector<std::uint64_t> gallery_sizes;  // empty: what the data gives
  std::vector<std::uint64_t> references_per_entry = {1};
  std::uint64_t probe_images = 1;
  std::string reference_rule = "nearest";
  std::string probe_rule = "mean-embedding";
  std::string normalisation = "none";
  std::vector<double> fpir_levels = {0.001, 0.003, 0.01, 0.03, 0.1};
  std::uint64_t ranks = 20;
  std::uint64_t draws = 10;
  std::uint64_t replicates = 1000;

  std::string_view kind() const override { return "identify"; }
  void VisitKeys(ProtocolVisitor& visitor) override;
};

struct CheckProtocol final : Protocol {
  std::uint64_t images_per_person = kImagesPerPerson;
  std::vector<std::uint64_t> list_sizes = {100, 1000};  // and the largest that the data gives
  std::vector<std::uint64_t> references_per_entry = {1, 2, 3};
  std::uint64_t probe_images = 1;                 // of each search, fused as the server does
  std::vector<double> expected = {0.01, 0.1, 1};  // false alarms per search

  std::string_view kind() const override { return "check"; }
  void VisitKeys(ProtocolVisitor& visitor) override;
};

struct GroupsProtocol final : Protocol {
  std::uint64_t images_per_person = kImagesPerPerson;
  double fmr = 1e-3;  // over everybody; sets the threshold where no calibration does
  std::uint64_t minimum_comparisons = 30;
  std::uint64_t minimum_people = 5;
  std::uint64_t replicates = 500;

  std::string_view kind() const override { return "groups"; }
  void VisitKeys(ProtocolVisitor& visitor) override;
};

struct CompareProtocol final : Protocol {
  std::uint64_t seed = 1;
  std::uint64_t images_per_person = kImagesPerPerson;
  std::vector<double> fmr_levels = {1e-4, 1e-3, 1e-2};
  std::vector<std::uint64_t> gallery_sizes;
  std::uint64_t references_per_entry = 1;
  std::uint64_t probe_images = 1;
  // What A does; B does the same but for the words that are given for it.
  std::string reference_rule = "nearest";
  std::string probe_rule = "mean-embedding";
  std::string normalisation = "none";
  std::string b_reference_rule = "same";
  std::string b_probe_rule = "same";
  std::string b_normalisation = "same";
  std::vector<double> fpir_levels = {0.003, 0.01, 0.03, 0.1};
  std::uint64_t draws = 10;
  std::uint64_t replicates = 500;
  std::uint64_t timed_images = 40;

  std::string_view kind() const override { return "compare"; }
  void VisitKeys(ProtocolVisitor& visitor) override;
};

}  // namespace portcullis
