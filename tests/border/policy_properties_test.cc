// Whatever people do to the policy: what is in force is what a naive look at all that was decided
// says, at every moment.
#include <map>
#include <optional>
#include <vector>

#include "border/policy/policy_admin.h"
#include "store/memory/memory_watchlist_store.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/fake_policy.h"
#include "tests/fakes/status_matchers.h"

// Needs gtest.h before it and does not say so.
#include "rapidcheck/gtest.h"

namespace portcullis::testing {
namespace {

struct Step {
  int act = 0;     // what is done
  int number = 1;  // to which version
  int actor = 0;   // by whom
  int delay = 0;   // seconds from now at which a proposal is to begin; below 0: at approval
  int pause = 0;   // seconds before the act
};

void showValue(const Step& step, std::ostream& out) {
  out << "act " << step.act << " on " << step.number << " by " << step.actor << " delay "
      << step.delay << " pause " << step.pause;
}

rc::Gen<Step> AnyStep() {
  return rc::gen::build<Step>(rc::gen::set(&Step::act, rc::gen::inRange(0, 5)),
                              rc::gen::set(&Step::number, rc::gen::inRange(1, 6)),
                              rc::gen::set(&Step::actor, rc::gen::inRange(0, 2)),
                              rc::gen::set(&Step::delay, rc::gen::inRange(-2, 4)),
                              rc::gen::set(&Step::pause, rc::gen::inRange(0, 3)));
}

/// A list of what was decided, in the order in which it was.
class NaiveModel {
 public:
  struct Version {
    int proposer;
    std::optional<absl::Time> wanted;
    char state;  // 'p', 'a' or 'x'
    absl::Time begins;
    double content;
  };

  std::int64_t InForce(absl::Time now) const {
    std::int64_t best = 0;
    absl::Time begun = absl::InfinitePast();
    for (const auto& [number, version] : versions) {
      if (version.state != 'a' || version.begins > now || version.begins < begun) continue;
      best = number;
      begun = version.begins;
    }
    return best;
  }

  /// True if it may be done, and then it is.
  bool Do(const Step& step, absl::Time now) {
    const auto found = versions.find(step.number);
    const bool is_there = found != versions.end();
    const auto next = static_cast<std::int64_t>(versions.size()) + 1;
    switch (step.act) {
      case 0: {
        std::optional<absl::Time> wanted;
        if (step.delay >= 0) wanted = now + absl::Seconds(step.delay) - absl::Seconds(1);
        versions[next] = {step.actor, wanted, 'p', {}, Content(next)};
        return true;
      }
      case 1:
        if (!is_there || found->second.state != 'p' || found->second.proposer == step.actor) {
          return false;
        }
        found->second.state = 'a';
        found->second.begins = std::max(found->second.wanted.value_or(now), now);
        return true;
      case 2:
        if (!is_there || found->second.state != 'p') return false;
        found->second.state = 'x';
        return true;
      case 3: {
        const bool may_go = is_there && found->second.proposer == step.actor &&
                            (found->second.state == 'p' ||
                             (found->second.state == 'a' && found->second.begins > now));
        if (may_go) found->second.state = 'x';
        return may_go;
      }
      default: {
        // In force at some second from the first on, and not now. All times are whole seconds.
        bool was = false;
        for (absl::Time t = start; t <= now; t += absl::Seconds(1)) {
          was = was || InForce(t) == step.number;
        }
        if (!was || InForce(now) == step.number) return false;
        versions[next] = {step.actor, now, 'a', now, versions.at(step.number).content};
        return true;
      }
    }
  }

  static double Content(std::int64_t number) { return 1.0 / static_cast<double>(number + 1); }

  absl::Time start;
  std::map<std::int64_t, Version> versions;
};

class Play {
 public:
  Play() {
    Policy first;
    first.default_rule.prior_listed = NaiveModel::Content(1);
    const auto versions = ReadOrStartPolicies(store_, first, now_);
    RC_ASSERT(versions.ok());
    in_force_.Set(*versions);
    model_.start = now_;
    model_.versions[1] = {-1, now_, 'a', now_, NaiveModel::Content(1)};
  }

  void Do(const Step& step) {
    now_ += absl::Seconds(step.pause);
    const bool expected = model_.Do(step, now_);
    RC_ASSERT(Act(step).ok() == expected);
    Compare();
  }

  /// Now, at every second of the next, and after a restart.
  void Compare() {
    const auto stored = store_.Policies();
    RC_ASSERT(stored.ok());
    PolicyInForce restarted(stored->front(), [this] { return now_; });
    restarted.Set(*stored);
    const absl::Time present = now_;
    for (int second = 0; second < 5; ++second, now_ += absl::Seconds(1)) {
      const std::int64_t number = model_.InForce(now_);
      RC_ASSERT(in_force_.Now()->number.value == number);
      RC_ASSERT(restarted.Now()->number.value == number);
      RC_ASSERT(in_force_.Now()->policy.default_rule.prior_listed ==
                model_.versions.at(number).content);
    }
    now_ = present;
  }

 private:
  absl::Status Act(const Step& step) {
    const MutationContext context{"person-" + std::to_string(step.actor),
                                  {"request-" + std::to_string(++requests_), "body"}};
    const PolicyNumber number{step.number};
    const PolicyResponse response = [](const PolicyVersion&) { return ""; };
    switch (step.act) {
      case 0: {
        PolicyProposal proposal;
        proposal.justification = "why";
        proposal.policy.default_rule.prior_listed =
            NaiveModel::Content(static_cast<std::int64_t>(model_.versions.size()));
        if (step.delay >= 0) {
          proposal.effective_at = now_ + absl::Seconds(step.delay) - absl::Seconds(1);
        }
        return admin_.Propose(context, proposal, response).status();
      }
      case 1: return admin_.Approve(context, number, std::nullopt, response).status();
      case 2: return admin_.Reject(context, number, std::nullopt, "no", response).status();
      case 3: return admin_.Withdraw(context, number, std::nullopt, response).status();
      default: return admin_.RollBack(context, number, "back", response).status();
    }
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  int requests_ = 0;
  NaiveModel model_;
  MemoryWatchlistStore store_{kFakeModel};
  PolicyInForce in_force_{ApprovedVersion(Policy{}), [this] { return now_; }};
  PolicyAdmin admin_{store_, in_force_, {1e-6, [] { return std::vector<ListSize>(); }}};
};

RC_GTEST_PROP(PolicyProperties, LeaveTheVersionInForceThatTheActsSay, ()) {
  Play play;
  const auto steps = *rc::gen::container<std::vector<Step>>(AnyStep());
  for (const Step& step : steps) play.Do(step);
}

}  // namespace
}  // namespace portcullis::testing
