#include "registry/hive_registry.h"

#include <utility>

#include "base/text.h"
#include "hive/reader.h"
#include "hive/walk.h"

namespace repoint {
namespace {

Result<RegValue> ReadRegValue(const hive::Image& image, const hive::Value& value) {
  REPOINT_ASSIGN(Bytes data, hive::ReadData(image, value));
  return RegValue{value.type, std::move(data)};
}

}  // namespace

Result<std::unique_ptr<HiveRegistry>> HiveRegistry::Open(FileSystem& files, std::string path,
                                                         hive::CommitMode mode,
                                                         std::function<int64_t()> now_millis) {
  REPOINT_ASSIGN(hive::HiveFile file, hive::HiveFile::Open(files, std::move(path)));
  return std::unique_ptr<HiveRegistry>(
      new HiveRegistry(files, std::move(file), mode, std::move(now_millis)));
}

Status HiveRegistry::Begin() {
  return file_.editing() ? Status() : file_.BeginEdit(mode_, now_millis_());
}

Status HiveRegistry::Flush() {
  if (!file_.editing()) return {};
  const Status committed = file_.Commit();
  // Where not even that works, what could not be committed stays and fails again.
  if (!committed) (void)Refresh();
  return committed;
}

Status HiveRegistry::Refresh() {
  REPOINT_ASSIGN(file_, hive::HiveFile::Open(*files_, file_.path()));
  return {};
}

Result<std::optional<std::vector<std::string>>> HiveRegistry::Subkeys(std::string_view key) {
  const hive::Image& image = file_.image();
  REPOINT_ASSIGN(const auto found, hive::FindKey(image, ToUtf16(key)));
  if (!found) return std::nullopt;
  REPOINT_ASSIGN(const std::vector<uint32_t> cells, hive::SubkeyCells(image, *found));
  std::vector<std::string> names;
  names.reserve(cells.size());
  for (const uint32_t cell : cells) {
    REPOINT_ASSIGN(const hive::Key subkey, hive::ReadKey(image, cell));
    names.push_back(ToUtf8(subkey.name));
  }
  return names;
}

Result<std::optional<std::vector<NamedValue>>> HiveRegistry::Values(std::string_view key) {
  const hive::Image& image = file_.image();
  REPOINT_ASSIGN(const auto found, hive::FindKey(image, ToUtf16(key)));
  if (!found) return std::nullopt;
  REPOINT_ASSIGN(const std::vector<uint32_t> cells, hive::ValueCells(image, *found));
  std::vector<NamedValue> values;
  values.reserve(cells.size());
  for (const uint32_t cell : cells) {
    REPOINT_ASSIGN(const hive::Value value, hive::ReadValue(image, cell));
    REPOINT_ASSIGN(RegValue data, ReadRegValue(image, value));
    values.push_back({ToUtf8(value.name), std::move(data)});
  }
  return values;
}

Result<std::optional<RegValue>> HiveRegistry::GetValue(std::string_view key,
                                                       std::string_view name) {
  const hive::Image& image = file_.image();
  REPOINT_ASSIGN(const auto found, hive::FindKey(image, ToUtf16(key)));
  if (!found) return std::nullopt;
  REPOINT_ASSIGN(const auto value, hive::FindValue(image, *found, ToUtf16(name)));
  if (!value) return std::nullopt;
  return ReadRegValue(image, *value);
}

Result<std::optional<KeyTree>> HiveRegistry::ReadTree(std::string_view key) {
  const std::u16string path = ToUtf16(key);
  REPOINT_ASSIGN(const auto found, hive::FindKey(file_.image(), path));
  if (!found) return std::nullopt;
  KeyTree tree;
  const size_t last = key.rfind('\\');
  tree.name = last == std::string_view::npos ? key : key.substr(last + 1);
  // The key at hand and those above it. Others below them may move, these do not.
  std::vector<KeyTree*> way;
  REPOINT_TRY(hive::Walk(file_.image(), *found, path, [&](hive::WalkedKey& walked) -> Status {
    way.resize(walked.depth);
    way.push_back(way.empty() ? &tree : &way.back()->subkeys.emplace_back());
    if (walked.depth > 0) way.back()->name = ToUtf8(walked.key.name);
    for (hive::WalkedValue& value : walked.values) {
      way.back()->values.push_back(
          {ToUtf8(value.value.name), {value.value.type, std::move(value.data)}});
    }
    return {};
  }));
  return tree;
}

Status HiveRegistry::SetValue(std::string_view key, std::string_view name, const RegValue& value) {
  REPOINT_TRY(Begin());
  const std::u16string path = ToUtf16(key);
  const std::u16string value_name = ToUtf16(name);
  file_.intent().SetValue(path, value_name, value.type, value.data);
  return file_.editor().SetValue(path, value_name, value.type, value.data);
}

Status HiveRegistry::CreateKey(std::string_view key) {
  REPOINT_TRY(Begin());
  const std::u16string path = ToUtf16(key);
  file_.intent().CreateKey(path);
  return file_.editor().CreateKey(path);
}

Status HiveRegistry::DeleteValue(std::string_view key, std::string_view name) {
  REPOINT_TRY(Begin());
  const std::u16string path = ToUtf16(key);
  const std::u16string value_name = ToUtf16(name);
  file_.intent().DeleteValue(path, value_name);
  return file_.editor().DeleteValue(path, value_name);
}

Status HiveRegistry::DeleteKey(std::string_view key) {
  if (key.empty()) return Fail(ErrorCode::kUsage, "the root of a hive cannot be deleted");
  REPOINT_TRY(Begin());
  const std::u16string path = ToUtf16(key);
  file_.intent().DeleteKey(path);
  return file_.editor().DeleteKey(path);
}

}  // namespace repoint
