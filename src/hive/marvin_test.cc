// Marvin32 against the answers that the tests of the .NET runtime publish, and the hashes of a log.
#include "hive/marvin.h"

#include <gmock/gmock.h>

#include "base/files.h"

namespace repoint::hive {
namespace {

struct Answer {
  uint64_t seed;
  const char* hex;
  uint64_t hash;
};

constexpr uint64_t kSeed1 = 0x004FB61A001BDBCC;
constexpr uint64_t kSeed2 = 0x804FB61A001BDBCC;
constexpr uint64_t kSeed3 = 0x804FB61A801BDBCC;

constexpr Answer kAnswers[] = {
    {kSeed1, "", 0x30ED35C100CD3C7D},
    {kSeed1, "af", 0x48E73FC77D75DDC1},
    {kSeed1, "e70f", 0xB5F6E1FC485DBFF8},
    {kSeed1, "37f495", 0xF0B07C789B8CF7E8},
    {kSeed1, "8642dc59", 0x7008F2E87E9CF556},
    {kSeed1, "153fb79826", 0xE6C08C6DA2AFA997},
    {kSeed1, "0932e6246c47", 0x6F04BF1A5EA24060},
    {kSeed1, "ab427ea8d10fc7", 0xE11847E4F0678C41},
    {kSeed2, "", 0x10A9D5D3996FD65D},
    {kSeed2, "af", 0x68201F91960EBF91},
    {kSeed2, "8642dc59", 0x36289D9654FB49F6},
    {kSeed2, "ab427ea8d10fc7", 0xE203987DBA252FB3},
    {kSeed3, "00", 0xA37FB0DA2ECAE06C},
    {kSeed3, "ff00ff", 0x9D8577C0FE0D30BF},
    {kSeed3, "ff00ff00ff", 0x920B62BBCA3E0B72},
    {kSeed3, "00ff00ff00ff00", 0x71876F2EFB1B0EE8},
};

TEST(MarvinTest, GivesThePublishedAnswers) {
  for (const Answer& answer : kAnswers) {
    EXPECT_EQ(Marvin32(*HexDecode(answer.hex), answer.seed), answer.hash) << answer.hex;
  }
}

TEST(MarvinTest, GivesTheHashesOfALogEntry) {
  const Bytes log = *ReadWhole(SystemFiles(), REPOINT_FIXTURES "/hives/one-log/NTUSER.DAT.LOG1");
  const ByteView entry = ByteView(log).subspan(512, *LoadU32(log, 512 + 4));
  EXPECT_EQ(Marvin32(entry.subspan(40)), *LoadU64(entry, 24));
  EXPECT_EQ(Marvin32(entry.first(32)), *LoadU64(entry, 32));
}

}  // namespace
}  // namespace repoint::hive
