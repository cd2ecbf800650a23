#include "registry/hive_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/sample_trees.h"
#include "registry/memory.h"
#include "registry/testing/reg_text.h"

namespace repoint {
namespace {

using testing::ElementsAre;

constexpr char kPath[] = "home/NTUSER.DAT";

// Subkeys in the order of a hive, which lists them by their names.
constexpr std::string_view kText = R"([HKEY_CURRENT_USER\A\B]
"One"="1"
"Two"=dword:2
[HKEY_CURRENT_USER\A\C\D]
)";

class HiveRegistryTest : public testing::TestWithParam<hive::CommitMode> {
 protected:
  HiveRegistryTest() {
    hive::SampleKey root{.name = u"ROOT"};
    hive::KeyAt(root, u"A\\B").values = {hive::SampleText(u"One", u"1"),
                                         hive::SampleNumber(u"Two", 2)};
    hive::KeyAt(root, u"A\\C\\D");
    files_.Put(kPath, hive::BuildHive(root));
    files_.Put("home/NTUSER.DAT.LOG1", "");
    files_.Put("home/NTUSER.DAT.LOG2", "");
  }

  std::unique_ptr<HiveRegistry> Open(hive::CommitMode mode = hive::CommitMode::kReplace) {
    auto registry =
        HiveRegistry::Open(files_, kPath, mode, [] { return int64_t{1'800'000'000'000}; });
    EXPECT_THAT(registry, IsOk());
    return *std::move(registry);
  }

  FakeFiles files_;
};

KeyTree TreeOf(Registry& registry) { return registry.ReadTree("").value().value(); }

TEST_P(HiveRegistryTest, DoesWhatARegistryInMemoryDoes) {
  const RegValue big{kRegBinary, Bytes(40'000, 7)};
  const std::vector<std::function<Status(Registry&)>> steps = {
      [](Registry& r) { return r.SetValue("A\\B", "ONE", SzValue("a longer text than before")); },
      [](Registry& r) { return r.SetValue("a\\b", "", DwordValue(7)); },
      [](Registry& r) { return r.SetValue("A\\B", "Three", RegValue{0x1234, {}}); },
      [](Registry& r) { return r.DeleteValue("A\\B", "two"); },
      [](Registry& r) { return r.CreateKey("A\\C"); },
      [](Registry& r) { return r.CreateKey("Z\\Y\\X"); },
      [&](Registry& r) { return r.SetValue("Z\\Y\\X", "big", big); },
      [](Registry& r) { return r.SetValue("A\\C\\d\\E", "one", RegValue{kRegBinary, {1}}); },
      [](Registry& r) { return r.SetValue("Z\\Z\xC3\xBCrich \xF0\x9F\x98\x80", "\xC3\xA9", {}); },
      [](Registry& r) { return r.DeleteKey("z\\y"); },
      [](Registry& r) { return r.DeleteKey("Nothing\\There"); },
      [](Registry& r) { return r.DeleteValue("Nothing", "there"); },
      [](Registry& r) { return r.DeleteKey("A\\C\\D"); },
      [](Registry& r) { return r.Flush(); },
      [](Registry& r) { return r.SetValue("A\\C", "again", SzValue("after a flush")); },
      [](Registry& r) { return r.Flush(); },
  };
  MemoryRegistry memory = LoadRegText(kText);
  const auto hive = Open(GetParam());
  ASSERT_EQ(TreeOf(*hive), TreeOf(memory));
  for (size_t i = 0; i < steps.size(); ++i) {
    ASSERT_THAT(steps[i](memory), IsOk()) << i;
    ASSERT_THAT(steps[i](*hive), IsOk()) << i;
    ASSERT_EQ(TreeOf(*hive), TreeOf(memory)) << i;
    ASSERT_EQ(*hive->Subkeys("A"), *memory.Subkeys("A")) << i;
    ASSERT_EQ(*hive->Values("a\\B"), *memory.Values("a\\B")) << i;
    ASSERT_EQ(*hive->GetValue("a\\b", "one"), *memory.GetValue("a\\b", "one")) << i;
  }
  EXPECT_EQ(TreeOf(*Open()), TreeOf(memory)) << "what was flushed is not what is in the file";
}

TEST_P(HiveRegistryTest, FlushMakesItDurable) {
  const auto registry = Open(GetParam());
  ASSERT_THAT(registry->SetValue("A\\B", "One", SzValue("2")), IsOk());
  ASSERT_THAT(registry->Flush(), IsOk());
  EXPECT_EQ(registry->file().committed_by(), GetParam());
  EXPECT_EQ(*Open()->GetValue("A\\B", "One"), SzValue("2"));
}

TEST_P(HiveRegistryTest, WritesNothingWithoutFlush) {
  const auto before = files_.Text(kPath);
  {
    const auto registry = Open(GetParam());
    files_.ClearCalls();
    ASSERT_THAT(registry->SetValue("A\\B", "One", SzValue("2")), IsOk());
    ASSERT_THAT(registry->DeleteKey("A\\C"), IsOk());
  }
  EXPECT_EQ(files_.Text(kPath), before);
  for (const std::string& call : files_.calls()) {
    EXPECT_THAT(call, testing::Not(testing::ContainsRegex("Create|InPlace|Append|Rename|Remove")));
  }
}

TEST_P(HiveRegistryTest, FlushWithoutAWriteTouchesNothing) {
  const auto registry = Open(GetParam());
  files_.ClearCalls();
  ASSERT_THAT(registry->Flush(), IsOk());
  EXPECT_THAT(files_.calls(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Modes, HiveRegistryTest,
                         testing::Values(hive::CommitMode::kReplace, hive::CommitMode::kLog),
                         [](const auto& test) {
                           return test.param == hive::CommitMode::kLog ? "Log" : "Replace";
                         });

using HiveRegistryReadTest = HiveRegistryTest;

TEST_F(HiveRegistryReadTest, GivesNothingForWhatIsAbsent) {
  const auto registry = Open();
  EXPECT_EQ(*registry->Subkeys("A\\X"), std::nullopt);
  EXPECT_EQ(*registry->Values("X"), std::nullopt);
  EXPECT_EQ(*registry->GetValue("A\\B", "Three"), std::nullopt);
  EXPECT_EQ(*registry->GetValue("A\\X", "One"), std::nullopt);
  EXPECT_EQ(*registry->ReadTree("A\\X"), std::nullopt);
  EXPECT_THAT(**registry->Values("A\\C\\D"), ElementsAre());
}

TEST_F(HiveRegistryReadTest, KeepsSpellingAndPlaceOfAnExistingValue) {
  const auto registry = Open();
  ASSERT_THAT(registry->SetValue("a\\b", "ONE", SzValue("new")), IsOk());
  EXPECT_THAT(**registry->Values("A\\B"),
              ElementsAre(NamedValue{"One", SzValue("new")}, NamedValue{"Two", DwordValue(2)}));
  EXPECT_THAT(**registry->Subkeys("A"), ElementsAre("B", "C"));
}

TEST_F(HiveRegistryReadTest, DoesNotDeleteItsRoot) {
  EXPECT_THAT(Open()->DeleteKey(""), FailsWith(ErrorCode::kUsage));
}

TEST_F(HiveRegistryReadTest, NamesTheTreeAsItWasAskedFor) {
  const auto tree = Open()->ReadTree("a\\c").value();
  EXPECT_EQ(tree->name, "c");
  ASSERT_EQ(tree->subkeys.size(), 1);
  EXPECT_EQ(tree->subkeys[0].name, "D");
}

TEST_F(HiveRegistryReadTest, ReadsTheTreeThatTheInterfaceReads) {
  files_.Put(kPath, hive::BuildHive(hive::RandomTree(11, {.wide = false})));
  const auto registry = Open();
  EXPECT_EQ(*registry->ReadTree(""), *registry->Registry::ReadTree(""));
}

}  // namespace
}  // namespace repoint
