// An export that fails or dies at any point: the old list whole or the new one, never half.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/testing/fake_files.h"
#include "base/testing/faulty_files.h"
#include "base/testing/result_matchers.h"
#include "console/export.h"
#include "console/testing/sample_objects.h"
#include "list/list.h"
#include "list/testing/sample_keys.h"
#include "list/writer.h"

namespace repoint::console {
namespace {

constexpr int64_t kNow = 1774940709000;
const list::Key kBoth = list::SmtpKey("u000000@contoso.example");  // in the old list and the new
const list::OpenOptions kSigned = {.allow_edited = false, .public_key = "key.pub.pem"};

ExportOptions SignedTo(const std::string& path) {
  ExportOptions options;
  options.output = path;
  options.private_key_pem = list::kSamplePrivateKey;
  return options;
}

// A disk with a signed list of two mailboxes, and a database that has moved on.
struct OldList {
  OldList() {
    first.Put("key.pub.pem", list::kSamplePublicKey);
    world.sample.AddPairs(2);
    EXPECT_THAT(Run(first), IsOk());
    disk = first;
    old = Files();
    world.sample.AddPair("third");
  }

  Status Run(FileSystem& files) {
    const auto result = ExportList(*world.database, world.project(), SignedTo("list"), files, kNow);
    return result ? Status() : std::unexpected(result.error());
  }
  // List, index, signature.
  std::vector<std::string> Files() const {
    return {*disk.Text("list"), *disk.Text("list.idx"), *disk.Text("list.sig")};
  }

  SampleWorld world;
  FakeFiles first;  // the disk as it was
  FakeFiles disk;
  std::vector<std::string> old;
};

std::string Found(FileSystem& files, const std::string& path, const list::OpenOptions& options) {
  Log log;
  const auto list = list::MappingList::Open(files, path, options, log);
  if (!list) return list.error().message;
  const auto answers = (*list)->Find({{.key = kBoth, .holder_dn = {}}});
  if (!answers) return answers.error().message;
  return (*answers)[0].source ? (*answers)[0].source->last->target_smtp : "not found";
}

TEST(ExportCrashTest, AFailureAtAnyStepLeavesTheOldFiles) {
  OldList lists;
  size_t step = 0;
  for (;; ++step) {
    ASSERT_LT(step, 100u);
    FaultyFiles files(lists.disk, Fault::kFailOnce, step);
    const Status status = lists.Run(files);
    if (!files.fired()) break;
    EXPECT_THAT(status, FailsWith(ErrorCode::kIo)) << "step " << step;
    EXPECT_TRUE(lists.Files() == lists.old) << "step " << step;
    for (const std::string& file : lists.disk.AllFiles()) {
      EXPECT_FALSE(file.ends_with(".tmp")) << file << ", step " << step;
    }
  }
  EXPECT_GE(step, 10u);
  EXPECT_FALSE(lists.Files() == lists.old);
}

TEST(ExportCrashTest, AFailureLeavesNoIndexAndSignatureWhereThereWereNone) {
  OldList lists;
  for (size_t step = 0;; ++step) {
    ASSERT_LT(step, 100u);
    lists.disk = lists.first;
    for (const char* name : {"list", "list.idx", "list.sig"}) {
      ASSERT_THAT(lists.disk.Remove(name), IsOk());
    }
    FaultyFiles files(lists.disk, Fault::kFailOnce, step);
    (void)lists.Run(files);
    if (!files.fired()) break;
    EXPECT_THAT(lists.disk.AllFiles(), testing::IsSubsetOf({"key.pub.pem", "list.lock"}))
        << "step " << step;
  }
}

TEST(ExportCrashTest, ADeathAtAnyStepLeavesAListThatClientsReadOrRefuse) {
  OldList lists;
  for (const Fault fault : {Fault::kStop, Fault::kStopTorn}) {
    int refused = 0;
    for (size_t step = 0;; ++step) {
      ASSERT_LT(step, 100u);
      lists.disk = lists.first;
      FaultyFiles files(lists.disk, fault, step);
      (void)lists.Run(files);
      if (!files.fired()) break;
      const bool is_old = lists.disk.Text("list") == lists.old[0];
      EXPECT_TRUE(is_old || lists.disk.Text("list")->find("cn=third") != std::string::npos);
      EXPECT_THAT(*list::CheckList(lists.disk, "list"), testing::IsEmpty()) << "step " << step;
      // Without a look at signatures it always works: a stale index is ignored.
      EXPECT_EQ(Found(lists.disk, "list", {}), "u000000@fabrikam.example") << "step " << step;
      const std::string found = Found(lists.disk, "list", kSigned);
      if (found == "u000000@fabrikam.example") continue;
      ++refused;
      EXPECT_THAT(found, testing::HasSubstr("signature of the list is wrong"));
    }
    EXPECT_EQ(refused, 1) << "only between the renames of signature and list";
  }
}

TEST(ExportCrashTest, TheNextExportPutsEverythingRight) {
  OldList lists;
  for (size_t step = 0;; ++step) {
    ASSERT_LT(step, 100u);
    lists.disk = lists.first;
    FaultyFiles files(lists.disk, Fault::kStop, step);
    (void)lists.Run(files);
    if (!files.fired()) break;
    ASSERT_THAT(lists.Run(lists.disk), IsOk());
    EXPECT_EQ(Found(lists.disk, "list", kSigned), "u000000@fabrikam.example");
    EXPECT_THAT(*list::CheckList(lists.disk, "list", "key.pub.pem"), testing::IsEmpty());
  }
}

// Exports again and again, each time with another time in the list; writes a byte before each step.
[[noreturn]] void ExportForEver(const std::string& address, const Project& project,
                                const std::string& path, int told) {
  FaultyFiles files(SystemFiles());
  files.SetTell([told] { (void)!write(told, "x", 1); });
  const auto database = Database::Open(address);
  for (int64_t run = 1; database; ++run) {
    (void)ExportList(**database, project, SignedTo(path), files, kNow + run * 1000);
  }
  _exit(1);
}

// Kills the process that exports when it has begun its `steps`-th step.
void ExportUntilKilled(const std::string& address, const Project& project, const std::string& path,
                       int steps) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) ExportForEver(address, project, path, pipe_ends[1]);
  close(pipe_ends[1]);
  char told = 0;
  for (int i = 0; i < steps; ++i) ASSERT_EQ(read(pipe_ends[0], &told, 1), 1);
  kill(child, SIGKILL);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  close(pipe_ends[0]);
}

TEST(ExportCrashTest, KilledAtAnyMomentItLeavesAWholeList) {
  const TempFolder folder;
  SampleWorld world;
  world.sample.AddPairs(300);
  const std::string path = folder / "list";
  const ExportOptions options = SignedTo(path);
  ASSERT_THAT(ExportList(*world.database, world.project(), options, SystemFiles(), kNow), IsOk());
  const std::string address = world.place.address();
  const Project project = world.project();
  world.database.reset();  // no connection lives through a fork
  for (int steps = 1; steps <= 25; ++steps) {
    ExportUntilKilled(address, project, path, steps);
    EXPECT_THAT(*list::CheckList(SystemFiles(), path), testing::IsEmpty()) << "step " << steps;
    EXPECT_EQ(Found(SystemFiles(), path, {}), "u000000@fabrikam.example") << "step " << steps;
  }
  ASSERT_THAT(SystemFiles().WriteWhole(folder / "key.pub.pem", AsBytes(list::kSamplePublicKey),
                                       Access::kDefault),
              IsOk());
  world.database = Database::Open(address).value();
  ASSERT_THAT(ExportList(*world.database, project, options, SystemFiles(), kNow), IsOk());
  EXPECT_EQ(
      Found(SystemFiles(), path, {.allow_edited = false, .public_key = folder / "key.pub.pem"}),
      "u000000@fabrikam.example");
}

}  // namespace
}  // namespace repoint::console
