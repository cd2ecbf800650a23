// Makes whole hive files out of sample trees, in every shape that Windows leaves behind.
#ifndef REPOINT_HIVE_TESTING_HIVE_BUILDER_H_
#define REPOINT_HIVE_TESTING_HIVE_BUILDER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "hive/testing/sample.h"

namespace repoint::hive {

enum class ListKind { kLf, kLh, kLi };

// What stands in the base block from offset 112 on.
enum class BaseTail {
  kZeros,         // Windows 2000
  kTransactions,  // Vista and later: "rmtm", its ids and flags
  kGarbage,       // XP: whatever was in memory, no "rmtm"; it reads as if a transaction were open
};

struct HiveLayout {
  uint32_t minor = 5;  // 3 to 6; big data from 4 on
  ListKind lists = ListKind::kLh;
  uint32_t leaf_entries = 500;  // longer lists are leaves of so many under an ri

  uint32_t bin_size = 4096;  // a multiple of it; bins with larger cells are larger
  uint32_t free_every = 0;   // a free cell after so many cells; 0: only at the ends of bins
  uint32_t free_size = 64;
  uint32_t garbage = 0;  // bytes behind the last bin

  uint32_t primary_sequence = 7;
  uint32_t secondary_sequence = 7;
  uint64_t last_written = 0x01D5'1111'2222'3333;
  std::u16string file_name = u"\\??\\C:\\Users\\jdoe\\ntuser.dat";  // the last 31 units are kept
  BaseTail tail = BaseTail::kTransactions;
  uint32_t base_flags = 0;       // with kTransactions
  uint32_t root_parent = 0x6A8;  // real hives lead nowhere, too

  // SampleKey::descriptor chooses one; a number behind the end means the last one. Those that no
  // key has are not written.
  std::vector<Bytes> descriptors = {SampleDescriptor(0), SampleDescriptor(1), SampleDescriptor(2)};

  // A self-relative security descriptor: an owner, a group and `number` + 1 entries.
  static Bytes SampleDescriptor(uint32_t number);
};

// A clean hive unless the sequences differ.
Bytes BuildHive(const SampleKey& root, const HiveLayout& layout = {});

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_TESTING_HIVE_BUILDER_H_
