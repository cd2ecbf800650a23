#include "console/package_folder.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "list/list.h"

namespace repoint::console {
namespace {

constexpr uint64_t kMaxKeyBytes = 64 << 10;
constexpr size_t kHeadBytes = 4096;

// "repoint-<process>-<count>-<id>.tmp": what a crash leaves (base/files.h).
bool IsTemporary(std::string_view name) {
  return name.starts_with("repoint-") && name.ends_with(".tmp");
}

Result<bool> IsPackage(FileSystem& files, const std::string& folder, std::string_view mark) {
  const std::string path = JoinPath(folder, kInstallName);
  REPOINT_ASSIGN(const auto info, files.Stat(path));
  if (!info || info->is_folder) return false;
  REPOINT_ASSIGN(const auto file, files.Open(path));
  REPOINT_ASSIGN(const Bytes head, file->ReadAt(0, kHeadBytes));
  return AsChars(head).starts_with(mark);
}

}  // namespace

Status ClaimFolder(FileSystem& files, const std::string& folder, std::string_view mark,
                   const std::set<std::string>& known) {
  REPOINT_ASSIGN(std::vector<std::string> names, files.List(folder));
  // Left by a run that was interrupted.
  std::vector<std::string> left;
  std::ranges::copy_if(names, std::back_inserter(left), IsTemporary);
  std::erase_if(names, IsTemporary);
  if (!names.empty()) {
    REPOINT_ASSIGN(const bool ours, IsPackage(files, folder, mark));
    const auto foreign =
        std::ranges::find_if(names, [&](const auto& name) { return !known.contains(name); });
    if (!ours || foreign != names.end()) {
      return Fail(
          ErrorCode::kConflict,
          fmt::format("the folder holds {}, which is not of such a package; name a new folder",
                      foreign == names.end() ? names.front() : *foreign),
          folder);
    }
  }
  REPOINT_TRY(files.CreateFolders(folder, Access::kDefault));
  for (const std::string& name : left) REPOINT_TRY(files.Remove(JoinPath(folder, name)));
  return {};
}

Result<std::vector<std::string>> WriteFiles(const Plan& plan, FileSystem& files,
                                            const PutList& put_list) {
  const PackageOptions& options = plan.options;
  const auto path = [&](std::string_view name) { return JoinPath(options.out, name); };
  REPOINT_ASSIGN(const std::vector<std::string> texts, FillTexts(plan));
  std::set<std::string> written = plan.list_names;
  std::set<std::string> known = {std::string(kProgram64), std::string(kProgram32),
                                 std::string(kKey)};
  for (const std::string_view suffix : {std::string_view(), kIndexSuffix, kSignatureSuffix}) {
    known.insert(plan.list + std::string(suffix));
  }
  for (const Text& text : plan.kind.texts) written.emplace(text.name);
  known.insert(written.begin(), written.end());

  REPOINT_TRY(ClaimFolder(files, options.out, plan.kind.mark, known));
  const auto write_text = [&](size_t i) {
    return files.WriteWhole(path(plan.kind.texts[i].name), AsBytes(texts[i]), Access::kDefault);
  };
  REPOINT_TRY(write_text(0));
  const std::pair<std::string_view, const std::string&> copies[] = {
      {kProgram64, options.program64}, {kProgram32, options.program32}};
  for (const auto& [name, from] : copies) {
    if (from.empty()) continue;
    REPOINT_TRY(CopyFile(files, from, path(name)));
    written.emplace(name);
  }
  if (!plan.public_key.empty()) {
    REPOINT_TRY(files.WriteWhole(path(kKey), AsBytes(plan.public_key), Access::kDefault));
    written.emplace(kKey);
  }
  for (const std::string& name : known) {
    if (!written.contains(name)) REPOINT_TRY(files.Remove(path(name)));
  }
  REPOINT_TRY(put_list(path(plan.list)));
  for (size_t i = 1; i < texts.size(); ++i) REPOINT_TRY(write_text(i));
  return std::vector<std::string>(written.begin(), written.end());
}

Result<bool> IsThere(FileSystem& files, const std::string& path) {
  REPOINT_ASSIGN(const auto info, files.Stat(path));
  return info.has_value();
}

Status CopyFile(FileSystem& files, const std::string& from, const std::string& to) {
  REPOINT_ASSIGN(const Bytes bytes, ReadWhole(files, from));
  return files.WriteWhole(to, bytes, Access::kDefault);
}

Status CheckPrograms(FileSystem& files, const PackageOptions& options) {
  REPOINT_TRY(CheckProgram(files, options.program64, ProgramKind::k64Bit));
  if (options.program32.empty()) return {};
  return CheckProgram(files, options.program32, ProgramKind::k32Bit);
}

// The head of a program: "MZ", at 0x3c the offset of "PE\0\0", and behind that the machine.
Status CheckProgram(FileSystem& files, const std::string& path, ProgramKind kind) {
  REPOINT_ASSIGN(const auto file, files.Open(path));
  REPOINT_ASSIGN(const Bytes head, file->ReadAt(0, kHeadBytes));
  const size_t offset = AsChars(head).starts_with("MZ") ? LoadU32(head, 0x3c).value_or(0) : 0;
  const bool is_program = offset != 0 && LoadU32(head, offset) == 0x00004550u;
  const uint16_t machine = kind == ProgramKind::k64Bit ? 0x8664 : 0x014c;
  if (is_program && LoadU16(head, offset + 4) == machine) return {};
  return Fail(
      ErrorCode::kUsage,
      fmt::format("this is no program for {}-bit Windows", kind == ProgramKind::k64Bit ? 64 : 32),
      path);
}

Result<std::string> ReadPublicKey(FileSystem& files, const PackageOptions& options) {
  const std::string& path = options.public_key;
  if (path.empty()) return std::string();
  REPOINT_ASSIGN(const Bytes bytes, ReadWhole(files, path, kMaxKeyBytes));
  const std::string_view text = AsChars(bytes);
  if (text.contains("PRIVATE KEY")) {
    return Fail(ErrorCode::kUsage,
                "this is a private key, and everybody can read a package: give the public one, "
                "which openssl pkey -pubout makes",
                path);
  }
  if (!text.contains("BEGIN PUBLIC KEY")) {
    return Fail(ErrorCode::kUsage, "this is no public key in PEM form", path);
  }
  return std::string(text);
}

Status CheckListForClients(FileSystem& files, const std::string& path,
                           const std::string& public_key) {
  list::OpenOptions options;
  if (!public_key.empty()) options.public_key = public_key;
  Log log;
  REPOINT_ASSIGN(const auto list, list::MappingList::Open(files, path, options, log));
  // The answer does not matter: without an index this is where the list is read.
  REPOINT_TRY(list->Find({{.key = list::SmtpKey("nobody@repoint.example"), .holder_dn = {}}}));
  return {};
}

}  // namespace repoint::console
