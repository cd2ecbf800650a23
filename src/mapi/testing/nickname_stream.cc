#include "mapi/testing/nickname_stream.h"

#include "base/text.h"

namespace repoint::mapi {
namespace {

constexpr uint32_t kAnsiBit = 0x001f ^ 0x001e;
constexpr std::string_view kBook("\xdc\xa7\x40\xc8\xc0\x42\x10\x1a\xb4\xb9\x08\x00\x2b\x2f\xe1\x82",
                                 16);
constexpr std::string_view kOneOff(
    "\x81\x2b\x1f\xa4\xbe\xa3\x10\x19\x9d\x6e\x00\xdd\x01\x0f\x54\x02", 16);
constexpr std::string_view kContact(
    "\xfe\x42\xaa\x0a\x18\xc7\x1a\x10\xe8\x85\x0b\x65\x1c\x24\x00\x00", 16);

std::string Upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return upper;
}

void AddRow(NicknameStream& stream, const NicknameRow& row, std::string_view type,
            std::string_view address, const Bytes& id) {
  const auto text = [&](uint32_t tag, std::string_view value) {
    stream.Text(row.ansi ? tag ^ kAnsiBit : tag, value);
  };
  stream.Row();
  text(0x6001001f, row.name);
  stream.Number(0x0c150003, 1);
  if (type == "EX" && !row.smtp.empty()) {
    text(0x39fe001f, row.smtp);
  } else {
    stream.Number(0x39fe000a, 0x8004010f);
  }
  stream.Number(0x3a40000b, 0).Number(0x39000003, 0);
  stream.Data(0x300b0102, SearchKeyOf(type, address));
  stream.Data(0x0ff90102, id).Data(0x0fff0102, id).Number(0x0ffe0003, 6);
  text(0x3003001f, address);
  text(0x3002001f, type);
  text(0x3001001f, row.name);
  stream.Data(0x5ff70102, id);
  text(0x6003001f, row.name);
  stream.Number(0x60040003, 0x4000);
}

}  // namespace

NicknameStream& NicknameStream::Row() {
  rows_.emplace_back();
  return *this;
}

ByteWriter& NicknameStream::Begin(uint32_t tag, uint64_t value) {
  ++rows_.back().properties;
  garbage_ = garbage_ * 1664525 + 1013904223;
  return rows_.back().bytes.U32(tag).U32(garbage_).U64(value);
}

NicknameStream& NicknameStream::Number(uint32_t tag, uint64_t value) {
  const uint16_t type = tag & 0xffff;
  const bool short_one = type == 0x0002 || type == 0x000b;
  const bool long_one = type == 0x0003 || type == 0x0004 || type == 0x000a;
  const uint64_t stale = uint64_t{garbage_} << 32;
  if (short_one) value = (value & 0xffff) | stale | 0x6f630000;
  if (long_one) value = (value & 0xffffffff) | stale;
  Begin(tag, value);
  return *this;
}

NicknameStream& NicknameStream::Text(uint32_t tag, std::string_view text) {
  const bool ansi = (tag & 0xffff) == 0x001e;
  const Bytes bytes = ansi ? ByteWriter().Put(text).U8(0).Release()
                           : ByteWriter().Put(Utf16Bytes(text)).U16(0).Release();
  return Data(tag, bytes);
}

NicknameStream& NicknameStream::Data(uint32_t tag, ByteView bytes) {
  return Raw(tag, ByteWriter().U32(static_cast<uint32_t>(bytes.size())).Put(bytes).bytes());
}

NicknameStream& NicknameStream::Raw(uint32_t tag, ByteView bytes) {
  Begin(tag, 0x04e31a8000000000 | garbage_).Put(bytes);
  return *this;
}

NicknameStream& NicknameStream::Elements(uint32_t tag, const std::vector<Bytes>& elements) {
  ByteWriter out;
  out.U32(static_cast<uint32_t>(elements.size()));
  for (const Bytes& element : elements) {
    out.U32(static_cast<uint32_t>(element.size())).Put(element);
  }
  return Raw(tag, out.bytes());
}

NicknameStream& NicknameStream::Extra(ByteView bytes) {
  extra_ = ToBytes(bytes);
  return *this;
}

Bytes NicknameStream::RowBytes(size_t row) const {
  return ByteWriter().U32(rows_[row].properties).Put(rows_[row].bytes.bytes()).Release();
}

Bytes NicknameStream::Build() const {
  ByteWriter out;
  out.U32(0xbaadf00d).U32(major_).U32(minor_).U32(static_cast<uint32_t>(rows_.size()));
  for (size_t i = 0; i < rows_.size(); ++i) out.Put(RowBytes(i));
  out.U32(static_cast<uint32_t>(extra_.size())).Put(extra_);
  return out.Put(std::string_view("\x50\x4d\xf4\x7d\x72\xb6\xca\x01", 8)).Release();
}

void AddExRow(NicknameStream& stream, const NicknameRow& row) {
  AddRow(stream, row, "EX", row.dn, row.entry_id.empty() ? BookEntryId(row.dn) : row.entry_id);
}

void AddSmtpRow(NicknameStream& stream, const NicknameRow& row) {
  const Bytes usual = row.ansi ? AnsiOneOffId(row.name, row.smtp) : OneOffId(row.name, row.smtp);
  AddRow(stream, row, "SMTP", row.smtp, row.entry_id.empty() ? usual : row.entry_id);
}

Bytes BookEntryId(std::string_view dn) {
  return ByteWriter().U32(0).Put(kBook).U32(1).U32(0).Put(dn).U8(0).Release();
}

Bytes OneOffId(std::string_view name, std::string_view address, std::string_view type) {
  ByteWriter out;
  out.U32(0).Put(kOneOff).U16(0).U16(0x9001);
  for (const std::string_view text : {name, type, address}) out.Put(Utf16Bytes(text)).U16(0);
  return out.Release();
}

Bytes AnsiOneOffId(std::string_view name, std::string_view address, std::string_view type) {
  ByteWriter out;
  out.U32(0).Put(kOneOff).U16(0).U16(0x1001);
  for (const std::string_view text : {name, type, address}) out.Put(text).U8(0);
  return out.Release();
}

Bytes ContactId() {
  return ByteWriter().U32(0).Put(kContact).U32(3).U32(4).U32(0).U32(3).Put("eid").Release();
}

Bytes SearchKeyOf(std::string_view type, std::string_view address) {
  return ByteWriter().Put(type).Put(":").Put(Upper(address)).U8(0).Release();
}

}  // namespace repoint::mapi
