#include "registry/testing/faulty.h"

namespace repoint {

Status FaultyRegistry::Alive() const {
  if (stopped()) return Fail(ErrorCode::kIo, "stopped by the test");
  return {};
}

Status FaultyRegistry::Step() {
  REPOINT_TRY(Alive());
  ++steps_;
  if (steps_ == faults_.stop_at) {
    stopped_ = true;
    if (faults_.dead != nullptr) *faults_.dead = true;
  }
  REPOINT_TRY(Alive());
  if (steps_ == faults_.fail_at) return Fail(ErrorCode::kIo, "failed by the test");
  return {};
}

Status FaultyRegistry::CheckWritable() {
  REPOINT_TRY(Alive());
  return inner_.CheckWritable();
}

Status FaultyRegistry::Flush() {
  REPOINT_TRY(Step());
  return inner_.Flush();
}

Result<std::optional<std::vector<std::string>>> FaultyRegistry::Subkeys(std::string_view key) {
  REPOINT_TRY(Alive());
  return inner_.Subkeys(key);
}

Result<std::optional<std::vector<NamedValue>>> FaultyRegistry::Values(std::string_view key) {
  REPOINT_TRY(Alive());
  return inner_.Values(key);
}

Result<std::optional<RegValue>> FaultyRegistry::GetValue(std::string_view key,
                                                         std::string_view name) {
  REPOINT_TRY(Alive());
  return inner_.GetValue(key, name);
}

Status FaultyRegistry::SetValue(std::string_view key, std::string_view name,
                                const RegValue& value) {
  REPOINT_TRY(Step());
  return inner_.SetValue(key, name, value);
}

Status FaultyRegistry::CreateKey(std::string_view key) {
  REPOINT_TRY(Step());
  return inner_.CreateKey(key);
}

Status FaultyRegistry::DeleteValue(std::string_view key, std::string_view name) {
  REPOINT_TRY(Step());
  return inner_.DeleteValue(key, name);
}

Status FaultyRegistry::DeleteKey(std::string_view key) {
  REPOINT_TRY(Step());
  return inner_.DeleteKey(key);
}

}  // namespace repoint
