#include "hive/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "hive/reader.h"
#include "hive/subkey_list.h"

namespace repoint::hive {
namespace {

class Checker {
 public:
  Checker(const Image& image, size_t max_findings) : image_(image), max_findings_(max_findings) {}

  Result<CheckReport> Run() {
    REPOINT_TRY(image_.Bins(0, image_.bins_size()));
    units_.assign(image_.bins_size() / cell::kUnit, Unit::kNothing);
    ScanBins();
    if (report_.damage_count == 0) WalkKeys();
    if (report_.damage_count == 0) CheckRing();
    if (report_.damage_count == 0) CountLost();
    return std::move(report_);
  }

 private:
  // What begins at a unit of eight bytes.
  enum class Unit : uint8_t { kNothing, kFree, kAllocated, kUsed };

  struct Descriptor {
    uint32_t cell = kNone;
    uint32_t keys = 0;
  };
  struct Pending {
    uint32_t cell, parent;
    size_t depth;
  };

  void Damage(uint32_t cell, std::string message) {
    if (report_.damage_count++ < max_findings_) {
      report_.damage.push_back({cell, std::move(message)});
    }
  }
  void Oddity(uint32_t cell, std::string message) {
    if (report_.oddity_count++ < max_findings_) {
      report_.oddities.push_back({cell, std::move(message)});
    }
  }
  // Takes the value, or notes the error as damage of the cell.
  template <typename T>
  std::optional<T> Take(uint32_t cell, Result<T> result) {
    if (result) return std::move(*result);
    Damage(cell, result.error().message);
    return std::nullopt;
  }

  // --- Bins and cells

  void ScanBins() {
    const ByteView bins = *image_.Bins(0, image_.bins_size());
    for (uint32_t at = 0; at < bins.size();) {
      const uint32_t length = U32At(bins, at + bin::kLength);
      if (AsChars(bins.subspan(at, 4)) != "hbin" || U32At(bins, at + bin::kOffset) != at ||
          length == 0 || length % kPage != 0 || length > bins.size() - at) {
        return Damage(at, "no bin begins where one should");
      }
      if (!ScanCells(bins, at + bin::kHeader, at + length)) return;
      at += length;
    }
  }

  bool ScanCells(ByteView bins, uint32_t at, uint32_t end) {
    bool after_free = false;
    while (at < end) {
      const uint32_t word = U32At(bins, at);
      const bool allocated = (word & 0x80000000) != 0;
      const uint32_t size = allocated ? 0 - word : word;
      if (size < cell::kUnit || size % cell::kUnit != 0 || size > end - at) {
        Damage(at, fmt::format("a cell of {} bytes does not fit into its bin", size));
        return false;
      }
      units_[at / cell::kUnit] = allocated ? Unit::kAllocated : Unit::kFree;
      if (allocated) {
        ++report_.allocated_cells;
      } else {
        ++report_.free_cells;
        report_.free_bytes += size;
        if (after_free) Oddity(at, "two free cells stand side by side");
      }
      after_free = !allocated;
      at += size;
    }
    return true;
  }

  // Every cell has one owner.
  bool Claim(uint32_t cell) {
    const uint32_t index = cell / cell::kUnit;
    if (cell % cell::kUnit != 0 || index >= units_.size() || units_[index] == Unit::kNothing) {
      Damage(cell, "something leads to where no cell begins");
      return false;
    }
    if (units_[index] == Unit::kFree) {
      Damage(cell, "something leads to a free cell");
      return false;
    }
    if (units_[index] == Unit::kUsed) {
      Damage(cell, "two things lead to one cell");
      return false;
    }
    units_[index] = Unit::kUsed;
    return true;
  }

  // --- Keys

  void WalkKeys() {
    std::vector<Pending> pending{{image_.base().root_cell, kNone, 1}};
    while (!pending.empty()) {
      const Pending next = pending.back();
      pending.pop_back();
      if (next.depth > kMaxDepth + 1) return Damage(next.cell, "keys are nested too deep");
      if (Claim(next.cell)) CheckKey(next, pending);
      // One fault leads to many: stop where a list of them helps nobody.
      if (report_.damage_count >= max_findings_) return;
    }
  }

  // The contents of a key node, and its name; empty, and noted, where there is none.
  ByteView TakeNode(uint32_t cell, StoredName& name) {
    const ByteView node = image_.CellOrEmpty(cell);
    if (node.size() >= nk::kName && U16At(node, 0) == nk::kMagic) {
      const uint16_t length = U16At(node, nk::kNameLength);
      if (length <= node.size() - nk::kName) {
        name = {node.subspan(nk::kName, length),
                (U16At(node, nk::kFlags) & nk::kFlagLatin1Name) != 0};
        return node;
      }
    }
    Damage(cell, ReadKey(image_, cell).error().message);
    return {};
  }

  void CheckKey(const Pending& at, std::vector<Pending>& pending) {
    StoredName name;
    const ByteView node = TakeNode(at.cell, name);
    if (node.empty()) return;
    ++report_.keys;
    if (at.parent == kNone) {
      if ((U16At(node, nk::kFlags) & nk::kFlagRoot) == 0) {
        Oddity(at.cell, "the root has not the root's flag");
      }
    } else if (U32At(node, nk::kParent) != at.parent) {
      Damage(at.cell, "a key names another parent than the one that lists it");
    }
    if (name.size() == 0) Damage(at.cell, "a key has no name");
    const uint16_t class_length = U16At(node, nk::kClassLength);
    const uint32_t class_cell = U32At(node, nk::kClass);
    if (class_length != 0 && Claim(class_cell) &&
        image_.CellOrEmpty(class_cell).size() < class_length) {
      Damage(class_cell, "a class is longer than its cell");
    }
    CheckDescriptor(U32At(node, nk::kSecurity));
    CheckValues(at.cell, U32At(node, nk::kValueCount), U32At(node, nk::kValueList));
    CheckSubkeys(at, U32At(node, nk::kSubkeyCount), U32At(node, nk::kSubkeyList), pending);
  }

  void CheckDescriptor(uint32_t cell) {
    for (Descriptor& known : descriptors_) {
      if (known.cell != cell) continue;
      ++known.keys;
      // Few descriptors serve many keys; the last one is the likeliest.
      std::swap(known, descriptors_.front());
      return;
    }
    if (!Claim(cell) || !TakeDescriptor(cell)) return;
    descriptors_.push_back({cell, 1});
    std::swap(descriptors_.front(), descriptors_.back());
  }

  std::optional<ByteView> TakeDescriptor(uint32_t cell) {
    auto contents = Take(cell, image_.Cell(cell, sk::kDescriptor, sk::kMagic));
    if (contents && *LoadU32(*contents, sk::kLength) > contents->size() - sk::kDescriptor) {
      Damage(cell, "a security descriptor is longer than its cell");
      return std::nullopt;
    }
    return contents;
  }

  // --- Values

  void CheckValues(uint32_t key, uint32_t count, uint32_t list) {
    if (count == 0 || !Claim(list)) return;
    const ByteView cells = image_.CellOrEmpty(list);
    if (cells.size() / 4 < count) return Damage(key, "a key has more values than its list holds");
    for (size_t i = 0; i < count; ++i) {
      const uint32_t cell = U32At(cells, i * 4);
      if (!Claim(cell)) continue;
      const ByteView node = image_.CellOrEmpty(cell);
      if (node.size() < vk::kName || U16At(node, 0) != vk::kMagic ||
          U16At(node, vk::kNameLength) > node.size() - vk::kName) {
        Damage(cell, "a value is none, or has a name longer than itself");
        continue;
      }
      ++report_.values;
      CheckData(cell, U32At(node, vk::kDataSize), U32At(node, vk::kData));
    }
  }

  void CheckData(uint32_t value, uint32_t size, uint32_t cell) {
    if ((size & vk::kInline) != 0) {
      if ((size & ~vk::kInline) > vk::kMaxInline) Damage(value, "a value holds too much itself");
      return;
    }
    if (size == 0 || !Claim(cell)) return;
    if (!image_.HasBigData() || size <= db::kSegment) {
      if (image_.CellOrEmpty(cell).size() < size) Damage(cell, "data is longer than its cell");
      return;
    }
    CheckSegments(value);
  }

  void CheckSegments(uint32_t cell) {
    const auto value = Take(cell, ReadValue(image_, cell));
    if (!value || !Take(cell, ReadData(image_, *value))) return;
    const ByteView head = image_.CellOrEmpty(value->data);
    const uint32_t list = U32At(head, db::kList);
    if (!Claim(list)) return;
    const ByteView segments = image_.CellOrEmpty(list);
    for (size_t i = 0; i < U16At(head, db::kCount); ++i) Claim(U32At(segments, i * 4));
  }

  // --- Subkeys

  void CheckSubkeys(const Pending& at, uint32_t count, uint32_t list,
                    std::vector<Pending>& pending) {
    if (count == 0) return;
    const size_t before = pending.size();
    StoredName last;
    if (ListKind(list) == subkeys::kRi) {
      if (!Claim(list)) return;
      const ByteView index = image_.CellOrEmpty(list);
      const size_t leaves = U16At(index, subkeys::kCount);
      if (index.size() - subkeys::kEntries < leaves * 4) {
        return Damage(list, "an index of subkeys has more entries than fit");
      }
      for (size_t i = 0; i < leaves; ++i) {
        if (!CheckLeaf(at, U32At(index, subkeys::kEntries + i * 4), last, pending)) return;
      }
    } else if (!CheckLeaf(at, list, last, pending)) {
      return;
    }
    if (pending.size() - before != count) {
      Damage(at.cell, fmt::format("a key counts {} subkeys where its list has {}", count,
                                  pending.size() - before));
    }
  }

  uint16_t ListKind(uint32_t cell) const {
    const ByteView list = image_.CellOrEmpty(cell);
    return list.size() < subkeys::kEntries ? 0 : U16At(list, 0);
  }

  // `last`: the name before the first of this leaf, and then the last of it.
  bool CheckLeaf(const Pending& at, uint32_t cell, StoredName& last,
                 std::vector<Pending>& pending) {
    if (!Claim(cell)) return false;
    const uint16_t kind = ListKind(cell);
    if (kind != subkeys::kLf && kind != subkeys::kLh && kind != subkeys::kLi) {
      Damage(cell, "a list of subkeys is none");
      return false;
    }
    const ByteView leaf = image_.CellOrEmpty(cell);
    const size_t count = U16At(leaf, subkeys::kCount);
    const size_t size = EntrySize(kind);
    if ((leaf.size() - subkeys::kEntries) / size < count) {
      Damage(cell, "a list of subkeys has more entries than fit");
      return false;
    }
    if (count == 0) Damage(cell, "a list of subkeys is empty");
    for (size_t i = 0; i < count; ++i) {
      const size_t entry = subkeys::kEntries + i * size;
      const uint32_t key = U32At(leaf, entry);
      StoredName name;
      if (TakeNode(key, name).empty()) return false;
      CheckEntry({key, size == 8 ? U32At(leaf, entry + 4) : 0}, kind, name, last);
      last = name;
      pending.push_back({key, at.cell, at.depth + 1});
    }
    return true;
  }

  void CheckEntry(const LeafEntry& entry, uint16_t kind, const StoredName& name,
                  const StoredName& last) {
    const bool hint = kind == subkeys::kLh ? entry.hint == LhHash(name)
                                           : HintAllows(kind, entry.hint, DecodeName(name));
    if (!hint) {
      name.IsAscii() ? Damage(entry.key, "the hash or hint of a key is wrong")
                     : Oddity(entry.key, "the hash or hint of a name beyond ASCII is wrong");
    }
    if (last.size() != 0 && CompareNames(last, name) >= 0) {
      report_.names_out_of_order = true;
      name.IsAscii() && last.IsAscii() ? Damage(entry.key, "subkeys are out of order")
                                       : Oddity(entry.key, "names beyond ASCII are out of order");
    }
  }

  // --- What is left

  void CheckRing() {
    if (descriptors_.empty()) return;
    report_.descriptors = descriptors_.size();
    const uint32_t first = descriptors_.front().cell;
    uint32_t at = first;
    size_t found = 0;
    // As many steps as there are cells: a ring that does not close is none.
    for (uint64_t step = 0; step <= report_.allocated_cells; ++step) {
      const auto contents = TakeDescriptor(at);
      if (!contents) return;
      const uint32_t next = *LoadU32(*contents, sk::kNext);
      const auto following = TakeDescriptor(next);
      if (!following) return;
      if (*LoadU32(*following, sk::kPrevious) != at) {
        return Damage(at, "the ring of security descriptors is broken");
      }
      const auto known = std::ranges::find(descriptors_, at, &Descriptor::cell);
      const uint32_t references = *LoadU32(*contents, sk::kReferences);
      if (known != descriptors_.end()) {
        ++found;
        if (references != known->keys) {
          Damage(at, fmt::format("a security descriptor counts {} keys where {} use it", references,
                                 known->keys));
        }
      } else {
        if (!Claim(at)) return;
        Oddity(at, "a security descriptor serves no key");
      }
      at = next;
      if (at == first) break;
    }
    if (at != first || found != descriptors_.size()) {
      Damage(first, "a security descriptor is not in the ring of all");
    }
  }

  void CountLost() {
    for (size_t unit = 0; unit < units_.size(); ++unit) {
      if (units_[unit] != Unit::kAllocated) continue;
      Oddity(static_cast<uint32_t>(unit * cell::kUnit), "nothing leads to this cell");
    }
  }

  const Image& image_;
  size_t max_findings_;
  std::vector<Unit> units_;
  std::vector<Descriptor> descriptors_;
  CheckReport report_;
};

}  // namespace

Result<CheckReport> Check(const Image& image, size_t max_findings) {
  return Checker(image, max_findings).Run();
}

Status CheckSound(const Image& image) {
  REPOINT_ASSIGN(const CheckReport report, Check(image));
  return SoundnessOf(report);
}

Status SoundnessOf(const CheckReport& report) {
  if (report.damage_count == 0) return {};
  const Finding& first = report.damage.front();
  return Fail(
      ErrorCode::kDamaged,
      fmt::format(
          "the hive is damaged, nothing is written into it: {} (cell {:#x}{})", first.message,
          first.cell,
          report.damage_count == 1 ? "" : fmt::format(", and {} more", report.damage_count - 1)));
}

}  // namespace repoint::hive
