// The layout of a registry hive ("regf"), as docs/hive.md tells it: named offsets and the small
// computations that the format asks for. Every number is little-endian. Offsets of cells count from
// the first bin, which lies 4,096 bytes into the file.
//
// Source: the format specification of msuhanov/regf, and what was measured on real hives.
#ifndef REPOINT_HIVE_FORMAT_H_
#define REPOINT_HIVE_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace repoint::hive {

inline constexpr uint32_t kNone = 0xFFFFFFFF;  // an offset that leads nowhere
inline constexpr uint32_t kPage = 4096;        // bins are multiples of it
inline constexpr uint32_t kSector = 512;       // entries of a log are multiples of it

// Numbers of a structure whose size was checked: `bytes` reaches to `at` and its 2 or 4 bytes.
inline uint16_t U16At(ByteView bytes, size_t at) {
  return static_cast<uint16_t>(bytes[at] | bytes[at + 1] << 8);
}
inline uint32_t U32At(ByteView bytes, size_t at) {
  return uint32_t{bytes[at]} | uint32_t{bytes[at + 1]} << 8 | uint32_t{bytes[at + 2]} << 16 |
         uint32_t{bytes[at + 3]} << 24;
}

// Two letters, as the number that they are in a cell.
constexpr uint16_t Signature(char first, char second) {
  return static_cast<uint16_t>(static_cast<uint8_t>(first) | static_cast<uint8_t>(second) << 8);
}

// The first 4,096 bytes of the file; the first 512 of a log.
namespace base_block {
inline constexpr size_t kSignature = 0;  // "regf"
inline constexpr size_t kPrimarySequence = 4;
inline constexpr size_t kSecondarySequence = 8;
inline constexpr size_t kLastWritten = 12;  // FILETIME
inline constexpr size_t kMajor = 20;        // 1
inline constexpr size_t kMinor = 24;        // 3 to 6
inline constexpr size_t kType = 28;
inline constexpr size_t kFormat = 32;  // 1
inline constexpr size_t kRootCell = 36;
inline constexpr size_t kBinsSize = 40;
inline constexpr size_t kFlags = 144;         // only where "rmtm" stands at kTransactions
inline constexpr size_t kTransactions = 164;  // "rmtm"
inline constexpr size_t kChecksum = 508;      // of the 508 bytes before it
inline constexpr size_t kSize = 512;          // what a log copies of it
inline constexpr size_t kFileSize = kPage;    // what it takes in a hive
inline constexpr uint32_t kTypePrimary = 0;
inline constexpr uint32_t kTypeOldLog = 1;
inline constexpr uint32_t kTypeNewLog = 6;
inline constexpr uint32_t kFlagLocked = 1;   // a transaction is under way
inline constexpr uint32_t kFlagLayered = 2;  // keys of a differencing hive
}  // namespace base_block

namespace bin {
inline constexpr size_t kSignature = 0;  // "hbin"
inline constexpr size_t kOffset = 4;     // its own
inline constexpr size_t kLength = 8;
inline constexpr size_t kTimestamp = 20;  // FILETIME, in the first bin only
inline constexpr size_t kHeader = 32;     // the first cell follows
}  // namespace bin

// Every cell begins with its size, itself included: negative when it is allocated.
namespace cell {
inline constexpr uint32_t kHeader = 4;
inline constexpr uint32_t kUnit = 8;  // sizes and offsets are multiples of it; the smallest cell
}  // namespace cell

// Offsets below count from the contents of a cell, behind its size.
namespace nk {
inline constexpr uint16_t kMagic = Signature('n', 'k');
inline constexpr size_t kFlags = 2;
inline constexpr size_t kLastWritten = 4;
inline constexpr size_t kParent = 16;
inline constexpr size_t kSubkeyCount = 20;
inline constexpr size_t kVolatileCount = 24;
inline constexpr size_t kSubkeyList = 28;
inline constexpr size_t kVolatileList = 32;
inline constexpr size_t kValueCount = 36;
inline constexpr size_t kValueList = 40;
inline constexpr size_t kSecurity = 44;
inline constexpr size_t kClass = 48;
inline constexpr size_t kLargestSubkeyName = 52;  // bytes of UTF-16, low 16 bits only
inline constexpr size_t kLargestClass = 56;
inline constexpr size_t kLargestValueName = 60;  // bytes of UTF-16
inline constexpr size_t kLargestValueData = 64;
inline constexpr size_t kNameLength = 72;
inline constexpr size_t kClassLength = 74;
inline constexpr size_t kName = 76;
inline constexpr uint16_t kFlagRoot = 0x4;
inline constexpr uint16_t kFlagNoDelete = 0x8;
inline constexpr uint16_t kFlagSymbolicLink = 0x10;
inline constexpr uint16_t kFlagLatin1Name = 0x20;
inline constexpr uint32_t kMaxName = 512;  // bytes; Windows' limit is 255 units
}  // namespace nk

namespace subkeys {
inline constexpr uint16_t kLf = Signature('l', 'f');  // offset, hint
inline constexpr uint16_t kLh = Signature('l', 'h');  // offset, hash
inline constexpr uint16_t kLi = Signature('l', 'i');  // offset
inline constexpr uint16_t kRi = Signature('r', 'i');  // offset of a leaf
inline constexpr size_t kCount = 2;
inline constexpr size_t kEntries = 4;
inline constexpr uint32_t kMaxHashed = 507;  // entries of an lf or lh leaf
inline constexpr uint32_t kMaxPlain = 1012;  // entries of an li leaf
}  // namespace subkeys

namespace vk {
inline constexpr uint16_t kMagic = Signature('v', 'k');
inline constexpr size_t kNameLength = 2;  // 0: the default value
inline constexpr size_t kDataSize = 4;
inline constexpr size_t kData = 8;
inline constexpr size_t kType = 12;
inline constexpr size_t kFlags = 16;
inline constexpr size_t kName = 20;
inline constexpr uint16_t kFlagLatin1Name = 1;
inline constexpr uint16_t kFlagTombstone = 2;
inline constexpr uint32_t kInline = 0x80000000;  // in kDataSize: up to 4 bytes lie in kData
inline constexpr uint32_t kMaxInline = 4;
}  // namespace vk

// Data above kSegment bytes, in hives of minor version 4 and above.
namespace db {
inline constexpr uint16_t kMagic = Signature('d', 'b');
inline constexpr size_t kCount = 2;
inline constexpr size_t kList = 4;
inline constexpr uint32_t kContents = 12;            // of its own cell of 16 bytes
inline constexpr uint32_t kSegment = 16344;          // data bytes in a segment
inline constexpr uint32_t kSegmentContents = 16348;  // of the cell of any segment, the last too
inline constexpr uint32_t kFirstMinor = 4;
}  // namespace db

namespace sk {
inline constexpr uint16_t kMagic = Signature('s', 'k');
inline constexpr size_t kNext = 4;  // flink and blink make a ring
inline constexpr size_t kPrevious = 8;
inline constexpr size_t kReferences = 12;
inline constexpr size_t kLength = 16;
inline constexpr size_t kDescriptor = 20;
}  // namespace sk

// XOR of the 127 numbers before the checksum; -1 becomes -2, and 0 becomes 1. `block` has 508 bytes
// at least.
uint32_t BaseBlockChecksum(ByteView block);

// The upper case of one UTF-16 unit, as Windows 7 and later have it in every language.
char16_t Upcase(char16_t unit);
std::u16string Upcase(std::u16string_view name);

// A name as it is stored: a byte for each unit where all are below 256, else two. Views the cell.
struct StoredName {
  ByteView bytes;
  bool latin1 = true;

  // In units; an odd last byte of a wide name is not part of it.
  size_t size() const { return latin1 ? bytes.size() : bytes.size() / 2; }
  char16_t operator[](size_t i) const { return latin1 ? bytes[i] : U16At(bytes, i * 2); }
  bool IsAscii() const;
};

// The order of subkeys: by upper-cased units.
int CompareNames(std::u16string_view a, std::u16string_view b);
int CompareNames(const StoredName& a, const StoredName& b);
int CompareNames(const StoredName& a, std::u16string_view b);
// The hash of a name in an lh leaf.
uint32_t LhHash(std::u16string_view name);
uint32_t LhHash(const StoredName& name);
// The hint of a name in an lf leaf: its first four units where they are below 256, zero-filled; 0
// where one of them is not.
uint32_t LfHint(std::u16string_view name);

// Whether every unit is below 256: such names are stored with a byte for each.
bool IsLatin1(std::u16string_view name);
// A name to be stored, and a stored one.
Bytes EncodeName(std::u16string_view name);
std::u16string DecodeName(const StoredName& stored);

// `size` up to the next multiple of `unit`, a power of two. For sizes that fit into a file.
constexpr uint32_t RoundUp(uint32_t size, uint32_t unit) { return (size + unit - 1) & ~(unit - 1); }

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_FORMAT_H_
