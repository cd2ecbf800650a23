// Reading entries, page after page, against a real slapd.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/testing/slapd.h"
namespace repoint::console {
namespace {}
}  // namespace repoint::console
