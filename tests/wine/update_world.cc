#include "wine/update_world.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/codepage.h"
#include "base/files.h"
#include "base/text.h"
#include "registry/registry.h"
#include "regtext/regtext.h"

namespace repoint {
namespace {

constexpr std::string_view kUser = "HKEY_CURRENT_USER\\";
// Everything of which a profile consists, and our marks.
constexpr std::string_view kForget =
    "REGEDIT4\r\n\r\n"
    "[-HKEY_CURRENT_USER\\Software\\EMProfileUpdate]\r\n"
    "[-HKEY_CURRENT_USER\\Software\\Microsoft\\Windows Messaging Subsystem]\r\n"
    "[-HKEY_CURRENT_USER\\Software\\Microsoft\\Windows NT\\CurrentVersion\\"
    "Windows Messaging Subsystem]\r\n"
    "[-HKEY_CURRENT_USER\\Software\\Microsoft\\Office]\r\n";

std::string KeyOf(const regtext::Section& section) {
  const std::string key = FoldAscii(section.key);
  const std::string user = FoldAscii(kUser);
  return key.starts_with(user) ? key.substr(user.size()) : key;
}

void EraseBelow(Values& values, const std::string& key) {
  std::erase_if(values, [&](const auto& item) {
    const auto& name = item.first;
    return name == "[" + key + "]" || name.starts_with("[" + key + "\\") ||
           name.starts_with(key + "\\");
  });
}

// The registry converts these, and REGEDIT4 has them as ANSI bytes.
Bytes AsStored(const regtext::ValueLine& line, regtext::Format format) {
  const bool ansi = format == regtext::Format::kRegedit4 &&
                    (line.type == kRegExpandSz || line.type == kRegMultiSz);
  return ansi ? Utf16Bytes(DecodeWindows1252(line.data)) : line.data;
}

void Apply(Values& values, const regtext::Section& section, regtext::Format format) {
  const std::string key = KeyOf(section);
  if (section.deletes) return EraseBelow(values, key);
  // A key is made with its parents.
  for (size_t end = key.find('\\'); end != std::string::npos; end = key.find('\\', end + 1)) {
    values["[" + key.substr(0, end) + "]"] = "";
  }
  values["[" + key + "]"] = "";
  for (const regtext::ValueLine& line : section.values) {
    const std::string name = key + "\\" + FoldAscii(line.name);
    if (line.deletes) {
      values.erase(name);
    } else {
      values[name] = std::to_string(line.type) + ":" + HexEncode(AsStored(line, format));
    }
  }
}

}  // namespace

Values ValuesOf(std::string_view reg_file) {
  Values values;
  if (reg_file.empty()) return values;
  const auto document = regtext::Parse(AsBytes(reg_file), *CodePage::Find(1252));
  if (!document) {
    ADD_FAILURE() << document.error().ToString();
    return values;
  }
  for (const regtext::Section& section : document->sections) {
    Apply(values, section, document->format);
  }
  return values;
}

std::vector<std::string> Differences(const Values& before, const Values& after) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : before) {
    const auto other = after.find(name);
    if (other == after.end()) {
      lines.push_back(name + ": " + value + " -> (none)");
    } else if (other->second != value) {
      lines.push_back(name + ": " + value + " -> " + other->second);
    }
  }
  for (const auto& [name, value] : after) {
    if (!before.contains(name)) lines.push_back(name + ": (none) -> " + value);
  }
  return lines;
}

Values Below(const Values& values, std::string_view key) {
  const std::string folded = FoldAscii(key);
  Values below;
  for (const auto& [name, value] : values) {
    if (name.starts_with(folded + "\\") || name.starts_with("[" + folded + "\\") ||
        name == "[" + folded + "]") {
      below[name] = value;
    }
  }
  return below;
}

std::string FixturePath(const std::string& name) { return REPOINT_FIXTURES "/" + name; }
std::string ListPath() { return FixturePath("EMAMappings.tab"); }

void UpdateWorld::Install(const std::vector<std::string>& reg_files) {
  const std::string forget = wine.drive_c() + "/forget.reg";
  WriteTestFile(forget, kForget);
  std::vector<std::string> files = {forget};
  files.insert(files.end(), reg_files.begin(), reg_files.end());
  wine.RegImport(files);
}

void UpdateWorld::InstallRenamed(const std::string& fixture, const std::string& from,
                                 const std::string& to) {
  const std::string bytes = ReadTestFile(FixturePath(fixture));
  std::string text = Utf8FromUtf16Bytes(AsBytes(bytes).subspan(2)).value_or("");
  const std::pair<std::string, std::string> edits[] = {
      {"Profiles\\" + from + "]", "Profiles\\" + to + "]"},
      {"Profiles\\" + from + "\\", "Profiles\\" + to + "\\"},
      {"\"DefaultProfile\"=\"" + from + "\"", "\"DefaultProfile\"=\"" + to + "\""},
  };
  for (const auto& [old_text, new_text] : edits) {
    for (size_t at = 0; (at = text.find(old_text, at)) != std::string::npos;
         at += new_text.size()) {
      text.replace(at, old_text.size(), new_text);
    }
  }
  const std::string path = wine.drive_c() + "/renamed.reg";
  WriteTestFile(path, "\xFF\xFE" + std::string(AsChars(Utf16Bytes(text))));
  Install({path});
}

Finished UpdateWorld::Update(const std::vector<std::string>& arguments, const RunOptions& options) {
  std::vector<std::string> all = {wine.WindowsPath(ListPath())};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return Run(all, options);
}

Finished UpdateWorld::Run(const std::vector<std::string>& arguments, const RunOptions& options) {
  return wine.Run(EmProfileUpdate(), arguments, options);
}

void UpdateWorld::SetAnsiCodePage(int number) {
  wine.RegImportText(
      "REGEDIT4\r\n\r\n"
      "[HKEY_LOCAL_MACHINE\\System\\CurrentControlSet\\Control\\Nls\\CodePage]\r\n"
      "\"ACP\"=\"" +
      std::to_string(number) + "\"\r\n");
}

std::string UpdateWorld::List(const std::vector<std::string>& fields) {
  const std::string path = wine.drive_c() + "/one.tab";
  WriteTestFile(path,
                "SourceDN\tTargetDN\tDisplayName\tAlias\tSourceSmtp\tTargetSmtp\tSourceServer\t"
                "TargetServer\tTargetServerFqdn\tTargetServerDN\tTargetPublicServer\tTargetProxy\t"
                "Proxies\r\n" +
                    Join(fields, "\t") + "\r\n");
  return path;
}

Values ProfilesOf(const Values& all) {
  Values profiles = Below(all, "Software\\Microsoft\\Office");
  profiles.merge(Below(all, "Software\\Microsoft\\Windows Messaging Subsystem"));
  profiles.merge(Below(all,
                       "Software\\Microsoft\\Windows NT\\CurrentVersion\\"
                       "Windows Messaging Subsystem"));
  return profiles;
}

Values UpdateWorld::Profiles() {
  return ProfilesOf(ValuesOf(wine.RegExport("HKEY_CURRENT_USER\\Software\\Microsoft")));
}

std::string UpdateWorld::StateFolder() const {
  return wine.UserFolder() + "/AppData/Local/EMProfileUpdate";
}

std::vector<JournalFile> UpdateWorld::Journals() {
  std::vector<std::string> warnings;
  auto journals = ListJournals(SystemFiles(), StateFolder() + "/Journals", warnings);
  if (!journals) {
    ADD_FAILURE() << journals.error().ToString();
    return {};
  }
  return *std::move(journals);
}

int Count(const std::vector<JournalFile>& journals, UnitState state) {
  int count = 0;
  for (const JournalFile& journal : journals) {
    for (const JournalUnit& unit : journal.units) count += unit.state == state ? 1 : 0;
  }
  return count;
}

}  // namespace repoint
