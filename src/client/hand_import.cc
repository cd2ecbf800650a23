#include "client/hand_import.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "regtext/regtext.h"

namespace repoint {
namespace {

void AddKey(regtext::Document& document, const std::string& key, const KeyTree& tree) {
  regtext::Section gone;
  gone.key = key;
  gone.deletes = true;
  document.sections.push_back(std::move(gone));
  regtext::Section section;
  section.key = key;
  for (const NamedValue& value : tree.values) {
    regtext::ValueLine line;
    line.name = value.name;
    line.type = value.value.type;
    line.data = value.value.data;
    section.values.push_back(std::move(line));
  }
  document.sections.push_back(std::move(section));
  for (const KeyTree& subkey : tree.subkeys) AddKey(document, JoinKey(key, subkey.name), subkey);
}

}  // namespace

Result<Bytes> HandImportFile(std::string_view key, const KeyTree& tree) {
  regtext::Document document = regtext::NewDocument();
  AddKey(document, JoinKey("HKEY_CURRENT_USER", key), tree);
  return regtext::Write(document);
}

// Profile names may hold what file names may not, so that the file is named by the name's bytes in
// hex; of a long name by the first of them and the name's digest, since another name may begin in
// the same way.
Status WriteHandImport(Journal& journal, const ProfileRef& profile, const KeyTree& tree) {
  static constexpr size_t kNameBytes = 24;
  static constexpr size_t kDigestBytes = 8;
  REPOINT_ASSIGN(const Bytes file, HandImportFile(profile.Key(), tree));
  std::string name =
      HexEncode(AsBytes(profile.name).first(std::min(kNameBytes, profile.name.size())));
  if (profile.name.size() > kNameBytes) {
    REPOINT_ASSIGN(const auto digest, Sha256Of(AsBytes(profile.name)));
    name += "-" + HexEncode(ByteView(digest).first(kDigestBytes));
  }
  return journal.WriteBeside(fmt::format("{}-{}.reg", RootOf(profile.root).name, name), file);
}

}  // namespace repoint
