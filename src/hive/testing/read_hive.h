// The canonical text of a hive as our engine reads it.
#ifndef REPOINT_HIVE_TESTING_READ_HIVE_H_
#define REPOINT_HIVE_TESTING_READ_HIVE_H_

#include <string>

#include "base/result.h"
#include "hive/image.h"
#include "hive/testing/canonical.h"

namespace repoint::hive {

Result<std::string> EngineText(const Image& image, ReaderLimits limits = {});

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_TESTING_READ_HIVE_H_
