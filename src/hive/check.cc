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
    for (uint32_t at = 0; at < image_.bins_size();) {
      const ByteView head = *image_.Bins(at, bin::kHeader);
      const uint32_t length = *LoadU32(head, bin::kLength);
      if (AsChars(head.first(4)) != "hbin" || *LoadU32(head, bin::kOffset) != at || length == 0 ||
          length % kPage != 0 || length > image_.bins_size() - at) {
        return Damage(at, "no bin begins where one should");
      }
      if (!ScanCells(at + bin::kHeader, at + length)) return;
      at += length;
    }
  }

  bool ScanCells(uint32_t at, uint32_t end) {
    bool after_free = false;
    while (at < end) {
      const uint32_t word = *LoadU32(*image_.Bins(at, cell::kHeader), 0);
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

  void CheckKey(const Pending& at, std::vector<Pending>& pending) {
    const auto key = Take(at.cell, ReadKey(image_, at.cell));
    if (!key) return;
    ++report_.keys;
    if (at.parent == kNone) {
      if ((key->flags & nk::kFlagRoot) == 0) Oddity(at.cell, "the root has not the root's flag");
    } else if (key->parent != at.parent) {
      Damage(at.cell, "a key names another parent than the one that lists it");
    }
    if (key->name.empty()) Damage(at.cell, "a key has no name");
    if (key->class_cell != kNone && Claim(key->class_cell)) {
      Take(key->class_cell, image_.Cell(key->class_cell, key->class_length, 0));
    }
    CheckDescriptor(*key);
    CheckValues(*key);
    CheckSubkeys(*key, at.depth, pending);
  }

  void CheckDescriptor(const Key& key) {
    for (Descriptor& known : descriptors_) {
      if (known.cell != key.security) continue;
      ++known.keys;
      // Few descriptors serve many keys; the last one is the likeliest.
      std::swap(known, descriptors_.front());
      return;
    }
    if (!Claim(key.security)) return;
    if (!TakeDescriptor(key.security)) return;
    descriptors_.push_back({key.security, 1});
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

  void CheckValues(const Key& key) {
    if (key.value_count == 0 || !Claim(key.value_list)) return;
    const auto cells = Take(key.cell, ValueCells(image_, key));
    if (!cells) return;
    for (const uint32_t cell : *cells) {
      if (!Claim(cell)) continue;
      const auto value = Take(cell, ReadValue(image_, cell));
      if (!value) continue;
      ++report_.values;
      CheckData(*value);
    }
  }

  void CheckData(const Value& value) {
    if (value.is_inline || value.size == 0 || !Claim(value.data)) return;
    if (!image_.HasBigData() || value.size <= db::kSegment) {
      Take(value.data, image_.Cell(value.data, value.size, 0));
      return;
    }
    if (!Take(value.cell, ReadData(image_, value))) return;
    const ByteView head = *image_.Cell(value.data);
    const uint32_t list = *LoadU32(head, db::kList);
    if (!Claim(list)) return;
    const ByteView segments = *image_.Cell(list);
    for (size_t i = 0; i < *LoadU16(head, db::kCount); ++i) Claim(*LoadU32(segments, i * 4));
  }

  // --- Subkeys

  void CheckSubkeys(const Key& key, size_t depth, std::vector<Pending>& pending) {
    const auto list = Take(key.cell, ReadSubkeyList(image_, key.subkey_list));
    if (!list) return;
    if (list->root != kNone && !Claim(list->root)) return;
    size_t count = 0;
    std::u16string last;
    for (const Leaf& leaf : list->leaves) {
      if (!Claim(leaf.cell)) return;
      if (leaf.entries.empty()) Damage(leaf.cell, "a list of subkeys is empty");
      for (const LeafEntry& entry : leaf.entries) {
        ++count;
        const auto subkey = Take(entry.key, ReadKey(image_, entry.key));
        if (!subkey) return;
        CheckEntry(leaf, entry, subkey->name, last, count == 1);
        last = subkey->name;
        pending.push_back({entry.key, key.cell, depth + 1});
      }
    }
    if (count != key.subkey_count) {
      Damage(key.cell,
             fmt::format("a key counts {} subkeys where its list has {}", key.subkey_count, count));
    }
  }

  void CheckEntry(const Leaf& leaf, const LeafEntry& entry, const std::u16string& name,
                  const std::u16string& last, bool first) {
    const auto ascii = [](const std::u16string& text) {
      return std::ranges::all_of(text, [](char16_t unit) { return unit < 0x80; });
    };
    if (!HintAllows(leaf.kind, entry.hint, name)) {
      ascii(name) ? Damage(entry.key, "the hash or hint of a key is wrong")
                  : Oddity(entry.key, "the hash or hint of a name beyond ASCII is wrong");
    }
    if (!first && CompareNames(last, name) >= 0) {
      ascii(name) && ascii(last) ? Damage(entry.key, "subkeys are out of order")
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
