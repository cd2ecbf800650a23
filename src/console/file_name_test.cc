#include "console/file_name.h"

#include <gtest/gtest.h>

namespace repoint::console {
namespace {

TEST(DeviceNameTest, IsADeviceWhateverFollowsThePoint) {
  for (const char* name :
       {"con", "NUL", "prn.txt", "aux.a@x.example.eml", "Com1", "lpt9.a.b", "nul ", "con .txt"}) {
    EXPECT_TRUE(IsDeviceName(name)) << name;
  }
}

TEST(DeviceNameTest, OtherNamesAreNone) {
  for (const char* name :
       {"", ".con", "con@x.example", "cony", "com", "com0", "com10", "lpt", "a.nul", "nul_"}) {
    EXPECT_FALSE(IsDeviceName(name)) << name;
  }
}

}  // namespace
}  // namespace repoint::console
