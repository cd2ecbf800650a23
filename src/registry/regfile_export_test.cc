#include "registry/regfile_export.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>

#include "base/text.h"
#include "registry/memory.h"
#include "registry/regfile_import.h"

namespace repoint {
namespace {

constexpr std::string_view kSignature = "Windows Registry Editor Version 5.00\n\n";

regtext::Document ParseBody(std::string_view body) {
  return *regtext::Parse(AsBytes(std::string(kSignature) + std::string(body)));
}

// Names sorted: the order of keys and values is no part of what an import leaves.
KeyTree Sorted(KeyTree tree) {
  std::ranges::sort(tree.values, LessFolded, &NamedValue::name);
  std::ranges::sort(tree.subkeys, LessFolded, &KeyTree::name);
  for (KeyTree& subkey : tree.subkeys) subkey = Sorted(std::move(subkey));
  return tree;
}

KeyTree Import(const regtext::Document& document) {
  return Sorted(*ImportKeys(document, UserRoot{"HKEY_CURRENT_USER"}));
}

// What imports of both, one after the other, leave.
KeyTree ImportBoth(regtext::Document first, const regtext::Document& second) {
  first.sections.insert(first.sections.end(), second.sections.begin(), second.sections.end());
  return Import(first);
}

// The export that an edit of `body` writes, without the signature. Imported where the old export
// was imported before, or where nothing was, it has to leave exactly the edited keys.
std::string Edited(std::string_view body, const std::function<void(Registry&)>& edit) {
  const regtext::Document in = ParseBody(body);
  const UserRoot root{"HKEY_CURRENT_USER"};
  const KeyTree before = *ImportKeys(in, root);
  MemoryRegistry registry("test", before);
  edit(registry);
  const auto out = ChangedExport(in, root, before, registry.root());
  const auto bytes = out ? regtext::Write(*out) : std::unexpected(out.error());
  const auto read_back = bytes ? regtext::Parse(*bytes) : std::unexpected(bytes.error());
  if (!read_back) {
    ADD_FAILURE() << read_back.error().message;
    return {};
  }
  EXPECT_EQ(Import(*read_back), Sorted(registry.root())) << "over nothing: " << AsChars(*bytes);
  EXPECT_EQ(ImportBoth(in, *read_back), Sorted(registry.root())) << "over In: " << AsChars(*bytes);
  return std::string(AsChars(*bytes).substr(kSignature.size()));
}

TEST(ChangedExport, IsTheSameWithoutAChange) {
  const std::string_view body = "; x\n[HKEY_CURRENT_USER\\A]\n\"a\"=\"1\" ; y\n\"a\"=-\n\n[HKEY_X]";
  EXPECT_EQ(Edited(body, [](Registry& r) { (void)r.CreateKey("A"); }), body);
}

TEST(ChangedExport, WritesAChangedKeyWholeBehindItsDeletion) {
  EXPECT_EQ(Edited("[HKEY_CURRENT_USER\\A]\n\"x\"=\"1\"\n\n"
                   "[HKEY_CURRENT_USER\\B]\n\"a\"=hex:01,\\\n 2\n\"b\"=\"old\"\n\"c\"=\"gone\"\n\n"
                   "[HKEY_CURRENT_USER\\C]\n\"y\"=\"2\"\n",
                   [](Registry& r) {
                     (void)r.SetValue("B", "b", SzValue("new"));
                     (void)r.DeleteValue("B", "c");
                     (void)r.SetValue("B", "d", DwordValue(15));
                   }),
            "[HKEY_CURRENT_USER\\A]\n\"x\"=\"1\"\n\n"
            "[-HKEY_CURRENT_USER\\B]\n\n"
            "[HKEY_CURRENT_USER\\B]\n\"a\"=hex:01,\\\n 2\n\"b\"=\"new\"\n\"d\"=dword:0000000f\n\n"
            "[HKEY_CURRENT_USER\\C]\n\"y\"=\"2\"\n");
}

TEST(ChangedExport, LeavesADeletionAloneForADeletedKey) {
  EXPECT_EQ(Edited("[HKEY_CURRENT_USER\\A]\n\n[HKEY_CURRENT_USER\\A\\B]\n@=\"x\"\n\n"
                   "[HKEY_CURRENT_USER\\A\\B\\C]\n\n[HKEY_CURRENT_USER\\A\\BB]\n",
                   [](Registry& r) { (void)r.DeleteKey("A\\B"); }),
            "[HKEY_CURRENT_USER\\A]\n\n[-HKEY_CURRENT_USER\\A\\B]\n\n[HKEY_CURRENT_USER\\A\\BB]\n");
}

TEST(ChangedExport, DeletesAParentBeforeItsChildrenAreMade) {
  EXPECT_EQ(Edited("[HKEY_CURRENT_USER\\A\\B]\n@=\"child\"\n\n[HKEY_CURRENT_USER\\A]\n@=\"old\"\n",
                   [](Registry& r) { (void)r.SetValue("A", "", SzValue("new")); }),
            "[-HKEY_CURRENT_USER\\A]\n\n[HKEY_CURRENT_USER\\A]\n@=\"new\"\n\n"
            "[HKEY_CURRENT_USER\\A\\B]\n@=\"child\"\n\n");
}

TEST(ChangedExport, AddsNewKeysAtTheEnd) {
  EXPECT_EQ(Edited("[HKEY_CURRENT_USER\\A]\n",
                   [](Registry& r) { (void)r.SetValue("N\\M", "v", DwordValue(1)); }),
            "[HKEY_CURRENT_USER\\A]\n\n[HKEY_CURRENT_USER\\N\\M]\n\"v\"=dword:00000001\n\n");
}

TEST(ChangedExport, KeepsAParentThatOnlyTheDeletedKeyImplied) {
  EXPECT_EQ(Edited("[HKEY_CURRENT_USER\\A\\B]\n", [](Registry& r) { (void)r.DeleteKey("A\\B"); }),
            "[-HKEY_CURRENT_USER\\A\\B]\n\n[HKEY_CURRENT_USER\\A]\n\n");
}

TEST(ChangedExport, KeepsKeysOfOtherRoots) {
  EXPECT_EQ(Edited("[HKEY_LOCAL_MACHINE\\A]\n@=\"m\"\n\n[HKEY_CURRENT_USER\\A]\n@=\"u\"\n",
                   [](Registry& r) { (void)r.DeleteKey("A"); }),
            "[HKEY_LOCAL_MACHINE\\A]\n@=\"m\"\n\n[-HKEY_CURRENT_USER\\A]\n\n");
}

TEST(ChangedExport, DoesNotDeleteTheRootToChangeItsValues) {
  EXPECT_EQ(Edited("[HKEY_CURRENT_USER]\n\"a\"=\"1\"\n\"b\"=\"2\"\n\n[HKEY_CURRENT_USER\\K]\n",
                   [](Registry& r) { (void)r.DeleteValue("", "a"); }),
            "[HKEY_CURRENT_USER]\n\"b\"=\"2\"\n\"a\"=-\n\n[HKEY_CURRENT_USER\\K]\n");
}

TEST(ChangedExport, MergesAChangedKeyThatStandsTwice) {
  EXPECT_EQ(Edited("[HKEY_CURRENT_USER\\A]\n\"a\"=\"1\"\n\"b\"=\"1\"\n\n"
                   "[HKEY_CURRENT_USER\\a]\n\"b\"=\"2\"\n\"a\"=-\n\n",
                   [](Registry& r) { (void)r.SetValue("A", "c", SzValue("3")); }),
            "[-HKEY_CURRENT_USER\\A]\n\n[HKEY_CURRENT_USER\\A]\n\"b\"=\"2\"\n\"c\"=\"3\"\n\n");
}

TEST(ChangedExport, ChangesAKeyBehindTheDeletionThatTheExportHolds) {
  EXPECT_EQ(Edited("[HKEY_CURRENT_USER\\A\\S]\n@=\"dead\"\n\n[-HKEY_CURRENT_USER\\A]\n\n"
                   "[HKEY_CURRENT_USER\\A]\n@=\"old\"\n\n",
                   [](Registry& r) { (void)r.SetValue("A", "", SzValue("new")); }),
            "[HKEY_CURRENT_USER\\A\\S]\n@=\"dead\"\n\n[-HKEY_CURRENT_USER\\A]\n\n"
            "[-HKEY_CURRENT_USER\\A]\n\n[HKEY_CURRENT_USER\\A]\n@=\"new\"\n\n");
}

TEST(ChangedExport, IsReadBackAndChangedAgain) {
  const std::string once =
      Edited("[HKEY_CURRENT_USER\\A]\n@=\"1\"\n\n[HKEY_CURRENT_USER\\A\\B]\n@=\"b\"\n\n",
             [](Registry& r) { (void)r.SetValue("A", "", SzValue("2")); });
  EXPECT_EQ(Edited(once, [](Registry& r) { (void)r.SetValue("A", "", SzValue("1")); }),
            "[-HKEY_CURRENT_USER\\A]\n\n[-HKEY_CURRENT_USER\\A]\n\n"
            "[HKEY_CURRENT_USER\\A]\n@=\"1\"\n\n[HKEY_CURRENT_USER\\A\\B]\n@=\"b\"\n\n");
}

// Numbers that are the same on every machine.
class Dice {
 public:
  explicit Dice(uint32_t seed) : state_(seed * 2654435761u + 1) {}
  uint32_t operator()(uint32_t sides) {
    state_ = state_ * 1664525u + 1013904223u;
    return (state_ >> 16) % sides;
  }

 private:
  uint32_t state_;
};

std::string RandomKey(Dice& dice) {
  static constexpr const char* kNames[] = {"A", "b", "AB"};
  std::string key;
  for (uint32_t depth = dice(4); depth > 0; --depth) key = JoinKey(key, kNames[dice(3)]);
  return key;
}

std::string RandomBody(Dice& dice) {
  std::string body;
  for (uint32_t sections = 1 + dice(8); sections > 0; --sections) {
    const std::string key = RandomKey(dice);
    const bool deletes = dice(4) == 0 && !key.empty();
    body += (deletes ? "[-" : "[") + JoinKey("HKEY_CURRENT_USER", key) + "]\n";
    for (uint32_t values = dice(3); values > 0 && !deletes; --values) {
      const char name = static_cast<char>('u' + dice(3));
      body += std::string("\"") + name +
              "\"=" + (dice(4) == 0 ? "-" : "dword:" + std::to_string(dice(3))) + "\n";
    }
    body += "\n";
  }
  return body;
}

void RandomEdit(Dice& dice, Registry& registry) {
  for (uint32_t edits = 1 + dice(4); edits > 0; --edits) {
    const std::string key = RandomKey(dice);
    const std::string name(1, static_cast<char>('u' + dice(3)));
    switch (dice(4)) {
      case 0:
        (void)registry.SetValue(key, name, DwordValue(dice(3)));
        break;
      case 1:
        (void)registry.DeleteValue(key, name);
        break;
      case 2:
        (void)registry.CreateKey(key);
        break;
      default:
        (void)registry.DeleteKey(key);
        break;
    }
  }
}

TEST(ChangedExport, LeavesTheEditedKeysWhateverTheExportAndTheEdit) {
  for (uint32_t seed = 0; seed < 3000 && !HasFailure(); ++seed) {
    Dice dice(seed);
    const std::string body = RandomBody(dice);
    Edited(body, [&](Registry& registry) { RandomEdit(dice, registry); });
    if (HasFailure()) ADD_FAILURE() << "seed " << seed << ":\n" << body;
  }
}

}  // namespace
}  // namespace repoint
