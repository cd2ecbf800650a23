#include "base/system.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <optional>

#include "base/files.h"
#include "base/testing/result_matchers.h"

namespace repoint {
namespace {

// Sets a variable of the environment for one test.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const char* value) : name_(name) {
    if (const char* old = getenv(name)) old_ = old;
    Set(value);
  }
  ~ScopedVariable() { Set(old_ ? old_->c_str() : nullptr); }

 private:
  void Set(const char* value) { value ? setenv(name_, value, 1) : unsetenv(name_); }

  const char* name_;
  std::optional<std::string> old_;
};

struct Moment {
  int64_t seconds;
  const char* iso;
};
void PrintTo(const Moment& moment, std::ostream* out) { *out << moment.iso; }

class FormatMoment : public testing::TestWithParam<Moment> {};

TEST_P(FormatMoment, IsUtcOfTheGregorianCalendar) {
  EXPECT_EQ(FormatIso8601(GetParam().seconds * 1000), GetParam().iso);
}

// Seconds as `date -u -d <iso> +%s` gives them.
INSTANTIATE_TEST_SUITE_P(
    Moments, FormatMoment,
    testing::Values(
        Moment{0, "1970-01-01T00:00:00Z"}, Moment{-1, "1969-12-31T23:59:59Z"},
        Moment{951782399, "2000-02-28T23:59:59Z"}, Moment{951782400, "2000-02-29T00:00:00Z"},
        Moment{951868800, "2000-03-01T00:00:00Z"}, Moment{1709164800, "2024-02-29T00:00:00Z"},
        Moment{1735689599, "2024-12-31T23:59:59Z"}, Moment{1774940709, "2026-03-31T07:05:09Z"},
        Moment{2147483648, "2038-01-19T03:14:08Z"}, Moment{4107542400, "2100-03-01T00:00:00Z"},
        Moment{4294967296, "2106-02-07T06:28:16Z"}, Moment{253402300799, "9999-12-31T23:59:59Z"}));

TEST(System, FormatsForFileNames) {
  EXPECT_EQ(FormatCompactUtc(1774940709'000), "20260331T070509Z");
}

TEST(System, FractionsOfASecondAreCutOffDownwards) {
  EXPECT_EQ(FormatIso8601(999), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatIso8601(-1), "1969-12-31T23:59:59Z");
}

TEST(System, DamagedTimesDoNoHarm) {
  EXPECT_FALSE(FormatIso8601(INT64_MIN).empty());
  EXPECT_FALSE(FormatIso8601(INT64_MAX).empty());
}

TEST(System, DatesDoNotDependOnTheTimeZone) {
  const ScopedVariable zone("TZ", "Asia/Tokyo");
  EXPECT_EQ(FormatIso8601(0), "1970-01-01T00:00:00Z");
}

TEST(System, TheClockIsUnixTimeInMilliseconds) {
  const int64_t before = int64_t{time(nullptr)} * 1000;
  EXPECT_GE(NowMillis(), before);
  EXPECT_LE(NowMillis(), before + 60'000);
}

TEST(System, StateIsInTheFolderThatXdgNames) {
  const ScopedVariable home("HOME", "/home/u");
  const ScopedVariable state("XDG_STATE_HOME", "/state");
  EXPECT_THAT(StateFolder(), IsOkAndHolds(std::string("/state/emprofileupdate")));
}

TEST(System, StateIsBelowHomeWithoutXdg) {
  const ScopedVariable home("HOME", "/home/u");
  for (const char* const unusable : {static_cast<const char*>(nullptr), "", "relative"}) {
    const ScopedVariable state("XDG_STATE_HOME", unusable);
    EXPECT_THAT(StateFolder(), IsOkAndHolds(std::string("/home/u/.local/state/emprofileupdate")));
  }
}

TEST(System, WithoutHomeThereIsNoStateFolder) {
  const ScopedVariable home("HOME", nullptr);
  const ScopedVariable state("XDG_STATE_HOME", nullptr);
  EXPECT_THAT(StateFolder(), FailsWith(ErrorCode::kNotFound));
}

TEST(System, FindsItsOwnProgram) {
  const Result<std::string> folder = ProgramFolder();
  ASSERT_THAT(folder, IsOk());
  EXPECT_TRUE(SystemFiles().Stat(JoinPath(*folder, "base_test")).value().has_value());
}

TEST(System, KnowsUserAndComputer) {
  EXPECT_FALSE(UserName().empty());
  EXPECT_FALSE(ComputerName().empty());
}

TEST(System, ArgumentsComeWithoutTheProgram) {
  std::string words[] = {"program", "-User", "Doe, J\u00F6rg", ""};
  char* argv[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
  EXPECT_THAT(CommandLineArguments(4, argv), testing::ElementsAre("-User", "Doe, J\u00F6rg", ""));
  EXPECT_THAT(CommandLineArguments(0, argv), testing::IsEmpty());
}

// Runs `in_child` in another process whose standard output is a pipe, and returns what came out of
// it.
std::string OutputOf(const std::function<bool()>& in_child, bool read_it, int* exit_code) {
  int pipe_ends[2];
  EXPECT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[1]);
    if (!read_it) close(pipe_ends[0]);
    _exit(in_child() ? 0 : 7);
  }
  close(pipe_ends[1]);
  if (!read_it) close(pipe_ends[0]);
  std::string output;
  char buffer[4096];
  while (read_it) {
    const ssize_t count = read(pipe_ends[0], buffer, sizeof(buffer));
    if (count <= 0) break;
    output.append(buffer, static_cast<size_t>(count));
  }
  if (read_it) close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  *exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

TEST(System, WritesAllToStdout) {
  const std::string text(200'000, 'x');
  int exit_code = -1;
  EXPECT_EQ(OutputOf([&] { return WriteStdout(text + "\u00F6"); }, true, &exit_code),
            text + "\u00F6");
  EXPECT_EQ(exit_code, 0);
}

TEST(System, AClosedPipeIsToldAndDoesNotKill) {
  int exit_code = -1;
  // More than a pipe takes, so that it comes to the closed end in any order of the two processes.
  OutputOf([] { return WriteStdout(std::string(1 << 20, 'x')); }, false, &exit_code);
  EXPECT_EQ(exit_code, 7) << "WriteStdout returned false, and the process lived to say so";
}

TEST(UniqueId, IsAnotherOneAtEachCall) {
  const std::string first = UniqueId();
  EXPECT_EQ(first.size(), 16u);
  EXPECT_EQ(first.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(UniqueId(), first);
}

}  // namespace
}  // namespace repoint
