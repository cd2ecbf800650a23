// An update and a rollback of a hive, interrupted at every single step of the file system: after
// the next start the profile is wholly old or wholly new, and the run after it completes the work.
#include "base/testing/faulty_files.h"
#include "client/testing/hive_world.h"
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

struct Interruption {
  const char* name;
  Fault fault;
};

constexpr Interruption kInterruptions[] = {
    {"fails once", Fault::kFailOnce},
    {"is done and fails", Fault::kDoneButFailed},
    {"fails from here", Fault::kFailFromHere},
    {"is done, then all fail", Fault::kDoneThenFailing},
    {"stops", Fault::kStop},
    {"stops within", Fault::kStopTorn},
};

struct Case {
  const char* name;
  hive::CommitMode mode;
};
void PrintTo(const Case& which, std::ostream* out) { *out << which.name; }

using Work = Report (*)(World&, FileSystem&, hive::CommitMode);

Report Update(World& world, FileSystem& files, hive::CommitMode mode) {
  return UpdateHive(world, files, mode);
}

Report RollBack(World& world, FileSystem& files, hive::CommitMode mode) {
  const auto hive = OpenHive(world, files, mode);
  return world.Rollback(*hive, files);
}

constexpr const char* kOst = "/home/jane/jane.ost";
constexpr const char* kGroups = "/home/jane/AppData/Roaming/Microsoft/Outlook/Jane.srs";

// Jane's hive, and files of Outlook's in her folder, which lies around it.
World OfJanesFolder() {
  World world = World::OfJane();
  world.registry.SetValue(SettingsKey("Jane"), "001f6610", SzValue("C:\\Users\\jane\\jane.ost"))
      .value();
  world.files.Put(kOst, "mail of jane");
  world.files.Put(kGroups, "groups");
  return OfHive(world);
}

class HiveCrashTest : public testing::TestWithParam<Case> {
 protected:
  // The profile and its mark together are one of the two.
  static char SideOf(World& world, const Contents& before, const Contents& after) {
    const Contents now = HiveContents(world);
    return now == before ? 'o' : now == after ? 'n' : '?';
  }

  // After the next start the files go with the hive. Groups that could not be renamed stay, while
  // the rest is updated.
  static bool FilesAreThere(const World& world, bool there) {
    return world.files.Text(kOst).has_value() == there &&
           (!there || world.files.Text(kGroups).has_value());
  }

  // The marks tell the time and the run, which is another one after an interruption.
  static Contents Comparable(Contents contents) {
    std::erase_if(contents, [](const auto& value) {
      return value.first.ends_with("\\updated") || value.first.ends_with("\\journal");
    });
    return contents;
  }

  static void Interrupt(const World& start, Work work) {
    World done = start;
    ASSERT_EQ(work(done, done.files, GetParam().mode).exit, kExitDone);
    World unchanged = start;
    const Contents before = HiveContents(unchanged);
    const Contents after = HiveContents(done);
    for (const Interruption& interruption : kInterruptions) {
      for (size_t step = 0;; ++step) {
        SCOPED_TRACE(testing::Message() << "step " << step << " " << interruption.name);
        World world = start;
        bool dead = false;
        Report report;
        {
          FaultyFiles files(world.files, interruption.fault, step);
          report = work(world, files, GetParam().mode);
          if (!files.fired()) break;
          dead = files.stopped();
        }
        const char left = SideOf(world, before, after);
        EXPECT_NE(left, '?') << "the hive holds neither the old nor the new";

        World recovered = world;
        {
          const auto hive = OpenHive(recovered, recovered.files, GetParam().mode);
          EXPECT_THAT(recovered.Recover(*hive, recovered.files), IsOk());
        }
        const char side = SideOf(recovered, before, after);
        EXPECT_NE(side, '?');
        EXPECT_TRUE(FilesAreThere(recovered, (side == 'o') == (work == Update)))
            << "files and hive disagree";
        const bool unsure = report.profiles.empty() ||
                            (report.profiles[0].error &&
                             report.profiles[0].error->message.contains("the next start"));
        if (!dead && !unsure && work == Update) {
          EXPECT_EQ(side, report.Count(ProfileOutcome::kUpdated) != 0 ? 'n' : 'o')
              << "the report did not tell the truth: " << Words(report);
        }
        if (side == 'o') {
          EXPECT_EQ(work(recovered, recovered.files, GetParam().mode).exit, kExitDone);
        }
        EXPECT_EQ(Comparable(HiveContents(recovered)), Comparable(after));
        EXPECT_TRUE(FilesAreThere(recovered, work == RollBack));

        // Without a recovery of its own the next run does the same.
        const Report next = UpdateHive(world, GetParam().mode);
        EXPECT_EQ(next.exit, kExitDone) << Words(next);
        ASSERT_FALSE(HasFailure());
      }
    }
  }
};

TEST_P(HiveCrashTest, AnInterruptedUpdateLeavesTheProfileWhollyOldOrWhollyNew) {
  Interrupt(OfJanesFolder(), Update);
}

TEST_P(HiveCrashTest, AnInterruptedRollbackLeavesTheProfileWhollyOldOrWhollyNew) {
  World start = OfJanesFolder();
  UpdateHive(start);
  ASSERT_TRUE(FilesAreThere(start, false));
  Interrupt(start, RollBack);
}

INSTANTIATE_TEST_SUITE_P(All, HiveCrashTest,
                         testing::Values(Case{"Replacing", kReplace},
                                         Case{"ThroughTheLog", kThroughLog}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace repoint
