// Two runs at once, and runs that are killed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <random>

#include "wine/update_world.h"

namespace repoint {
namespace {

using std::chrono::milliseconds;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Clock = std::chrono::steady_clock;

milliseconds Since(Clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(Clock::now() - start);
}

class WineTogetherTest : public testing::Test {
 protected:
  void Install() {
    world_.Install({FixturePath("ol2016-x64.reg")});
    std::filesystem::remove_all(world_.StateFolder());
  }

  // The state after an update that nobody disturbed.
  void LearnStates() {
    Install();
    old_ = world_.Profiles();
    ASSERT_EQ(world_.Update().exit_code, 0);
    new_ = world_.Profiles();
    ASSERT_THAT(new_, Not(old_));
  }

  std::unique_ptr<RunningProgram> Start() {
    return world_.wine.Start(EmProfileUpdate(), {world_.wine.WindowsPath(ListPath())});
  }

  UpdateWorld world_;
  Values old_;
  Values new_;
};

TEST_F(WineTogetherTest, TwoRunsAtOnceUpdateOnce) {
  LearnStates();
  for (int round = 0; round < 3; ++round) {
    Install();
    const auto one = Start();
    const auto other = Start();
    const Finished one_run = one->Wait(std::chrono::seconds(90));
    const Finished other_run = other->Wait(std::chrono::seconds(90));
    EXPECT_EQ(one_run.exit_code, 0) << one_run.out << one_run.err;
    EXPECT_EQ(other_run.exit_code, 0) << other_run.out << other_run.err;
    EXPECT_EQ(Count(world_.Journals(), UnitState::kDone), 1) << one_run.out << other_run.out;
    EXPECT_THAT(Differences(new_, world_.Profiles()), IsEmpty());
  }
}

class WineCrashTest : public WineTogetherTest {
 protected:
  // How long a run takes until its journal is there, and how long from then on. Writing is the
  // first part of that; the end of the process takes the rest.
  void Measure() {
    Install();
    const Clock::time_point start = Clock::now();
    const auto run = Start();
    before_journal_ = WaitForJournal(*run);
    run->Wait(std::chrono::seconds(60));
    from_journal_ = (Since(start) - before_journal_) / 2;
  }

  milliseconds WaitForJournal(RunningProgram& run) {
    const Clock::time_point start = Clock::now();
    while (!std::filesystem::exists(world_.StateFolder() + "/Journals") &&
           !run.EndsWithin(milliseconds(1))) {
    }
    return Since(start);
  }

  // What lies there after a kill is wholly old or wholly new, or a journal says that it is not.
  void CheckKilled() {
    const Values now = world_.Profiles();
    const std::vector<JournalFile> journals = world_.Journals();
    const bool open = Count(journals, UnitState::kBegun) + Count(journals, UnitState::kApplied) > 0;
    open_ += open ? 1 : 0;
    if (open) return;
    const bool done = Count(journals, UnitState::kDone) == 1;
    done_ += done ? 1 : 0;
    EXPECT_THAT(Differences(done ? new_ : old_, now), IsEmpty());
  }

  void CheckNextRun() {
    Finished run = world_.Update();
    // A server that ends with the program that was killed now and then takes with it the one that
    // comes next, before it has begun: that one says nothing.
    if (run.out.empty() && run.err.empty()) run = world_.Update();
    EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
    EXPECT_THAT(Differences(new_, world_.Profiles()), IsEmpty()) << run.out << run.err;
    for (const JournalFile& journal : world_.Journals()) EXPECT_FALSE(journal.Unfinished());
    EXPECT_EQ(Count(world_.Journals(), UnitState::kDone), 1) << run.out << run.err;
  }

  void KillOnce(milliseconds at, bool from_journal) {
    SCOPED_TRACE("killed at " + std::to_string(at.count()) + " ms" +
                 (from_journal ? " from the journal on" : ""));
    Install();
    const auto run = Start();
    if (from_journal) WaitForJournal(*run);
    run->EndsWithin(at);
    run->Kill();
    run->Wait(std::chrono::seconds(60));
    CheckKilled();
    CheckNextRun();
  }

  milliseconds before_journal_{};
  milliseconds from_journal_{};
  int open_ = 0;  // kills in the middle of an update
  int done_ = 0;  // after it
};

TEST_F(WineCrashTest, AfterAKillAtAnyMomentTheNextRunFinishes) {
  LearnStates();
  Measure();
  constexpr unsigned kSeed = 20240517;
  constexpr int kKills = 25;
  std::mt19937 random(kSeed);
  const auto moment = [&](milliseconds span) {
    return milliseconds(random() % static_cast<unsigned>(span.count() + 1));
  };
  for (int i = 0; i < kKills && !HasFailure(); ++i) {
    // Most of them while values are written.
    const bool from_journal = i % 5 != 0;
    KillOnce(moment(from_journal ? from_journal_ : before_journal_ + from_journal_), from_journal);
  }
  std::cout << "seed " << kSeed << "; a run takes " << before_journal_.count() << " + "
            << from_journal_.count() << " ms; of " << kKills << " kills " << open_
            << " in the middle, " << done_ << " after the end\n";
  EXPECT_GT(open_, 0) << "no kill met an update; nothing is proven";
}

}  // namespace
}  // namespace repoint
