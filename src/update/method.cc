#include "update/method.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"

namespace repoint {
namespace {

struct Need {
  Method method;
  std::string_view column;
  std::string list::Row::* field;
};
constexpr Need kNeeds[] = {
    {Method::kExplicit, "TargetDN", &list::Row::target_dn},
    {Method::kExplicit, "TargetServer", &list::Row::target_server},
    {Method::kRediscover, "TargetSmtp", &list::Row::target_smtp},
};

bool CanRediscover(const MethodFacts& facts) { return !facts.ansi_only; }

std::unexpected<Error> Missing(Method method, const list::Row& row) {
  return Fail(ErrorCode::kNotFound,
              fmt::format("the list's row has no {}, which the {} method needs",
                          fmt::join(MissingColumns(method, row), " and no "), MethodName(method)));
}

Result<Method> ChooseRediscover(const MethodFacts& facts, const list::Row& row,
                                std::vector<std::string>& warnings) {
  if (!CanRediscover(facts)) {
    return Fail(ErrorCode::kUnsupported,
                "Outlook 97 to 2002 has no Autodiscover: the rediscover method cannot be used "
                "for this profile; use -Method explicit with TargetDN and TargetServer");
  }
  if (!MissingColumns(Method::kRediscover, row).empty()) return Missing(Method::kRediscover, row);
  if (!RootOf(facts.root).autodiscover_only && !facts.knows_2007) {
    warnings.push_back(
        "the profile does not tell whether it belongs to Outlook 2003, which has no Autodiscover; "
        "the rediscover method works from Outlook 2007 on");
  }
  return Method::kRediscover;
}

Result<Method> ChooseAuto(const MethodFacts& facts, const list::Row& row,
                          std::vector<std::string>& warnings) {
  if (RootOf(facts.root).autodiscover_only) return ChooseRediscover(facts, row, warnings);
  const bool can_explicit = MissingColumns(Method::kExplicit, row).empty();
  const bool can_rediscover =
      CanRediscover(facts) && MissingColumns(Method::kRediscover, row).empty();
  // From 2013 on a server is called guid@domain, and only Autodiscover leads Outlook 2007 and 2010
  // there.
  const bool wants_autodiscover =
      facts.knows_2007 && mapi::LooksLikeGuidServer(row.target_server) && can_rediscover;
  if (can_explicit && !wants_autodiscover) return Method::kExplicit;
  if (can_rediscover) return ChooseRediscover(facts, row, warnings);
  return Missing(Method::kExplicit, row);
}

}  // namespace

std::string_view MethodName(Method method) {
  return method == Method::kExplicit ? "explicit" : "rediscover";
}

std::optional<MethodChoice> ParseMethodChoice(std::string_view text) {
  if (EqualsFolded(text, "auto")) return MethodChoice::kAuto;
  if (EqualsFolded(text, "explicit")) return MethodChoice::kExplicit;
  if (EqualsFolded(text, "rediscover")) return MethodChoice::kRediscover;
  return std::nullopt;
}

Result<bool> ShowsOutlook2007(Registry& user) {
  for (const std::string_view version : {"12.0", "14.0", "15.0", "16.0"}) {
    const std::string key = fmt::format("Software\\Microsoft\\Office\\{}\\Outlook", version);
    REPOINT_ASSIGN(const auto values, user.Values(key));
    if (values) return true;
  }
  return false;
}

MethodFacts FactsOf(const Profile& profile, MethodChoice choice, bool shows_2007) {
  MethodFacts facts{choice, profile.ref.root, profile.ansi_only, shows_2007};
  // Only Outlook 2010 and later give an account a settings section of its own.
  for (const ExchangeAccount& account : profile.accounts) {
    const KeyTree* service = profile.Section(account.service);
    if (BinaryProp(*service, kPrEmsmdbSectionUid) != nullptr) facts.knows_2007 = true;
  }
  return facts;
}

std::vector<std::string> MissingColumns(Method method, const list::Row& row) {
  std::vector<std::string> missing;
  for (const Need& need : kNeeds) {
    if (need.method == method && (row.*need.field).empty()) missing.emplace_back(need.column);
  }
  return missing;
}

Result<Method> ChooseMethod(const MethodFacts& facts, const list::Row& row,
                            std::vector<std::string>& warnings) {
  switch (facts.choice) {
    case MethodChoice::kAuto:
      return ChooseAuto(facts, row, warnings);
    case MethodChoice::kRediscover:
      return ChooseRediscover(facts, row, warnings);
    case MethodChoice::kExplicit:
      break;
  }
  if (!MissingColumns(Method::kExplicit, row).empty()) return Missing(Method::kExplicit, row);
  return Method::kExplicit;
}

std::optional<Method> ChooseDelegateMethod(const MethodFacts& facts, Method account,
                                           const list::Row& row) {
  const Method other = account == Method::kExplicit ? Method::kRediscover : Method::kExplicit;
  for (const Method method : {account, other}) {
    if (method == Method::kRediscover && !CanRediscover(facts)) continue;
    if (MissingColumns(method, row).empty()) return method;
  }
  return std::nullopt;
}

}  // namespace repoint
