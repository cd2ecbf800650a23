#include "console/directory.h"

#include <gtest/gtest.h>

namespace repoint::console {
namespace {

TEST(DirectoryTest, KindsHaveNames) {
  for (const DirectoryKind kind : {DirectoryKind::kActiveDirectory, DirectoryKind::kExchange55,
                                   DirectoryKind::kAdminCsv, DirectoryKind::kShellCsv}) {
    EXPECT_EQ(DirectoryKindOf(DirectoryKindName(kind)), kind);
  }
  EXPECT_EQ(DirectoryKindName(DirectoryKind::kActiveDirectory), "ad");
  EXPECT_EQ(DirectoryKindOf("Shell-CSV"), DirectoryKind::kShellCsv);
  EXPECT_EQ(DirectoryKindOf("csv"), std::nullopt);
  EXPECT_EQ(DirectoryKindOf(""), std::nullopt);
}

}  // namespace
}  // namespace repoint::console
