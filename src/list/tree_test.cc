#include "list/tree.h"

#include <gmock/gmock.h>

#include "base/testing/result_matchers.h"

namespace repoint::list {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Bytes Concat(std::initializer_list<Sha256Digest> digests) {
  Bytes out;
  for (const auto& digest : digests) out.insert(out.end(), digest.begin(), digest.end());
  out.resize(4096);
  return out;
}

Sha256Digest Sha(const Bytes& bytes) { return *Sha256Of(bytes); }

Sha256Digest RootOf(const Bytes& bytes, size_t step) {
  TreeHasher hasher;
  for (size_t at = 0; at < bytes.size(); at += step) {
    hasher.Update(ByteView(bytes).subspan(at, std::min(step, bytes.size() - at)));
  }
  return *hasher.Finish();
}

TEST(TreeTest, OneBlockIsItsOwnRootZeroFilled) {
  Bytes block = {1, 2, 3};
  const Sha256Digest root = RootOf(block, 10);
  block.resize(4096);
  EXPECT_EQ(root, Sha(block));
}

TEST(TreeTest, TwoBlocksHaveOneNodeOfDigestsZeroFilled) {
  const Bytes first(4096, 7);
  Bytes second(4096, 0);
  second[0] = 9;
  Bytes file = first;
  file.push_back(9);
  EXPECT_EQ(RootOf(file, 1000), Sha(Concat({Sha(first), Sha(second)})));
}

TEST(TreeTest, BlockNumber129NeedsASecondLevel) {
  const Bytes block(4096, 5);
  Bytes file(129 * 4096, 5);
  Bytes full;
  for (int i = 0; i < 128; ++i) {
    const auto digest = Sha(block);
    full.insert(full.end(), digest.begin(), digest.end());
  }
  EXPECT_EQ(RootOf(file, 4096), Sha(Concat({Sha(full), Sha(Concat({Sha(block)}))})));
}

TEST(TreeTest, RootDoesNotDependOnHowTheBytesCome) {
  const Bytes file(300001, 3);
  EXPECT_EQ(RootOf(file, 1), RootOf(file, 70000));
}

TEST(TreeTest, LevelsShrinkBy128) {
  EXPECT_THAT(TreeLevels(4096), IsEmpty());
  EXPECT_THAT(TreeLevels(4097), ElementsAre(1));
  EXPECT_THAT(TreeLevels(uint64_t{4096} * 129), ElementsAre(2, 1));
  EXPECT_THAT(TreeLevels(uint64_t{8} << 30), ElementsAre(16384, 128, 1));
}

}  // namespace
}  // namespace repoint::list
