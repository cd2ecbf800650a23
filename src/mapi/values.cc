#include "mapi/values.h"

#include "base/text.h"
#include "mapi/tags.h"

namespace repoint::mapi {
namespace {

size_t UnitSize(TextForm form) { return form == TextForm::kUtf16 ? 2 : 1; }

bool IsZeroUnit(ByteView data, size_t offset, size_t unit) {
  return data[offset] == 0 && (unit == 1 || data[offset + 1] == 0);
}

// The count is always 4 bytes and unpadded, so the table behind it starts at offset 4 in both
// widths.
constexpr size_t kTableOffset = 4;

// Offsets or sizes as the process that wrote them knew them.
void PutWide(ByteWriter& out, uint64_t value, int width) {
  if (width == 8) {
    out.U64(value);
  } else {
    out.U32(static_cast<uint32_t>(value));
  }
}

uint64_t TakeWide(ByteReader& in, int width) { return width == 8 ? in.U64() : in.U32(); }

size_t Padded(size_t size) { return (size + 3) / 4 * 4; }

Bytes EncodeStrings(const MultiValue& value, int width, size_t terminator) {
  ByteWriter out;
  out.U32(static_cast<uint32_t>(value.items.size()));
  uint64_t offset = kTableOffset + value.items.size() * static_cast<size_t>(width);
  for (const Bytes& item : value.items) {
    PutWide(out, offset, width);
    offset += item.size() + terminator;
  }
  for (const Bytes& item : value.items) out.Put(item).Zeros(terminator);
  return out.Release();
}

Bytes EncodeBlobs(const MultiValue& value, int width) {
  ByteWriter out;
  out.U32(static_cast<uint32_t>(value.items.size()));
  uint64_t offset = kTableOffset + value.items.size() * 2 * static_cast<size_t>(width);
  for (const Bytes& item : value.items) {
    PutWide(out, item.size(), width);
    PutWide(out, offset, width);
    offset += Padded(item.size());
  }
  for (const Bytes& item : value.items) out.Put(item).PadTo(4);
  return out.Release();
}

// Strings lie back to back behind the table, so they are read in order; the proof by encoding
// checks the table.
std::optional<MultiValue> ReadStrings(ByteView data, uint32_t count, int width, size_t terminator) {
  const size_t bytes_each = static_cast<size_t>(width) + terminator;
  if (count > (data.size() - kTableOffset) / bytes_each) return std::nullopt;
  ByteReader in(data);
  in.Take(kTableOffset);
  if (TakeWide(in, width) != kTableOffset + uint64_t{count} * static_cast<size_t>(width)) {
    return std::nullopt;
  }
  in.Take((count - size_t{1}) * static_cast<size_t>(width));
  MultiValue value{.width = width, .items = {}};
  value.items.reserve(count);
  for (uint32_t i = 0; i < count && in.ok(); ++i) {
    value.items.push_back(ToBytes(terminator == 2 ? in.TakeZ16() : in.TakeZ()));
  }
  if (!in.ok() || !in.AtEnd()) return std::nullopt;
  return value;
}

std::optional<MultiValue> ReadBlobs(ByteView data, uint32_t count, int width) {
  const size_t bytes_each = 2 * static_cast<size_t>(width);
  if (count > (data.size() - kTableOffset) / bytes_each) return std::nullopt;
  ByteReader table(data);
  table.Take(kTableOffset);
  ByteReader blobs(data);
  blobs.Take(kTableOffset + count * bytes_each);
  MultiValue value{.width = width, .items = {}};
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t size = TakeWide(table, width);
    if (TakeWide(table, width) != blobs.offset() || size > blobs.Rest().size()) return std::nullopt;
    const size_t fits = static_cast<size_t>(size);
    value.items.push_back(ToBytes(blobs.Take(fits)));
    blobs.Take(Padded(fits) - fits);
    if (!blobs.ok()) return std::nullopt;
  }
  if (!blobs.AtEnd()) return std::nullopt;
  return value;
}

bool IsMultiType(uint16_t type) {
  return type == kPtMvString8 || type == kPtMvUnicode || type == kPtMvBinary;
}

std::optional<MultiValue> ReadMulti(ByteView data, uint32_t count, int width, uint16_t type) {
  if (type == kPtMvBinary) return ReadBlobs(data, count, width);
  return ReadStrings(data, count, width, type == kPtMvUnicode ? 2 : 1);
}

}  // namespace

std::optional<Text> DecodeText(ByteView data, TextForm form) {
  const size_t unit = UnitSize(form);
  if (data.size() % unit != 0) return std::nullopt;
  size_t end = data.size();
  while (end > 0 && IsZeroUnit(data, end - unit, unit)) end -= unit;
  for (size_t i = 0; i < end; i += unit) {
    if (IsZeroUnit(data, i, unit)) return std::nullopt;
  }
  return Text{form, ToBytes(data.first(end)), (data.size() - end) / unit};
}

Bytes EncodeText(const Text& text) {
  Bytes data = text.raw;
  data.insert(data.end(), text.terminators * UnitSize(text.form), uint8_t{0});
  return data;
}

std::optional<std::string> TextToUtf8(const Bytes& raw, TextForm form,
                                      const std::optional<CodePage>& ansi) {
  if (form == TextForm::kUtf16) return Utf8FromUtf16Bytes(raw);
  if (IsAscii(AsChars(raw))) return std::string(AsChars(raw));
  return ansi ? ansi->Decode(raw) : std::nullopt;
}

std::optional<Bytes> TextFromUtf8(std::string_view utf8, TextForm form,
                                  const std::optional<CodePage>& ansi) {
  // A zero would end the text where it is read.
  if (utf8.find('\0') != std::string_view::npos) return std::nullopt;
  if (form == TextForm::kUtf16) {
    Bytes raw = Utf16Bytes(utf8);
    // Bytes that are not UTF-8 were replaced.
    if (!IsAscii(utf8) && Utf8FromUtf16Bytes(raw) != utf8) return std::nullopt;
    return raw;
  }
  if (IsAscii(utf8)) return ToBytes(utf8);
  return ansi ? ansi->Encode(utf8) : std::nullopt;
}

std::optional<MultiValue> DecodeMulti(ByteView data, uint16_t type) {
  const std::optional<uint32_t> count = LoadU32(data, 0);
  if (!count || !IsMultiType(type)) return std::nullopt;
  if (*count == 0) return data.size() == kTableOffset ? std::optional(MultiValue{}) : std::nullopt;
  // The first offset tells the width: no count fits both tables.
  for (const int width : {4, 8}) {
    const std::optional<MultiValue> value = ReadMulti(data, *count, width, type);
    if (value && Equal(EncodeMulti(*value, type), data)) return value;
  }
  return std::nullopt;
}

Bytes EncodeMulti(const MultiValue& value, uint16_t type) {
  const int width = value.width == 8 ? 8 : 4;
  if (type == kPtMvBinary) return EncodeBlobs(value, width);
  return EncodeStrings(value, width, type == kPtMvUnicode ? 2 : 1);
}

std::optional<std::vector<uint32_t>> DecodeMultiLong(ByteView data) {
  if (data.size() % 4 != 0) return std::nullopt;
  std::vector<uint32_t> items;
  items.reserve(data.size() / 4);
  for (ByteReader in(data); !in.AtEnd();) items.push_back(in.U32());
  return items;
}

Bytes EncodeMultiLong(const std::vector<uint32_t>& items) {
  ByteWriter out;
  for (const uint32_t item : items) out.U32(item);
  return out.Release();
}

std::optional<uint32_t> DecodeLong(ByteView data) {
  return data.size() == 4 ? LoadU32(data, 0) : std::nullopt;
}

Bytes EncodeLong(uint32_t value) { return ByteWriter().U32(value).Release(); }

std::optional<std::vector<Bytes>> DecodeUidList(ByteView data) {
  constexpr size_t kUidSize = 16;
  if (data.size() % kUidSize != 0) return std::nullopt;
  std::vector<Bytes> uids;
  uids.reserve(data.size() / kUidSize);
  for (ByteReader in(data); !in.AtEnd();) uids.push_back(ToBytes(in.Take(kUidSize)));
  return uids;
}

Bytes EncodeUidList(const std::vector<Bytes>& uids) {
  ByteWriter out;
  for (const Bytes& uid : uids) out.Put(uid);
  return out.Release();
}

std::string SectionName(ByteView uid) { return HexEncode(uid); }

}  // namespace repoint::mapi
