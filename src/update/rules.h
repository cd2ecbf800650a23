// What an update does to each property of an Exchange account: the table of docs/update.md, as a
// table.
#ifndef REPOINT_UPDATE_RULES_H_
#define REPOINT_UPDATE_RULES_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "update/draft.h"
#include "update/job.h"

namespace repoint {

// The kinds of section that belong to an account; a rule names those that it is for.
enum SectionKind : unsigned {
  kSettingsSection = 1,   // G: settings of the account
  kServiceSection = 2,    // S: the service
  kPrivateSection = 4,    // store provider of the account's own mailbox
  kTransportSection = 8,  // transport providers
  kDelegateSection = 16,  // store provider of an additional mailbox
  kPublicSection = 32,    // store provider of public folders
  kOtherSection = 64,     // directory and hook providers
};

// A value that a rule decides about.
struct Property {
  const Job& job;
  const KeyTree& section;  // as it was before the update
  unsigned kind;           // SectionKind
  uint16_t type;           // PT_*
  const RegValue& value;
};

// nullopt: the value is deleted. The same value: it stays. An error fails the whole profile.
using Action = Result<std::optional<RegValue>> (*)(const Property&);

struct Rule {
  uint16_t id;
  unsigned types;  // of the value: kText, ...
  unsigned sections;
  Action explicit_action;
  Action rediscover_action;
  std::string_view reason;  // shown with the edit
};

// The table, in the order of docs/update.md.
std::span<const Rule> Rules();

// Applies the table to one section. Opaque values stay.
Status ApplyRules(Draft& draft, const Job& job, std::string_view section, SectionKind kind);
// Makes the values that Outlook needs and that are missing in an account's settings section.
Status MakeMissingValues(Draft& draft, const Job& job, std::string_view settings, bool ansi_only);

}  // namespace repoint

#endif  // REPOINT_UPDATE_RULES_H_
