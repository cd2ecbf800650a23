// One text for a registry tree, whoever read it: what two readers see is the same when their texts
// are.
//
//   key <tab> Software\M<00fc>ller
//   value <tab> Software\M<00fc>ller <tab> name <tab> type <tab> data in hex
//
// Lines are sorted. Units of names that are no printable ASCII, and '<', stand as <xxxx>.
#ifndef REPOINT_HIVE_TESTING_CANONICAL_H_
#define REPOINT_HIVE_TESTING_CANONICAL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "hive/testing/sample.h"

namespace repoint::hive {

// What a reader is known to get wrong. The text then says less, in the same way for every tree.
struct ReaderLimits {
  enum class Surrogates {
    kRead,
    kUnnamed,  // a name with a lone surrogate stands as "?"
    kHidden,   // its value, or its key with all below it, is left out
  };
  Surrogates lone_surrogates = Surrogates::kRead;
  bool short_data = false;  // data of 1 to 3 bytes stands as "?"
  // Text (REG_SZ, REG_EXPAND_SZ) stands without the zeros at its end, and counts as shorter data,
  // and as longer by a terminator.
  bool text_ends = false;
  size_t largest_data = SIZE_MAX;  // larger data stands as "?"
};

// Stands for every name that a reader cannot decode, as all such names have one.
inline constexpr std::u16string_view kLoneSurrogate = u"\xD800";

class CanonicalLines {
 public:
  explicit CanonicalLines(ReaderLimits limits = {}) : limits_(limits) {}

  // Paths are names joined by '\', without that of the root: the root's is empty.
  void Key(std::u16string_view path);
  void Value(std::u16string_view path, std::u16string_view name, uint32_t type, ByteView data);
  std::string Text() const;

 private:
  bool Hides(std::u16string_view name) const;
  std::string Escape(std::u16string_view name) const;
  std::string Shown(uint32_t type, ByteView data) const;
  std::string EscapePath(std::u16string_view path) const;

  ReaderLimits limits_;
  std::vector<std::string> lines_;
};

std::string CanonicalText(const SampleKey& root, ReaderLimits limits = {});

// "parent\name"; the name alone below the root.
std::u16string JoinPath(std::u16string_view parent, std::u16string_view name);

// The first lines that only one of the two texts has, for messages; empty when there are none.
std::string FirstDifferences(std::string_view a, std::string_view b, size_t count = 10);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_TESTING_CANONICAL_H_
