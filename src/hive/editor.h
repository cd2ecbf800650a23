// Changes in a hive, in memory: values and keys set, made and deleted. Nothing reaches the file
// before commit.h.
//
//   REPOINT_ASSIGN(Editor editor, Editor::Begin(image, now));
//   REPOINT_TRY(editor.SetValue(u"Software\\Contoso", u"Server", kRegSz, bytes));
//
// What is deleted or replaced is zeroed in the image. After an error the image is of no use: throw
// it away, the file is as it was. One thread.
#ifndef REPOINT_HIVE_EDITOR_H_
#define REPOINT_HIVE_EDITOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "hive/heap.h"
#include "hive/image.h"
#include "hive/reader.h"
#include "hive/subkey_list.h"

namespace repoint::hive {

class Editor {
 public:
  // The image must outlive it. Loads it whole and checks it: kUnsupported when it is only to be
  // read, kDamaged when it is not sound. `now` (FILETIME) is what changed keys get.
  static Result<Editor> Begin(Image& image, uint64_t now);

  // Paths as in FindKey; names up to 255 units, keys up to 512 deep (kUsage). Nothing is changed
  // through a symbolic link, and no key is made or deleted where another program has left the
  // subkeys out of order (kUnsupported). Keys on the way are made with the security descriptor
  // of their parent. A value keeps the spelling of its name, its place and its flags.
  Status SetValue(std::u16string_view path, std::u16string_view name, uint32_t type, ByteView data);
  Status CreateKey(std::u16string_view path);
  // Nothing to delete is no error. A key goes with all below it; kDenied for one that may not be
  // deleted, or is the root.
  Status DeleteValue(std::u16string_view path, std::u16string_view name);
  Status DeleteKey(std::u16string_view path);

 private:
  Editor(Image& image, Heap heap, uint64_t now, bool names_out_of_order)
      : image_(&image),
        heap_(std::move(heap)),
        now_(now),
        names_out_of_order_(names_out_of_order) {}

  // What is written into a cell, behind its size.
  Status Put(uint32_t cell, size_t at, ByteView bytes);
  // The same from its begin, and zeros up to its end.
  Status PutWhole(uint32_t cell, ByteView bytes);
  Status Put32(uint32_t cell, size_t at, uint32_t number);
  // Raises one of a key's "largest" fields, of which `mask` counts.
  Status RaiseLargest(uint32_t key, size_t at, uint32_t size, uint32_t mask);
  Status Touch(uint32_t key);

  // Finds the key, but not through a link.
  Result<std::optional<Key>> Find(std::u16string_view path);
  Result<Key> FindOrMake(std::u16string_view path);
  Result<Key> MakeSubkey(const Key& parent, std::u16string_view name);

  // Lists of subkeys (editor_subkeys.cc). kUnsupported for one that is out of order: a key put into
  // it would not be found, and one taken out could bring names side by side that are damage.
  Status CheckOrder(const Key& parent) const;
  Status InsertSubkey(const Key& parent, std::u16string_view name, uint32_t key);
  Status RemoveSubkey(const Key& parent, uint32_t key);
  // Writes the entries, in the leaf's cell or a new one, which it notes.
  Status WriteLeaf(Leaf& leaf);
  // Joins the leaf with its neighbour where both together fill half of one.
  Status MergeLeaf(SubkeyList& list, size_t at);
  // Writes what leads to the leaves, and the count, into the parent.
  Status WriteIndex(const Key& parent, SubkeyList& list, uint32_t count);

  // Values and their data (editor_values.cc).
  Result<uint32_t> MakeValue(const Key& key, std::u16string_view name);
  Status PutData(uint32_t value, ByteView data);
  Status PutFlat(uint32_t value, uint32_t old_cell, ByteView data);
  Status PutSegments(uint32_t value, ByteView data);
  Status FreeData(const Value& value);

  // Everything of one key but its subkeys (editor_keys.cc).
  Status FreeKey(const Key& key);
  Status ReleaseDescriptor(uint32_t descriptor);
  // The keys below and at `key`, parents before children.
  Result<std::vector<Key>> Subtree(const Key& key);

  Image* image_;
  Heap heap_;
  uint64_t now_;
  bool names_out_of_order_;  // in some list of the hive
};

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_EDITOR_H_
