// How the target is written: explicitly, or so that Autodiscover fills it in. docs/update.md,
// "Method".
#ifndef REPOINT_UPDATE_METHOD_H_
#define REPOINT_UPDATE_METHOD_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "list/row.h"
#include "profile/graph.h"

namespace repoint {

enum class Method { kExplicit, kRediscover };
enum class MethodChoice { kAuto, kExplicit, kRediscover };
std::string_view MethodName(Method method);
std::optional<MethodChoice> ParseMethodChoice(std::string_view text);

// What decides beside the row.
struct MethodFacts {
  MethodChoice choice = MethodChoice::kAuto;
  RootKind root = RootKind::kNt;
  bool ansi_only = false;   // Outlook 97 to 2002, which has no Autodiscover
  bool knows_2007 = false;  // the profile or the registry shows Outlook 2007 or later
};

// Whether this user's registry shows an Outlook 2007 or later:
// Software\Microsoft\Office\12.0\Outlook or later.
Result<bool> ShowsOutlook2007(Registry& user);
MethodFacts FactsOf(const Profile& profile, MethodChoice choice, bool shows_2007);

// The columns that a method needs and the row lacks; empty: it can be done.
std::vector<std::string> MissingColumns(Method method, const list::Row& row);

// The method for an account. Refusals name the column that is missing, or the Outlook that cannot
// do it; a method that is a guess adds a warning.
Result<Method> ChooseMethod(const MethodFacts& facts, const list::Row& row,
                            std::vector<std::string>& warnings);

// The method for an additional mailbox: the account's, else the other one; nullopt when its row has
// enough for neither.
std::optional<Method> ChooseDelegateMethod(const MethodFacts& facts, Method account,
                                           const list::Row& row);

}  // namespace repoint

#endif  // REPOINT_UPDATE_METHOD_H_
