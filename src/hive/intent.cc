#include "hive/intent.h"

#include <utility>

#include "base/text.h"
#include "hive/compare.h"
#include "hive/reader.h"

namespace repoint::hive {
namespace {

bool IsAtOrBelow(std::u16string_view path, std::u16string_view parent) {
  if (parent.empty()) return true;
  return path.starts_with(parent) && (path.size() == parent.size() || path[parent.size()] == u'\\');
}

std::unexpected<Error> Unplanned(std::u16string_view path, std::u16string_view value) {
  std::string where = ToUtf8(path);
  if (!value.empty()) where += ", " + ToUtf8(value);
  return Fail(ErrorCode::kInternal,
              "an edit of the hive did not do what was planned; nothing was written", where);
}

}  // namespace

void Intent::SetValue(std::u16string_view path, std::u16string_view name, uint32_t type,
                      ByteView data) {
  steps_.push_back({Verb::kSetValue, Upcase(path), Upcase(name), {type, ToBytes(data)}});
}

void Intent::CreateKey(std::u16string_view path) {
  steps_.push_back({Verb::kCreateKey, Upcase(path), {}});
}

void Intent::DeleteValue(std::u16string_view path, std::u16string_view name) {
  steps_.push_back({Verb::kDeleteValue, Upcase(path), Upcase(name)});
}

void Intent::DeleteKey(std::u16string_view path) {
  steps_.push_back({Verb::kDeleteKey, Upcase(path), {}});
}

Result<std::optional<Intent::Data>> Intent::ReadFrom(const Image& image, std::u16string_view path,
                                                     std::u16string_view value) {
  REPOINT_ASSIGN(const std::optional<Key> key, FindKey(image, path));
  if (!key) return std::nullopt;
  REPOINT_ASSIGN(const std::optional<Value> found, FindValue(image, *key, value));
  if (!found) return std::nullopt;
  REPOINT_ASSIGN(Bytes bytes, ReadData(image, *found));
  return Data{found->type, std::move(bytes)};
}

std::optional<Intent::Data> Intent::ValueAfter(std::u16string_view path, std::u16string_view value,
                                               std::optional<Data> data) const {
  for (const Step& step : steps_) {
    const bool same = step.value == value && step.path == path;
    if (step.verb == Verb::kSetValue && same) data = step.data;
    if (step.verb == Verb::kDeleteValue && same) data.reset();
    if (step.verb == Verb::kDeleteKey && IsAtOrBelow(path, step.path)) data.reset();
  }
  return data;
}

bool Intent::KeyAfter(std::u16string_view path, bool exists) const {
  for (const Step& step : steps_) {
    const bool makes = step.verb == Verb::kSetValue || step.verb == Verb::kCreateKey;
    if (makes && IsAtOrBelow(step.path, path)) exists = true;
    if (step.verb == Verb::kDeleteKey && IsAtOrBelow(path, step.path)) exists = false;
  }
  return exists;
}

Status Intent::CheckValue(const Image& before, const Image& after, std::u16string_view path,
                          std::u16string_view value) const {
  REPOINT_ASSIGN(std::optional<Data> old, ReadFrom(before, path, value));
  REPOINT_ASSIGN(const std::optional<Data> now, ReadFrom(after, path, value));
  if (ValueAfter(Upcase(path), Upcase(value), std::move(old)) == now) return {};
  return Unplanned(path, value);
}

Status Intent::CheckKey(const Image& before, const Image& after, std::u16string_view path) const {
  REPOINT_ASSIGN(const std::optional<Key> old, FindKey(before, path));
  REPOINT_ASSIGN(const std::optional<Key> now, FindKey(after, path));
  if (KeyAfter(Upcase(path), old.has_value()) == now.has_value()) return {};
  return Unplanned(path, {});
}

Status Intent::Check(const Image& before, const Image& after) const {
  // What was asked for was done ...
  for (const Step& step : steps_) {
    const bool key = step.verb == Verb::kCreateKey || step.verb == Verb::kDeleteKey;
    REPOINT_TRY(key ? CheckKey(before, after, step.path)
                    : CheckValue(before, after, step.path, step.value));
  }
  // ... and nothing else.
  REPOINT_ASSIGN(const std::vector<Change> changes, Compare(before, after));
  for (const Change& change : changes) {
    switch (change.kind) {
      case ChangeKind::kKeyAdded:
      case ChangeKind::kKeyRemoved:
        REPOINT_TRY(CheckKey(before, after, change.path));
        break;
      case ChangeKind::kValueAdded:
      case ChangeKind::kValueRemoved:
      case ChangeKind::kValueChanged:
        REPOINT_TRY(CheckValue(before, after, change.path, change.value));
        break;
      case ChangeKind::kClassChanged:
      case ChangeKind::kSecurityChanged:
        return Unplanned(change.path, {});
    }
  }
  return {};
}

}  // namespace repoint::hive
