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

Status CopyFile(FileSystem& files, const std::string& from, const std::string& to) {
  REPOINT_ASSIGN(const Bytes bytes, ReadWhole(files, from));
  return files.WriteWhole(to, bytes, Access::kDefault);
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

Result<std::string> ReadPublicKey(FileSystem& files, const std::string& path) {
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
