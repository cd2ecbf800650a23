#include "base/digest.h"

#include <gtest/gtest.h>

namespace repoint {
namespace {

std::string HexOf(std::string_view text) { return HexEncode(Sha256Of(AsBytes(text)).value()); }

// FIPS 180-2, appendix B, and the empty message of NIST's test vectors.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(HexOf(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexOf("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(HexOf(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnHowBytesAreFed) {
  Sha256 sha = Sha256::Create().value();
  sha.Update(AsBytes("a"));
  sha.Update({});
  sha.Update(AsBytes("bc"));
  EXPECT_EQ(HexEncode(sha.Finish()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, CanBeMovedInTheMiddle) {
  Sha256 first = Sha256::Create().value();
  first.Update(AsBytes("ab"));
  Sha256 second = std::move(first);
  second.Update(AsBytes("c"));
  EXPECT_EQ(HexEncode(second.Finish()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace repoint
