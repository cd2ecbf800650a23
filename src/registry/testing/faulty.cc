#include "registry/testing/faulty.h"

namespace repoint {

Status FaultyRegistry::Alive() const {
  if (stopped()) return Fail(ErrorCode::kIo, "stopped by the test");
  return {};
}

template <typename Action>
Status FaultyRegistry::Step(const Action& action) {
  REPOINT_TRY(Alive());
  ++steps_;
  if (steps_ == faults_.stop_at) {
    stopped_ = true;
    if (faults_.dead != nullptr) *faults_.dead = true;
  }
  REPOINT_TRY(Alive());
  const bool failing = faults_.fail_from != 0 && steps_ >= faults_.fail_from;
  if (failing || steps_ == faults_.fail_at) return Fail(ErrorCode::kIo, "failed by the test");
  REPOINT_TRY(action());
  if (steps_ == faults_.done_at) return Fail(ErrorCode::kIo, "done and failed by the test");
  return {};
}

Status FaultyRegistry::CheckWritable() {
  REPOINT_TRY(Alive());
  return inner_.CheckWritable();
}

Status FaultyRegistry::Flush() {
  return Step([&] { return inner_.Flush(); });
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
  return Step([&] { return inner_.SetValue(key, name, value); });
}

Status FaultyRegistry::CreateKey(std::string_view key) {
  return Step([&] { return inner_.CreateKey(key); });
}

Status FaultyRegistry::DeleteValue(std::string_view key, std::string_view name) {
  return Step([&] { return inner_.DeleteValue(key, name); });
}

Status FaultyRegistry::DeleteKey(std::string_view key) {
  return Step([&] { return inner_.DeleteKey(key); });
}

}  // namespace repoint
