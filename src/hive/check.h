// Whether a hive is sound: every rule of the format that a writer relies on, for every cell.
//
// Damage is a reason to write nothing into a hive. What real hives carry and Windows lives with is
// an oddity: cells that nothing leads to, a "largest" field that is too small, a root without its
// flag, free cells side by side, and order, hashes and hints of names beyond ASCII, which other
// programs write wrong and other versions of Windows may upper-case in another way.
#ifndef REPOINT_HIVE_CHECK_H_
#define REPOINT_HIVE_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "hive/image.h"

namespace repoint::hive {

struct Finding {
  uint32_t cell = kNone;
  std::string message;
  friend bool operator==(const Finding&, const Finding&) = default;
};

struct CheckReport {
  uint64_t keys = 0, values = 0, descriptors = 0;
  uint64_t allocated_cells = 0, free_cells = 0, free_bytes = 0;
  uint64_t damage_count = 0, oddity_count = 0;
  bool names_out_of_order = false;        // an oddity: beyond ASCII, in some list of subkeys
  std::vector<Finding> damage, oddities;  // the first of each

  static constexpr size_t kMaxFindings = 100;
};

// Looks at everything, and keeps so many findings of each kind. Fails only where the file cannot be
// read.
Result<CheckReport> Check(const Image& image, size_t max_findings = CheckReport::kMaxFindings);
// kDamaged with the first damage.
Status SoundnessOf(const CheckReport& report);
Status CheckSound(const Image& image);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_CHECK_H_
