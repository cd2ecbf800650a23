// A registry in memory: the twin of the real ones in tests, and what stands behind a .reg file.
#ifndef REPOINT_REGISTRY_MEMORY_H_
#define REPOINT_REGISTRY_MEMORY_H_

#include <string>
#include <utility>

#include "registry/registry.h"

namespace repoint {

class MemoryRegistry : public Registry {
 public:
  explicit MemoryRegistry(std::string description = "memory", KeyTree root = {})
      : description_(std::move(description)), root_(std::move(root)) {}

  std::string Describe() const override { return description_; }
  Status CheckWritable() override { return {}; }
  Status Flush() override { return {}; }
  Result<std::optional<std::vector<std::string>>> Subkeys(std::string_view key) override;
  Result<std::optional<std::vector<NamedValue>>> Values(std::string_view key) override;
  Result<std::optional<RegValue>> GetValue(std::string_view key, std::string_view name) override;
  Status SetValue(std::string_view key, std::string_view name, const RegValue& value) override;
  Status CreateKey(std::string_view key) override;
  Status DeleteValue(std::string_view key, std::string_view name) override;
  Status DeleteKey(std::string_view key) override;

  // Everything; its name is empty.
  const KeyTree& root() const { return root_; }

 private:
  KeyTree* Find(std::string_view key);
  // Finds the key or makes it.
  KeyTree& Make(std::string_view key);

  std::string description_;
  KeyTree root_;
};

}  // namespace repoint

#endif  // REPOINT_REGISTRY_MEMORY_H_
