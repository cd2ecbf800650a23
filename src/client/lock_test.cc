// Two runs at once.
#include "client/testing/journals.h"
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

TEST(LockTest, IsWaitedForAndThenNothingIsLeftToDo) {
  World world = World::OfJane();
  world.files.PutFolder("/state");
  auto lock = world.files.Lock("/state/lock").value();
  const Contents before = world.All();
  Log log;
  Environment env = world.MakeEnvironment(world.registry, world.files, log);
  env.sleep_millis = [&](int64_t millis) {
    world.now += millis;
    if (!lock) return;
    lock.reset();  // the other run ends, and has done everything
    world.Update();
  };
  const Report report = RunUpdate(world.options, env);
  EXPECT_THAT(Outcomes(report), ElementsAre("done-before Jane"));
  EXPECT_EQ(report.exit, kExitDone);
  EXPECT_NE(world.All(), before);
}

TEST(LockTest, HeldForAMinuteEndsTheRunWithAClearText) {
  for (const Mode mode : {Mode::kUpdate, Mode::kRollback}) {
    World world = World::OfJane();
    if (mode == Mode::kRollback) world.Update();
    const Contents before = world.All();
    world.files.PutFolder("/state");
    const auto lock = world.files.Lock("/state/lock").value();
    const int64_t start = world.now;
    world.options.mode = mode;
    const Report report = world.Update();
    EXPECT_EQ(report.exit, kExitRegistry);
    EXPECT_THAT(Words(report), HasSubstr("another EMProfileUpdate is at work for this user"));
    EXPECT_GE(world.now - start, 60 * 1000);
    EXPECT_LT(world.now - start, 90 * 1000);
    EXPECT_EQ(world.All(), before);
  }
}

TEST(LockTest, HeldWhileARecoveryIsNeededIsNoDeferral) {
  World world = World::OfJane();
  BeginUnit(world, UnitOf("Jane"));
  const auto lock = world.files.Lock("/state/lock").value();
  EXPECT_EQ(world.Update().exit, kExitRegistry);
}

TEST(LockTest, AKilledRunThatWasWaitedForIsRecoveredFirst) {
  World world = World::OfJane();
  world.files.PutFolder("/state");
  auto lock = world.files.Lock("/state/lock").value();
  Log log;
  Environment env = world.MakeEnvironment(world.registry, world.files, log);
  env.sleep_millis = [&](int64_t millis) {
    world.now += millis;
    if (!lock) return;
    // The other run has begun and is killed.
    BeginUnit(world, UnitOf("Jane", "001f6602", "OLDSRV", "HALF"));
    ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "001f6602", SzValue("HALF")), IsOk());
    lock.reset();
  };
  const Report report = RunUpdate(world.options, env);
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("put back as it was before")));
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  world.Rollback();
  EXPECT_EQ(world.Setting("Jane", "001f6602"), "OLDSRV");
}

}  // namespace
}  // namespace repoint
