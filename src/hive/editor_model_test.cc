// Random edits against a map: after each round the hive is sound, and holds what the map holds.
#include <gtest/gtest.h>

#include <map>

#include "base/testing/result_matchers.h"
#include "hive/testing/edited_hive.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/read_hive.h"
#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

// A registry as a map: upper-cased names lead to names and data.
class Model {
 public:
  struct Value {
    std::u16string name;
    uint32_t type;
    Bytes data;
  };
  struct Node {
    std::u16string name;
    std::map<std::u16string, Value> values;
    std::map<std::u16string, Node> subkeys;
  };

  explicit Model(const SampleKey& tree) { Take(tree, root_); }

  Node* Find(std::u16string_view path, bool make) {
    Node* node = &root_;
    while (!path.empty()) {
      const size_t end = std::min(path.find(u'\\'), path.size());
      const std::u16string name(path.substr(0, end));
      auto found = node->subkeys.find(Upcase(std::u16string_view(name)));
      if (found == node->subkeys.end()) {
        if (!make) return nullptr;
        found = node->subkeys.emplace(Upcase(std::u16string_view(name)), Node{name, {}, {}}).first;
      }
      node = &found->second;
      path.remove_prefix(std::min(end + 1, path.size()));
    }
    return node;
  }

  void Set(std::u16string_view path, const std::u16string& name, uint32_t type, const Bytes& data) {
    auto& values = Find(path, true)->values;
    const auto [at, made] =
        values.try_emplace(Upcase(std::u16string_view(name)), Value{name, type, data});
    if (!made) at->second = {at->second.name, type, data};
  }
  void Delete(std::u16string_view path) {
    const size_t end = path.rfind(u'\\');
    const std::u16string_view parent = end == path.npos ? u"" : path.substr(0, end);
    const std::u16string_view name = end == path.npos ? path : path.substr(end + 1);
    if (Node* const node = Find(parent, false)) node->subkeys.erase(Upcase(name));
  }

  std::string Text() const {
    CanonicalLines lines;
    Tell(root_, u"", lines);
    return lines.Text();
  }
  // Every path that there is.
  std::vector<std::u16string> Paths() const {
    std::vector<std::u16string> paths;
    Collect(root_, u"", paths);
    return paths;
  }

 private:
  static void Take(const SampleKey& key, Node& node) {
    for (const SampleValue& value : key.values) {
      node.values[Upcase(std::u16string_view(value.name))] = {value.name, value.type, value.data};
    }
    for (const SampleKey& subkey : key.subkeys) {
      Node& below = node.subkeys[Upcase(std::u16string_view(subkey.name))];
      below.name = subkey.name;
      Take(subkey, below);
    }
  }
  static void Tell(const Node& node, const std::u16string& path, CanonicalLines& lines) {
    lines.Key(path);
    for (const auto& [upper, value] : node.values) {
      lines.Value(path, value.name, value.type, value.data);
    }
    for (const auto& [upper, below] : node.subkeys) Tell(below, JoinPath(path, below.name), lines);
  }
  static void Collect(const Node& node, const std::u16string& path,
                      std::vector<std::u16string>& paths) {
    if (!path.empty()) paths.push_back(path);
    for (const auto& [upper, below] : node.subkeys) {
      Collect(below, JoinPath(path, below.name), paths);
    }
  }

  Node root_;
};

class ModelTest : public testing::TestWithParam<std::tuple<uint32_t, uint64_t>> {};

size_t SizeOf(Chance& chance) {
  constexpr size_t kSizes[] = {0, 1, 4, 5, 12, 60, 300, 5000, 16344, 16345, 33000};
  return chance.Of(kSizes);
}

TEST_P(ModelTest, HoldsWhatTheMapHolds) {
  const auto [minor, seed] = GetParam();
  const SampleKey tree = RandomTree(seed, {.keys = 60, .wide = seed == 1});
  HiveLayout layout{.minor = minor, .lists = minor < 5 ? ListKind::kLf : ListKind::kLh};
  layout.free_every = static_cast<uint32_t>(seed % 7);
  EditedHive hive(BuildHive(tree, layout));
  Model model(tree);
  Chance chance(seed * 1000 + minor);

  for (int round = 0; round < 8; ++round) {
    const std::vector<std::u16string> paths = model.Paths();
    for (int edit = 0; edit < 25; ++edit) {
      const std::u16string& path = paths[chance.Below(static_cast<uint32_t>(paths.size()))];
      switch (chance.Below(6)) {
        case 0: {
          const std::u16string made = JoinPath(path, chance.Name());
          // Symbolic links and keys that must stay are other tests' matter.
          if (hive.editor().CreateKey(made)) model.Find(made, true);
          break;
        }
        case 1:
          if (hive.editor().DeleteKey(path)) model.Delete(path);
          break;
        case 2: {
          const Model::Node* const node = model.Find(path, false);
          if (node == nullptr || node->values.empty()) break;
          const std::u16string name = node->values.begin()->second.name;
          if (hive.editor().DeleteValue(path, name)) {
            model.Find(path, false)->values.erase(Upcase(std::u16string_view(name)));
          }
          break;
        }
        default: {
          const std::u16string name = chance.Below(3) == 0 ? u"" : chance.Name();
          const Bytes data = chance.Data(SizeOf(chance));
          const uint32_t type = chance.Below(12);
          if (hive.editor().SetValue(path, name, type, data)) model.Set(path, name, type, data);
        }
      }
    }
    hive.ExpectSound();
    ASSERT_EQ(FirstDifferences(EngineText(hive.image()).value(), model.Text()), "")
        << "round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ModelTest,
                         testing::Combine(testing::Values(3U, 5U, 6U),
                                          testing::Range<uint64_t>(1, 6)));

}  // namespace
}  // namespace repoint::hive
