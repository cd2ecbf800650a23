#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "client/inspect_sections.h"
#include "client/run.h"

namespace repoint {
namespace {

using Json = nlohmann::ordered_json;

void AddText(std::string& text, const std::vector<InspectLine>& lines, std::string_view indent) {
  for (const InspectLine& line : lines) {
    text += fmt::format("{}{:<18} {}  {}\n", indent, line.label, line.name, line.value);
  }
}

void AddText(std::string& text, std::string_view what, const std::vector<InspectSection>& sections,
             const std::string& indent) {
  for (const InspectSection& section : sections) {
    text += fmt::format("{}{}{}  {}\n", indent, what, section.kind, section.section);
    AddText(text, section.lines, indent + "  ");
  }
}

std::string AccountText(const Profile& profile, const ExchangeAccount& account) {
  std::string text = fmt::format("  Exchange account  service {}  settings {}{}\n", account.service,
                                 account.settings.empty() ? "(none)" : account.settings,
                                 account.consumer ? "  (outlook.com, never touched)" : "");
  AddText(text, SettingsOf(profile, account), "    ");
  AddText(text, "", StoresOf(profile, account), "    ");
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
  AddText(text, "store ", OtherStores(profile), "  ");
  AddText(text, "account manager ", ManagerAccounts(profile), "  ");
  if (const auto lines = AddressBook(profile); !lines.empty()) {
    text += "  address book\n";
    AddText(text, lines, "    ");
  }
  for (const std::string& warning : profile.warnings)
    text += fmt::format("  warning: {}\n", warning);
  return text;
}

Json LinesJson(const std::vector<InspectLine>& lines) {
  Json list = Json::array();
  for (const InspectLine& line : lines) {
    list.push_back({{"value", line.name}, {"meaning", line.label}, {"data", line.value}});
  }
  return list;
}

// `kind` is the name of the member for InspectSection::kind.
Json SectionsJson(const std::vector<InspectSection>& sections, const char* kind) {
  Json list = Json::array();
  for (const InspectSection& section : sections) {
    list.push_back(
        {{"section", section.section}, {kind, section.kind}, {"values", LinesJson(section.lines)}});
  }
  return list;
}

Json AccountJson(const Profile& profile, const ExchangeAccount& account) {
  return Json{{"service", account.service},
              {"settings", account.settings},
              {"consumer", account.consumer},
              {"manager_keys", account.manager_keys},
              {"values", LinesJson(SettingsOf(profile, account))},
              {"stores", SectionsJson(StoresOf(profile, account), "role")}};
}

std::string ProfileJson(const std::string& store, const Profile& profile) {
  Json services = Json::array();
  for (const Service& service : profile.services) {
    services.push_back({{"section", service.section}, {"name", service.name}});
  }
  Json accounts = Json::array();
  for (const ExchangeAccount& account : profile.accounts) {
    accounts.push_back(AccountJson(profile, account));
  }
  const Json json = {{"event", "inspect"},
                     {"store", store},
                     {"root", RootOf(profile.ref.root).name},
                     {"profile", profile.ref.name},
                     {"default", profile.ref.is_default},
                     {"ansi_only", profile.ansi_only},
                     {"services", std::move(services)},
                     {"accounts", std::move(accounts)},
                     {"stores", SectionsJson(OtherStores(profile), "service")},
                     {"manager", SectionsJson(ManagerAccounts(profile), "kind")},
                     {"address_book", LinesJson(AddressBook(profile))},
                     {"warnings", profile.warnings}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<Listing> InspectProfiles(const Options& options, Environment& env) {
  REPOINT_ASSIGN(const auto found, FindProfiles(env.user));
  Listing listing;
  for (const ProfileRef& ref : found) {
    if (!options.Wants(ref.name)) continue;
    REPOINT_ASSIGN(const Profile profile, ReadProfile(env.user, ref, env.ansi));
    listing.text += options.json ? ProfileJson(env.user.Describe(), profile) : ProfileText(profile);
  }
  if (const auto unknown = options.UnknownNames(found); !unknown.empty()) {
    listing.error = Error{ErrorCode::kNotFound,
                          "there is no profile of this name; -Inspect without -Profile lists them",
                          Join(unknown, ", ")};
  } else if (found.empty() && !options.json) {
    listing.text = fmt::format("no MAPI profiles found for {}\n", SubjectOf(env));
  }
  return listing;
}

}  // namespace repoint
