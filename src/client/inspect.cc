#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "client/render.h"
#include "client/run.h"

namespace repoint {
namespace {

using Json = nlohmann::ordered_json;

struct Shown {
  uint16_t id;
  std::string_view label;
};
// What of an account's sections is worth a line.
constexpr Shown kSettings[] = {
    {0x6603, "user DN"},      {0x6602, "home server"},      {0x6612, "home server DN"},
    {0x6613, "bindings"},     {0x662a, "home server FQDN"}, {0x6641, "SMTP address"},
    {0x6620, "account name"}, {0x6607, "unresolved name"},  {0x6608, "unresolved server"},
    {0x6622, "RPC proxy"},    {0x664a, "Autodiscover URL"}, {0x6610, "OST"},
};
constexpr Shown kStoreValues[] = {
    {0x3001, "name"},        {0x660b, "mailbox DN"},   {0x660c, "server"},   {0x6614, "server DN"},
    {0x662b, "server FQDN"}, {0x6641, "SMTP address"}, {0x0fff, "entry id"},
};

struct Line {
  std::string label;
  std::string name;  // of the value
  std::string value;
};

std::vector<Line> LinesOf(const Profile& profile, std::string_view section,
                          std::span<const Shown> shown) {
  std::vector<Line> lines;
  const KeyTree* key = profile.Section(section);
  if (key == nullptr) return lines;
  for (const Shown& wanted : shown) {
    for (const NamedValue& value : key->values) {
      const auto name = mapi::ParsePropName(value.name);
      if (!name || name->id != wanted.id || name->secure) continue;
      lines.push_back({std::string(wanted.label), value.name,
                       DescribeValue(value.name, value.value, profile.ansi)});
    }
  }
  return lines;
}

void AddText(std::string& text, const std::vector<Line>& lines, std::string_view indent) {
  for (const Line& line : lines) {
    text += fmt::format("{}{:<18} {}  {}\n", indent, line.label, line.name, line.value);
  }
}

std::string AccountText(const Profile& profile, const ExchangeAccount& account) {
  std::string text = fmt::format("  Exchange account  service {}  settings {}{}\n", account.service,
                                 account.settings.empty() ? "(none)" : account.settings,
                                 account.consumer ? "  (outlook.com, never touched)" : "");
  AddText(text, LinesOf(profile, account.settings, kSettings), "    ");
  for (const Store& store : account.stores) {
    text += fmt::format("    {}  {}\n", StoreRoleName(store.role), store.section);
    AddText(text, LinesOf(profile, store.section, kStoreValues), "      ");
  }
  return text;
}

std::string ProfileText(const Profile& profile) {
  std::string text =
      fmt::format("{}{}  root {}  {}\n", profile.ref.name,
                  profile.ref.is_default ? " (default)" : "", RootOf(profile.ref.root).name,
                  profile.ansi_only ? "Outlook 97 to 2002" : "Outlook 2003 or later");
  for (const Service& service : profile.services) {
    text += fmt::format("  service {:<12} {}\n", service.name, service.section);
  }
  for (const ExchangeAccount& account : profile.accounts) text += AccountText(profile, account);
  for (const std::string& warning : profile.warnings)
    text += fmt::format("  warning: {}\n", warning);
  return text;
}

Json LinesJson(const std::vector<Line>& lines) {
  Json list = Json::array();
  for (const Line& line : lines) {
    list.push_back({{"value", line.name}, {"meaning", line.label}, {"data", line.value}});
  }
  return list;
}

Json AccountJson(const Profile& profile, const ExchangeAccount& account) {
  Json stores = Json::array();
  for (const Store& store : account.stores) {
    stores.push_back({{"section", store.section},
                      {"role", StoreRoleName(store.role)},
                      {"values", LinesJson(LinesOf(profile, store.section, kStoreValues))}});
  }
  return Json{{"service", account.service},
              {"settings", account.settings},
              {"consumer", account.consumer},
              {"manager_keys", account.manager_keys},
              {"values", LinesJson(LinesOf(profile, account.settings, kSettings))},
              {"stores", std::move(stores)}};
}

std::string ProfileJson(const Profile& profile) {
  Json services = Json::array();
  for (const Service& service : profile.services) {
    services.push_back({{"section", service.section}, {"name", service.name}});
  }
  Json accounts = Json::array();
  for (const ExchangeAccount& account : profile.accounts) {
    accounts.push_back(AccountJson(profile, account));
  }
  const Json json = {{"event", "inspect"},
                     {"root", RootOf(profile.ref.root).name},
                     {"profile", profile.ref.name},
                     {"default", profile.ref.is_default},
                     {"ansi_only", profile.ansi_only},
                     {"services", std::move(services)},
                     {"accounts", std::move(accounts)},
                     {"warnings", profile.warnings}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<std::string> InspectProfiles(const Options& options, Environment& env) {
  REPOINT_ASSIGN(const auto found, FindProfiles(env.user));
  std::string text;
  for (const ProfileRef& ref : found) {
    if (!options.Wants(ref.name)) continue;
    REPOINT_ASSIGN(const Profile profile, ReadProfile(env.user, ref, env.ansi));
    text += options.json ? ProfileJson(profile) : ProfileText(profile);
  }
  if (text.empty() && !options.json)
    text = fmt::format("no MAPI profiles found for {}\n", env.user_name);
  return text;
}

}  // namespace repoint
