#include "client/hand_import.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
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

// Profile names may hold what file names may not, so that the file is named by the name's bytes in
// hex; of a long name by the first of them and a checksum, since another name may begin in the same
// way.
std::string SuffixOf(const ProfileRef& profile) {
  static constexpr size_t kNameBytes = 24;
  const ByteView name = AsBytes(profile.name);
  std::string hex = HexEncode(name.first(std::min(kNameBytes, name.size())));
  if (name.size() > kNameBytes) hex += fmt::format("-{:016x}", Fnv1a(profile.name));
  return fmt::format("{}-{}.reg", RootOf(profile.root).name, hex);
}

}  // namespace

Result<Bytes> HandImportFile(std::string_view key, const KeyTree& tree) {
  regtext::Document document = regtext::NewDocument();
  AddKey(document, JoinKey("HKEY_CURRENT_USER", key), tree);
  return regtext::Write(document);
}

std::string HandImportPath(const std::string& folder, const std::string& run_id,
                           const ProfileRef& profile) {
  return JoinPath(folder, fmt::format("{}-{}", run_id, SuffixOf(profile)));
}

Status WriteHandImport(Journal& journal, const ProfileRef& profile, const KeyTree& tree) {
  REPOINT_ASSIGN(const Bytes file, HandImportFile(profile.Key(), tree));
  return journal.WriteBeside(SuffixOf(profile), file);
}

}  // namespace repoint
