#include "profile/bindings.h"

#include <gtest/gtest.h>

namespace repoint {
namespace {

TEST(BindingTest, FallsApartIntoProtocolHostAndEndpoint) {
  const auto binding = ParseBinding("ncacn_ip_tcp:exsrc01.contoso.example[1234]");
  ASSERT_TRUE(binding);
  EXPECT_EQ(binding->protocol, "ncacn_ip_tcp");
  EXPECT_EQ(binding->host, "exsrc01.contoso.example");
  EXPECT_EQ(binding->rest, "[1234]");
}

TEST(BindingTest, TextWithoutColonIsNone) { EXPECT_FALSE(ParseBinding("EXSRC01")); }

}  // namespace
}  // namespace repoint
