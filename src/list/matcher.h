// Finds the rows of a few keys among the lines of a pass, nearly as fast as the lines can be read.
#ifndef REPOINT_LIST_MATCHER_H_
#define REPOINT_LIST_MATCHER_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "list/fields.h"
#include "list/layout.h"

namespace repoint::list {

// Rows kept for one key and kind; a key with more source rows is a fault of its own.
inline constexpr size_t kMaxHits = 256;

using SharedRow = std::shared_ptr<const Row>;

// The rows of one key, in the order of the file.
struct Hits {
  std::vector<SharedRow> source;
  std::vector<SharedRow> target;
  bool too_many = false;
};
// Keys that somebody else holds: there may be tens of thousands.
using KeyViews = std::vector<std::string_view>;
using HitMap = std::unordered_map<std::string_view, Hits>;

class Matcher {
 public:
  // `layout` must outlive it, and what the keys view the hits. Without `targets` only rows whose
  // source a key is are looked for.
  Matcher(const KeyViews& keys, const Layout& layout, bool targets);

  void Visit(const Line& line);
  // Whether a row with source and target has been seen.
  bool usable() const { return usable_; }
  HitMap TakeHits() { return std::move(hits_); }

 private:
  enum class Use : uint8_t { kNone, kDn, kSmtp, kProxies };

  bool MayHold(std::string_view line) const;
  bool MayBe(std::string_view field, Use use) const;
  bool InFilter(const KeyField& field) const;
  void Add(Row row);

  static constexpr size_t kFilterBits = 1 << 16;
  const Layout& layout_;
  const bool targets_;
  HitMap hits_;
  std::vector<Use> uses_;  // by position in the line, up to the last that holds keys
  bool ascii_keys_ = true;
  bool usable_ = false;
  std::vector<bool> filter_;  // kFilterBits, by length and last bytes
};

}  // namespace repoint::list

#endif  // REPOINT_LIST_MATCHER_H_
