// A registry whose steps fail when a test says so, to walk through every point at which a real one
// can fail or the process can die:
//
//   for (int step = 1;; ++step) {
//     MemoryRegistry memory = LoadRegText(kProfile);
//     FaultyRegistry faulty(memory, {.fail_at = 0, .stop_at = step});
//     RunUpdate(faulty);
//     if (faulty.steps() < step) break;  // no step was left to fail
//     ... look at memory ...
//   }
#ifndef REPOINT_REGISTRY_TESTING_FAULTY_H_
#define REPOINT_REGISTRY_TESTING_FAULTY_H_

#include <string>

#include "registry/registry.h"

namespace repoint {

// Steps are the calls that change something: SetValue, CreateKey, DeleteValue, DeleteKey and Flush,
// counted from 1. Zero means never.
struct Faults {
  int fail_at = 0;    // this step does nothing and fails with kIo; the next ones work
  int fail_from = 0;  // this step and every later one do nothing and fail with kIo; reads work
  int done_at = 0;    // this step is done and fails with kIo all the same
  int stop_at = 0;    // this step does nothing, and it and every later call fail, reads too: the
                      // process has died
  // Shared with other twins of one process: set when this one stops; once any of them has set it,
  // every call fails.
  bool* dead = nullptr;
};

// Does not own the registry that it wraps.
class FaultyRegistry : public Registry {
 public:
  explicit FaultyRegistry(Registry& inner, Faults faults = {}) : inner_(inner), faults_(faults) {}

  // Steps that were tried so far, failed ones too.
  int steps() const { return steps_; }
  bool stopped() const { return stopped_ || (faults_.dead != nullptr && *faults_.dead); }

  std::string Describe() const override { return inner_.Describe(); }
  Status CheckWritable() override;
  Status Flush() override;
  Result<std::optional<std::vector<std::string>>> Subkeys(std::string_view key) override;
  Result<std::optional<std::vector<NamedValue>>> Values(std::string_view key) override;
  Result<std::optional<RegValue>> GetValue(std::string_view key, std::string_view name) override;
  Status SetValue(std::string_view key, std::string_view name, const RegValue& value) override;
  Status CreateKey(std::string_view key) override;
  Status DeleteValue(std::string_view key, std::string_view name) override;
  Status DeleteKey(std::string_view key) override;

 private:
  Status Alive() const;
  // Counts a step and does it, unless it must not happen.
  template <typename Action>
  Status Step(const Action& action);

  Registry& inner_;
  Faults faults_;
  int steps_ = 0;
  bool stopped_ = false;
};

}  // namespace repoint

#endif  // REPOINT_REGISTRY_TESTING_FAULTY_H_
