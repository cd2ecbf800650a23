#include "update/plan_jobs.h"

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"
#include "update/mark.h"

namespace repoint {
namespace {

// The profile's DN is neither the target's nor unknown: whatever a mark says, it is not there.
bool IsElsewhere(const AccountMatch& match) {
  const std::string& target = match.move.last.target_dn;
  return !match.dn.empty() && !target.empty() && !EqualsFolded(match.dn, target);
}

bool IsDone(const AccountMatch& match, const PlanOptions& options) {
  const auto& done = options.done_rows;
  return std::ranges::find(done, RowFingerprint(match.move)) != done.end() && !IsElsewhere(match);
}

// A mailbox that keeps its address, and whose new DN the list does not know, looks the same before
// and after. Who asks to do it again says that it is there; unless the profile still has the DN or
// the server of the source.
bool LooksTheSame(const Profile& profile, const std::string& settings, const AccountMatch& match) {
  const auto& [first, last] = match.move;
  const std::string_view address = mapi::BareSmtp(last.target_smtp);
  if (!last.target_dn.empty() || address.empty() ||
      !EqualsFolded(mapi::BareSmtp(first.source_smtp), address)) {
    return false;
  }
  const KeyTree* section = profile.Section(settings);
  if (section == nullptr) return false;
  const std::string server = TextProp(*section, kPrHomeServer, profile.ansi).value_or("");
  const auto is_source = [](const std::string& known, const std::string& found) {
    return !known.empty() && EqualsFolded(known, found);
  };
  return !is_source(first.source_dn, match.dn) && !is_source(first.source_server, server);
}

}  // namespace

Job MakeAccountJob(const Profile& profile, size_t index, const AccountMatch& match,
                   const PlanOptions& options) {
  const ExchangeAccount& account = profile.accounts[index];
  Job job = MakeJob(match.move.first, match.move.last, match.dn, profile);
  job.ansi_export = options.ansi_export;
  job.arrived = match.at_target || IsDone(match, options) ||
                (options.reprocess && LooksTheSame(profile, account.settings, match));
  AddOwnNames(job, OwnNamesOfAccount(profile, account));
  if (job.arrived) {
    for (const std::string& server : options.known_servers) job.names.servers.push_back(server);
  } else {
    AddServersOfAccount(profile, account, match.move.last, job.names);
  }
  return job;
}

Job MakeDelegateJob(const Profile& profile, const std::string& section,
                    const std::pair<list::Move, std::string>& match, const PlanOptions& options) {
  const auto& [move, dn] = match;
  Job job = MakeJob(move.first, move.last, dn, profile);
  job.ansi_export = options.ansi_export;
  job.arrived = !dn.empty() && EqualsFolded(dn, move.last.target_dn);
  AddOwnNames(job, OwnNamesOfSection(profile, section));
  AddServersOfSection(profile, section, move.last, job.names);
  return job;
}

}  // namespace repoint
