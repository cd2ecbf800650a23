// Registry: keys and values of one root (a user's HKEY_CURRENT_USER, or HKEY_LOCAL_MACHINE), behind
// one small interface with the vocabulary of Windows. Memory, .reg file and the live Windows
// registry stand behind it.
//
// Paths are names joined by '\', relative to the root, without a leading or trailing one:
// "Software\Microsoft". Names are UTF-8 (base/text.h says how lone surrogates survive) and compared
// without ASCII case, at least; they are kept and listed in the spelling that was stored. The
// default value of a key has the empty name.
//
// Absent is a value, not an error. One thread.
#ifndef REPOINT_REGISTRY_REGISTRY_H_
#define REPOINT_REGISTRY_REGISTRY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace repoint {

// REG_* types of winnt.h. Any other number is possible and kept.
inline constexpr uint32_t kRegNone = 0;
inline constexpr uint32_t kRegSz = 1;
inline constexpr uint32_t kRegExpandSz = 2;
inline constexpr uint32_t kRegBinary = 3;
inline constexpr uint32_t kRegDword = 4;
inline constexpr uint32_t kRegMultiSz = 7;
inline constexpr uint32_t kRegQword = 11;

// Data as the registry holds it. REG_SZ, REG_EXPAND_SZ and REG_MULTI_SZ are UTF-16LE with whatever
// terminator was stored; a REGEDIT4 export gives hex(2) and hex(7) as the ANSI bytes that it holds.
struct RegValue {
  uint32_t type = kRegNone;
  Bytes data;
  friend bool operator==(const RegValue&, const RegValue&) = default;
};

struct NamedValue {
  std::string name;
  RegValue value;
  friend bool operator==(const NamedValue&, const NamedValue&) = default;
};

// A key with everything below it, values and subkeys in stored order. Owns everything.
struct KeyTree {
  std::string name;  // the key's own name, not a path
  std::vector<NamedValue> values;
  std::vector<KeyTree> subkeys;

  const RegValue* FindValue(std::string_view value_name) const;
  const KeyTree* FindKey(std::string_view key_name) const;
  KeyTree* FindKey(std::string_view key_name);
  friend bool operator==(const KeyTree&, const KeyTree&) = default;
};

class Registry {
 public:
  virtual ~Registry() = default;

  // For messages: "the registry of jdoe", or the path of a file.
  virtual std::string Describe() const = 0;
  // Whether writes can be made and kept: kDenied, kUnsupported or kInUse with the reason when not.
  virtual Status CheckWritable() = 0;
  // Makes everything written so far durable.
  virtual Status Flush() = 0;
  // For a registry that was read from a file: reads it anew, with what others wrote meanwhile.
  // What was written and not flushed is forgotten.
  virtual Status Refresh() { return {}; }

  // Whether text lies here in an ANSI code page instead of UTF-16 (a REGEDIT4 export).
  virtual bool StoresAnsiText() const { return false; }

  // nullopt when the key does not exist.
  virtual Result<std::optional<std::vector<std::string>>> Subkeys(std::string_view key) = 0;
  virtual Result<std::optional<std::vector<NamedValue>>> Values(std::string_view key) = 0;
  // nullopt when the key or the value does not exist.
  virtual Result<std::optional<RegValue>> GetValue(std::string_view key, std::string_view name) = 0;

  // Makes the key and its parents when absent. An existing value keeps the spelling of its name.
  virtual Status SetValue(std::string_view key, std::string_view name, const RegValue& value) = 0;
  virtual Status CreateKey(std::string_view key) = 0;
  // Both succeed when there is nothing to delete. DeleteKey takes everything below it, too; the
  // root itself cannot be deleted (kUsage).
  virtual Status DeleteValue(std::string_view key, std::string_view name) = 0;
  virtual Status DeleteKey(std::string_view key) = 0;

  // A whole key; nullopt when it does not exist. Keys nested deeper than 512, Windows' own limit,
  // are kDamaged.
  virtual Result<std::optional<KeyTree>> ReadTree(std::string_view key);
};

// Writes a tree below `key` (the tree's own name is not used); deletes nothing.
Status WriteTree(Registry& registry, std::string_view key, const KeyTree& tree);

// "a\b"; either part may be empty.
std::string JoinKey(std::string_view parent, std::string_view name);

// Whether a path is `parent` or lies below it.
bool IsAtOrBelow(std::string_view key, std::string_view parent);

// A REG_SZ with its terminator, a REG_DWORD; and back: nullopt when the type is another one. Text
// is read up to its first zero unit.
RegValue SzValue(std::string_view utf8);
RegValue DwordValue(uint32_t number);
std::optional<std::string> SzText(const RegValue& value);
std::optional<uint32_t> DwordNumber(const RegValue& value);

}  // namespace repoint

#endif  // REPOINT_REGISTRY_REGISTRY_H_
