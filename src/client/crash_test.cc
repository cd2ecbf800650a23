// An update, a rollback and a recovery, interrupted at every single step: afterwards each profile
// is wholly old or wholly new, and the next run completes the work.
#include <functional>

#include "base/testing/faulty_files.h"
#include "client/testing/run_tests.h"
#include "registry/testing/faulty.h"

namespace repoint {
namespace {

// What goes wrong at one step of the registry or of the file system.
struct Trouble {
  const char* name;
  int Faults::* registry = nullptr;
  Fault files = Fault::kNone;
};

constexpr Trouble kStops[] = {
    {"the process ends at a step of the registry", &Faults::stop_at},
    {"the process ends at a step of the files", nullptr, Fault::kStop},
};
constexpr Trouble kTroubles[] = {
    {"a step of the registry fails", &Faults::fail_at},
    {"a step of the registry is done and fails", &Faults::done_at},
    {"the registry fails from a step on", &Faults::fail_from},
    {"the process ends at a step of the registry", &Faults::stop_at},
    {"a step of the files fails", nullptr, Fault::kFailOnce},
    {"a step of the files is done and fails", nullptr, Fault::kDoneButFailed},
    {"the files fail from a step on", nullptr, Fault::kFailFromHere},
    {"the files fail behind a step that is done and fails", nullptr, Fault::kDoneThenFailing},
    {"the process ends at a step of the files", nullptr, Fault::kStop},
    {"the process ends within a step of the files", nullptr, Fault::kStopTorn},
};

// One process with one trouble at one step. When the registry stops, the files stop, and the other
// way round.
class Process {
 public:
  Process(World& world, const Trouble& trouble, size_t step)
      : registry_(world.registry, FaultsOf(trouble, step, &dead_)),
        files_(world.files, trouble.files, step, &dead_),
        by_registry_(trouble.registry != nullptr),
        step_(step) {}

  Registry& registry() { return registry_; }
  FileSystem& files() { return files_; }
  bool dead() const { return dead_; }
  // False: there was no such step.
  bool fired() const {
    return by_registry_ ? registry_.steps() > static_cast<int>(step_) : files_.fired();
  }

 private:
  static Faults FaultsOf(const Trouble& trouble, size_t step, bool* dead) {
    Faults faults;
    faults.dead = dead;
    if (trouble.registry != nullptr) faults.*trouble.registry = static_cast<int>(step) + 1;
    return faults;
  }

  bool dead_ = false;
  FaultyRegistry registry_;
  FaultyFiles files_;
  bool by_registry_;
  size_t step_;
};

const ProfileResult* ResultOf(const Report& report, std::string_view profile) {
  for (const ProfileResult& result : report.profiles) {
    if (result.profile.name == profile) return &result;
  }
  return nullptr;
}

// What there is to be of the two profiles, before and after.
struct Sides {
  explicit Sides(const World& start, const std::function<void(World&)>& work) {
    World world = start;
    for (const char* name : {"Bob", "Jane", "Jim"}) before[name] = world.Profile(name);
    work(world);
    for (const char* name : {"Bob", "Jane", "Jim"}) after[name] = world.Profile(name);
  }
  std::map<std::string, Contents> before, after;
};

std::string OstOf(const char* profile) {
  return std::string("/ost/") + (std::string_view(profile) == "Jane" ? "jane" : "jim") + ".ost";
}

// 'o' old, 'n' new, '?' a mixture. The OST counts: it is there with its mail exactly when the
// profile names it.
char SideOf(World& world, const Sides& sides, const char* profile, bool new_has_ost) {
  const Contents now = world.Profile(profile);
  const bool has_ost = world.files.Text(OstOf(profile)).has_value();
  if (now == sides.before.at(profile) && has_ost != new_has_ost) return 'o';
  if (now == sides.after.at(profile) && has_ost == new_has_ost) return 'n';
  return '?';
}

void ForEveryStep(const std::function<bool(const Trouble&, size_t)>& body) {
  for (const Trouble& trouble : kTroubles) {
    size_t step = 0;
    while (body(trouble, step)) {
      if (testing::Test::HasFailure()) return;
      ASSERT_LT(++step, 1000u);
    }
    EXPECT_GT(step, 5u) << trouble.name << ": met hardly any step";
  }
}

std::string NoteFor(const std::vector<std::string>& notes, const std::string& profile) {
  for (const std::string& note : notes) {
    if (note.find("profile " + profile) != std::string::npos) return note;
  }
  return "";
}

void Look(World& world, const Sides& sides, const std::vector<std::string>& notes,
          bool new_has_ost) {
  for (const char* profile : {"Jane", "Jim"}) {
    const char side = SideOf(world, sides, profile, new_has_ost);
    EXPECT_NE(side, '?') << profile << " is half old and half new";
    const std::string note = NoteFor(notes, profile);
    if (note.empty()) continue;
    EXPECT_THAT(note, HasSubstr("recovered: "));
    EXPECT_THAT(note, HasSubstr(side == 'n' ? "it was completed" : "put back as it was before"));
  }
  EXPECT_EQ(world.Profile("Bob"), sides.before.at("Bob"));
  EXPECT_EQ(world.files.Text("/ost/bob.ost"), "mail of bob");
}

void UpdateIt(World& world) { world.Update(); }

TEST(CrashTest, AnInterruptedUpdateIsWhollyOldOrWhollyNewAfterTheNextStart) {
  const World start = World::OfThree();
  const Sides sides(start, UpdateIt);
  ForEveryStep([&](const Trouble& trouble, size_t step) {
    SCOPED_TRACE(testing::Message() << trouble.name << ", step " << step);
    World world = start;
    Report report;
    bool dead = false;
    {
      Process process(world, trouble, step);
      report = world.Update(process.registry(), process.files());
      if (!process.fired()) return false;
      dead = process.dead();
    }
    World recovered = world;
    const auto notes = recovered.Recover(recovered.registry, recovered.files);
    EXPECT_THAT(notes, IsOk());
    Look(recovered, sides, notes.value_or(std::vector<std::string>()), false);
    for (const char* profile : {"Jane", "Jim"}) {
      const ProfileResult* result = ResultOf(report, profile);
      if (dead || result == nullptr) continue;
      if (result->error && result->error->message.contains("the next start")) continue;
      EXPECT_EQ(SideOf(recovered, sides, profile, false),
                result->outcome == ProfileOutcome::kUpdated ? 'n' : 'o')
          << "the report did not tell the truth about " << profile << Words(report);
    }

    const Report next = world.Update();
    EXPECT_EQ(next.exit, kExitDone) << Words(next);
    for (const char* profile : {"Jane", "Jim"}) {
      EXPECT_EQ(SideOf(world, sides, profile, false), 'n') << profile << "\n" << Words(next);
    }
    EXPECT_THAT(Outcomes(world.Update()),
                ElementsAre("done-before Jane", "not-listed Bob", "done-before Jim"));
    return true;
  });
}

TEST(CrashTest, AnInterruptedRollbackIsWhollyOldOrWhollyNewAfterTheNextStart) {
  World start = World::OfThree();
  start.Update();
  start.files.Put("/ost/jane.ost.seen", "so that the folder stays");
  const Sides sides(start, [](World& world) { world.Rollback(); });
  ForEveryStep([&](const Trouble& trouble, size_t step) {
    SCOPED_TRACE(testing::Message() << trouble.name << ", step " << step);
    World world = start;
    {
      Process process(world, trouble, step);
      world.Rollback(process.registry(), process.files());
      if (!process.fired()) return false;
    }
    World recovered = world;
    const auto notes = recovered.Recover(recovered.registry, recovered.files);
    EXPECT_THAT(notes, IsOk());
    Look(recovered, sides, notes.value_or(std::vector<std::string>()), true);
    const char side = SideOf(recovered, sides, "Jane", true);
    EXPECT_EQ(SideOf(recovered, sides, "Jim", true), side) << "a rollback is all or nothing";
    EXPECT_EQ(ContentsOf(recovered.registry, "Software\\EMProfileUpdate\\Profiles").empty(),
              side == 'n')
        << "marks belong to the updated side";

    if (side == 'o') {
      const Report next = world.Rollback();
      EXPECT_EQ(next.exit, kExitDone) << Words(next);
    } else {
      EXPECT_THAT(world.Recover(world.registry, world.files), IsOk());
    }
    EXPECT_EQ(SideOf(world, sides, "Jane", true), 'n');
    EXPECT_EQ(SideOf(world, sides, "Jim", true), 'n');
    return true;
  });
}

// Every state that an interrupted run leaves, and in each its recovery interrupted at every step.
// One profile, to keep it short.
World OfOne() {
  World world(ProfileText("Jane", "jane"), {MoveOf("jane")});
  world.files.Put("/ost/jane.ost", "mail of jane");
  world.files.Put("/ost/bob.ost", "mail of bob");
  return world;
}

void InterruptRecovery(const World& start, const Sides& sides, bool new_has_ost,
                       const std::function<void(World&, Process&)>& work) {
  for (const Trouble& first : kStops) {
    for (size_t step = 0;; ++step) {
      ASSERT_FALSE(testing::Test::HasFailure());
      World crashed = start;
      {
        Process process(crashed, first, step);
        work(crashed, process);
        if (!process.fired()) break;
      }
      for (const Trouble& second : kTroubles) {
        for (size_t again = 0;; ++again) {
          SCOPED_TRACE(testing::Message() << first.name << ", step " << step << "; then "
                                          << second.name << ", step " << again);
          World world = crashed;
          {
            Process process(world, second, again);
            (void)world.Recover(process.registry(), process.files());
            if (!process.fired()) break;
          }
          const auto notes = world.Recover(world.registry, world.files);
          ASSERT_THAT(notes, IsOk());
          Look(world, sides, *notes, new_has_ost);
          EXPECT_THAT(world.Recover(world.registry, world.files), IsOkAndHolds(ElementsAre()));
          ASSERT_FALSE(testing::Test::HasFailure());
        }
      }
    }
  }
}

TEST(CrashTest, TheRecoveryOfAnUpdateMayItselfBeInterrupted) {
  const World start = OfOne();
  InterruptRecovery(start, Sides(start, UpdateIt), false, [](World& world, Process& process) {
    world.Update(process.registry(), process.files());
  });
}

TEST(CrashTest, TheRecoveryOfARollbackMayItselfBeInterrupted) {
  World start = OfOne();
  start.Update();
  const Sides sides(start, [](World& world) { world.Rollback(); });
  InterruptRecovery(start, sides, true, [](World& world, Process& process) {
    world.Rollback(process.registry(), process.files());
  });
}

}  // namespace
}  // namespace repoint
