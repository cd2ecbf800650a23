// The first 4,096 bytes of a hive that a test makes.
#ifndef REPOINT_HIVE_TESTING_BASE_BLOCK_BUILDER_H_
#define REPOINT_HIVE_TESTING_BASE_BLOCK_BUILDER_H_

#include <cstdint>

#include "base/bytes.h"
#include "hive/testing/hive_builder.h"

namespace repoint::hive {

Bytes BuildBaseBlock(const HiveLayout& layout, uint32_t root_cell, uint32_t bins_size);

// Sets the checksum anew after a test has changed the block, the start of `hive`.
void SealBaseBlock(Bytes& hive);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_TESTING_BASE_BLOCK_BUILDER_H_
