// Hives as programs that are not ours read and make them. For tests only: nothing of this is linked
// into what we ship.
#ifndef REPOINT_HIVE_TESTING_ORACLES_H_
#define REPOINT_HIVE_TESTING_ORACLES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "hive/testing/canonical.h"

namespace repoint::hive {

// The canonical text of a hive as libhivex reads it; kDamaged when it refuses. Class names, times
// and security descriptors are not in it.
Result<std::string> HivexText(ByteView hive, ReaderLimits limits = {});
// hivex 1.3.23 decodes names with iconv, which refuses lone surrogates.
inline constexpr ReaderLimits kHivexLimits = {ReaderLimits::Surrogates::kUnnamed};

// The same by libregf.
Result<std::string> RegfText(ByteView hive, ReaderLimits limits = {});
// libregf 20201007 fails at a key or value whose name has a lone surrogate; takes data of 1 to 3
// bytes from the wrong end of the four that hold it; adds a terminator to text that has none; and
// in hives of minor version 4 it cannot read data that lies in segments.
ReaderLimits RegfLimits(uint32_t minor);

// A hive that hivex wrote: the .reg text (UTF-8, "Windows Registry Editor Version 5.00", keys below
// HKEY_CURRENT_USER) merged into a hive of one key by hivexregedit. kIo with its message when that
// fails.
Result<Bytes> HivexMade(std::string_view reg_text);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_TESTING_ORACLES_H_
