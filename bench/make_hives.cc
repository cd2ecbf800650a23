// make_hives <export.reg> <folder> <count>: a folder with the hives of so many users, for
// benchmarks. Each has what the export holds, among the keys of other programs: 1.9 MB in the mean.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/sample_trees.h"
#include "registry/hive_registry.h"
#include "registry/regfile.h"

namespace {

using namespace repoint;

constexpr size_t kDistinct = 20;  // hives that differ; the others are copies

Result<Bytes> MakeHive(Registry& user, const std::string& path, size_t seed) {
  FileSystem& files = SystemFiles();
  const hive::SampleKey other =
      hive::OutlookTree(seed, 1'300'000 + 1'200'000 * seed / (kDistinct - 1));
  REPOINT_ASSIGN(const auto file, files.CreateWhole(path, Access::kDefault));
  REPOINT_TRY(file->Append(hive::BuildHive(other)));
  REPOINT_TRY(file->Commit());
  REPOINT_ASSIGN(const auto hive, HiveRegistry::Open(files, path, hive::CommitMode::kReplace,
                                                     [] { return int64_t{0}; }));
  REPOINT_ASSIGN(const auto tree, user.ReadTree(""));
  REPOINT_TRY(WriteTree(*hive, "", *tree));
  REPOINT_TRY(hive->Flush());
  return ReadWhole(files, path);
}

Status WriteFile(const std::string& path, ByteView bytes) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  const bool written =
      file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  if (file != nullptr) std::fclose(file);
  if (!written) return Fail(ErrorCode::kIo, "cannot be written", path);
  return {};
}

Status MakeHives(const std::string& source, const std::string& folder, size_t count) {
  REPOINT_ASSIGN(const auto user, OpenRegFile(SystemFiles(), source, {}));
  std::vector<Bytes> hives;
  for (size_t i = 0; i < count; ++i) {
    const std::string home = fmt::format("{}/u{:05}", folder, i);
    REPOINT_TRY(SystemFiles().CreateFolders(home, Access::kDefault));
    const std::string path = home + "/NTUSER.DAT";
    if (i < kDistinct) {
      REPOINT_ASSIGN(Bytes hive, MakeHive(*user, path, i));
      hives.push_back(std::move(hive));
    } else {
      REPOINT_TRY(WriteFile(path, hives[i % kDistinct]));
    }
    for (const char* log : {".LOG1", ".LOG2"}) REPOINT_TRY(WriteFile(path + log, {}));
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: make_hives <export.reg> <folder> <count>\n", stderr);
    return 2;
  }
  const Status made = MakeHives(argv[1], argv[2], std::strtoull(argv[3], nullptr, 10));
  if (!made) std::fprintf(stderr, "make_hives: %s\n", made.error().ToString().c_str());
  return made ? 0 : 1;
}
