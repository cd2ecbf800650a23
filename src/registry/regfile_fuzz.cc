// Any export, and edits that its own bytes decide: the changed export has to leave the edited keys
// (ChangedExport checks that itself over nothing), whether it is imported over nothing or over what
// the first export left.
#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "registry/memory.h"
#include "registry/regfile_export.h"
#include "registry/regfile_import.h"

namespace {

using namespace repoint;

void Edit(Registry& registry, const std::string& key, const KeyTree& tree, ByteView& dice) {
  const uint8_t roll = dice.empty() ? 0 : dice.front();
  if (!dice.empty()) dice = dice.subspan(1);
  if (roll % 7 == 1 && !key.empty()) return (void)registry.DeleteKey(key);
  if (roll % 7 == 2) (void)registry.SetValue(key, "x", DwordValue(roll));
  if (roll % 7 == 3) (void)registry.CreateKey(JoinKey(key, "n"));
  if (roll % 7 == 4 && !tree.values.empty()) {
    (void)registry.DeleteValue(key, tree.values.front().name);
  }
  for (const KeyTree& subkey : tree.subkeys)
    Edit(registry, JoinKey(key, subkey.name), subkey, dice);
}

KeyTree Sorted(KeyTree tree) {
  std::ranges::sort(tree.values, LessFolded, &NamedValue::name);
  std::ranges::sort(tree.subkeys, LessFolded, &KeyTree::name);
  for (KeyTree& subkey : tree.subkeys) subkey = Sorted(std::move(subkey));
  for (NamedValue& value : tree.values) value.name = FoldAscii(value.name);
  tree.name = FoldAscii(tree.name);
  return tree;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto document = regtext::Parse(ByteView(data, size));
  if (!document) return 0;
  const auto root = FindUserRoot(*document);
  if (!root) return 0;
  const auto before = ImportKeys(*document, *root);
  if (!before) return 0;
  MemoryRegistry registry("fuzz", *before);
  ByteView dice(data, size);
  Edit(registry, "", *before, dice);
  const auto out = ChangedExport(*document, *root, *before, registry.root());
  if (!out) std::abort();
  const auto bytes = regtext::Write(*out);
  if (!bytes) return 0;
  const auto again = regtext::Parse(*bytes);
  if (!again || again->sections.size() != out->sections.size()) std::abort();
  regtext::Document both = *document;
  both.sections.insert(both.sections.end(), again->sections.begin(), again->sections.end());
  const auto over_nothing = ImportKeys(*again, *root);
  const auto over_before = ImportKeys(both, *root);
  if (!over_nothing || !over_before) std::abort();
  const KeyTree expected = Sorted(registry.root());
  if (Sorted(*over_nothing) != expected || Sorted(*over_before) != expected) std::abort();
  return 0;
}
