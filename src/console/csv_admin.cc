// The export of Exchange 5.5's Administrator program (Tools, Directory Export).
#include <fmt/format.h>

#include "console/csv_forms.h"
#include "mapi/legacy_dn.h"

namespace repoint::console {
namespace {

constexpr std::string_view kColumns[] = {
    "Obj-Class",
    "First Name",
    "Last name",
    "Display Name",
    "Alias Name",
    "Directory Name",
    "Primary Windows NT Account",
    "Home-Server",
    "E-mail address",
    "E-mail Addresses",
    "Members",
    "Obj-Container",
    "Hide from AB",
};
constexpr std::string_view kNeeded[] = {"Obj-Class", "Directory Name", "Obj-Container"};
constexpr std::string_view kRemedy =
    "export again with Exchange Administrator, Tools, Directory Export";

enum class What { kMailbox, kContact, kOther };
struct Class {
  std::string_view name;
  What what;
};
// As the program spells them in exports and takes them in imports.
constexpr Class kClasses[] = {
    {"Mailbox", What::kMailbox},          {"Remote", What::kContact},
    {"Remote-Address", What::kContact},   {"Custom Recipient", What::kContact},
    {"Custom-Recipient", What::kContact}, {"DL", What::kOther},
    {"Distribution List", What::kOther},  {"Distribution-List", What::kOther},
    {"Public Folder", What::kOther},      {"Public-Folder", What::kOther},
};

const Class* FindClass(std::string_view name) {
  for (const Class& known : kClasses) {
    if (EqualsFolded(known.name, name)) return &known;
  }
  return nullptr;
}

std::vector<std::string> Addresses(const CsvRecord& record) {
  std::vector<std::string> addresses;
  const std::string all = record.Get("E-mail Addresses");
  for (const std::string_view address : Split(all, '%')) addresses.emplace_back(Trim(address));
  // The address behind a custom recipient, "SMTP:jd@fabrikam.example".
  addresses.push_back(record.Get("E-mail address"));
  return addresses;
}

// "EXSRC01", or the server's whole DN. A mailbox lies on a server of its own site.
void SetServer(DirectoryObject& object, const std::string& home) {
  if (mapi::LooksLikeDn(home)) {
    object.server = mapi::ServerDnName(home).value_or("");
    object.server_dn = home;
  } else {
    object.server = home;
    if (!home.empty()) object.server_dn = mapi::ServerDn(object.legacy_dn, home).value_or("");
  }
}

Result<std::optional<DirectoryObject>> MakeObject(const CsvRecord& record) {
  const std::string class_name = record.Get("Obj-Class");
  const Class* const known = FindClass(class_name);
  if (known == nullptr) {
    return Fail(ErrorCode::kDamaged,
                fmt::format("the object class is \"{}\", which is none of Mailbox, Remote and DL; "
                            "leave the line out, or {}",
                            class_name, kRemedy));
  }
  if (known->what == What::kOther) return std::nullopt;
  const std::string container = record.Get("Obj-Container");
  const std::string name = record.Get("Directory Name");
  if (!mapi::LooksLikeDn(container) || name.empty()) {
    return Fail(ErrorCode::kDamaged,
                fmt::format("no DN can be made of Obj-Container \"{}\" and Directory Name \"{}\"; "
                            "the container has the form /o=.../ou=.../cn=...",
                            container, name));
  }
  DirectoryObject object;
  object.legacy_dn = container + "/cn=" + name;
  object.key = FoldAscii(object.legacy_dn);
  object.alias = record.Get("Alias Name");
  object.display_name = record.Get("Display Name");
  object.is_mailbox = known->what == What::kMailbox;
  SetAddresses(object, Addresses(record));
  SetServer(object, record.Get("Home-Server"));
  return object;
}

}  // namespace

const CsvForm kAdminCsvForm = {.fixed_columns = kColumns,
                               .needed = kNeeded,
                               .last_needed = "Obj-Container",
                               .remedy = kRemedy,
                               .make = MakeObject};

}  // namespace repoint::console
