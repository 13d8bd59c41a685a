#include "eval/protocols.h"

#include <array>

namespace portcullis {
namespace {

using std::string_view;

constexpr std::array<string_view, 4> kRules = {"nearest", "mean-embedding", "corrected-mean",
                                               "mean-distance"};
constexpr std::array<string_view, 4> kNormalisations = {"none", "z", "s", "adaptive-s"};
constexpr std::array<string_view, 5> kRulesOfB = {"same", "nearest", "mean-embedding",
                                                  "corrected-mean", "mean-distance"};
constexpr std::array<string_view, 5> kNormalisationsOfB = {"same", "none", "z", "s", "adaptive-s"};

constexpr ProtocolKey kSeedKey{"seed", "of every draw", 0, 1e15};
constexpr ProtocolKey kImagesKey{"images_per_person",
                                 "the first so many of each, so that no one person outweighs the "
                                 "others",
                                 1, 1e6};
constexpr ProtocolKey kFmrLevelsKey{"fmr_levels", "at which the FNMR is measured", 1e-12, 0.5};
constexpr ProtocolKey kGallerySizesKey{"gallery_sizes", "entries; empty: sizes that the data gives",
                                       1, 1e7};
constexpr ProtocolKey kProbeImagesKey{"probe_images", "per search", 1, 100};
constexpr ProtocolKey kReferenceRuleKey{"reference_rule",
                                        "how several references become one score"};
constexpr ProtocolKey kProbeRuleKey{"probe_rule", "how several probe images become one score"};
constexpr ProtocolKey kNormalisationKey{"normalisation", "of scores, against the synthetic cohort"};
constexpr ProtocolKey kFpirLevelsKey{"fpir_levels", "at which the FNIR is measured", 1e-9, 0.99};
constexpr ProtocolKey kDrawsKey{"draws", "of galleries and of images", 1, 1000};
constexpr ProtocolKey kReplicatesKey{"replicates", "of the bootstrap over people", 20, 100'000};

}  // namespace

void VerifyProtocol::VisitKeys(ProtocolVisitor& visitor) {
  visitor.Visit(kSeedKey, seed);
  visitor.Visit(kImagesKey, images_per_person);
  visitor.Visit({"max_impostor_comparisons", "a random choice of so many; 0: all", 0, 1e9},
                max_impostor_comparisons);
  visitor.Visit(kFmrLevelsKey, fmr_levels);
  visitor.Visit(kReplicatesKey, replicates);
}

void IdentifyProtocol::VisitKeys(ProtocolVisitor& visitor) {
  visitor.Visit(kSeedKey, seed);
  visitor.Visit(kImagesKey, images_per_person);
  visitor.Visit(kGallerySizesKey, gallery_sizes);
  visitor.Visit({"references_per_entry", "each measured for itself, with the same probes", 1, 100},
                references_per_entry);
  visitor.Visit(kProbeImagesKey, probe_images);
  visitor.Visit(kReferenceRuleKey, reference_rule, kRules);
  visitor.Visit(kProbeRuleKey, probe_rule, kRules);
  visitor.Visit(kNormalisationKey, normalisation, kNormalisations);
  visitor.Visit(kFpirLevelsKey, fpir_levels);
  visitor.Visit({"ranks", "of the CMC", 1, 1000}, ranks);
  visitor.Visit(kDrawsKey, draws);
  visitor.Visit(kReplicatesKey, replicates);
}

void CheckProtocol::VisitKeys(ProtocolVisitor& visitor) {
  visitor.Visit(kImagesKey, images_per_person);
  visitor.Visit({"list_sizes", "entries; the largest that the data gives is added", 1, 1e7},
                list_sizes);
  visitor.Visit({"references_per_entry", "each for the people with so many images", 1, 100},
                references_per_entry);
  visitor.Visit(kProbeImagesKey, probe_images);
  visitor.Visit({"expected", "false alarms per search, as promised", 1e-9, 1e6}, expected);
}

void GroupsProtocol::VisitKeys(ProtocolVisitor& visitor) {
  visitor.Visit(kImagesKey, images_per_person);
  visitor.Visit({"fmr", "over everybody, where no calibration sets the threshold", 1e-12, 0.5},
                fmr);
  visitor.Visit({"minimum_comparisons", "of a cell; fewer are not shown", 3, 1e9},
                minimum_comparisons);
  visitor.Visit({"minimum_people", "of a cell; fewer are not shown", 2, 1e6}, minimum_people);
  visitor.Visit(kReplicatesKey, replicates);
}

void CompareProtocol::VisitKeys(ProtocolVisitor& visitor) {
  visitor.Visit(kSeedKey, seed);
  visitor.Visit(kImagesKey, images_per_person);
  visitor.Visit(kFmrLevelsKey, fmr_levels);
  visitor.Visit(kGallerySizesKey, gallery_sizes);
  visitor.Visit({"references_per_entry", "of both", 1, 100}, references_per_entry);
  visitor.Visit(kProbeImagesKey, probe_images);
  visitor.Visit(kReferenceRuleKey, reference_rule, kRules);
  visitor.Visit(kProbeRuleKey, probe_rule, kRules);
  visitor.Visit(kNormalisationKey, normalisation, kNormalisations);
  visitor.Visit({"b_reference_rule", "that of B"}, b_reference_rule, kRulesOfB);
  visitor.Visit({"b_probe_rule", "that of B"}, b_probe_rule, kRulesOfB);
  visitor.Visit({"b_normalisation", "that of B"}, b_normalisation, kNormalisationsOfB);
  visitor.Visit(kFpirLevelsKey, fpir_levels);
  visitor.Visit(kDrawsKey, draws);
  visitor.Visit(kReplicatesKey, replicates);
  visitor.Visit({"timed_images", "embedded again and again to measure the cost", 1, 1000},
                timed_images);
}

}  // namespace portcullis
