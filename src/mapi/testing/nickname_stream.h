// Autocomplete streams for tests, written byte by byte without the codec that they test.
//
//   NicknameStream stream;
//   stream.Row().Text(0x6001001f, "bob").Number(0x60040003, 8192);
//   AddExRow(stream, {.name = "Bob", .dn = "/o=C/ou=HQ/cn=Recipients/cn=bob"});
//   const Bytes bytes = stream.Build();
#ifndef REPOINT_MAPI_TESTING_NICKNAME_STREAM_H_
#define REPOINT_MAPI_TESTING_NICKNAME_STREAM_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace repoint::mapi {

class NicknameStream {
 public:
  explicit NicknameStream(uint32_t major = 12, uint32_t minor = 0) : major_(major), minor_(minor) {}

  // Begins a row; what follows goes into it.
  NicknameStream& Row();
  // A value in the union; the bytes beside it are garbage.
  NicknameStream& Number(uint32_t tag, uint64_t value);
  // PT_UNICODE or PT_STRING8, by the tag, with terminator. ANSI text as raw bytes.
  NicknameStream& Text(uint32_t tag, std::string_view text);
  // PT_BINARY, or a string whose bytes matter.
  NicknameStream& Data(uint32_t tag, ByteView bytes);
  // PT_CLSID, or anything else behind the 16 bytes of a property, as it is.
  NicknameStream& Raw(uint32_t tag, ByteView bytes);
  // PT_MV_*.
  NicknameStream& Elements(uint32_t tag, const std::vector<Bytes>& elements);
  NicknameStream& Extra(ByteView bytes);

  Bytes Build() const;
  // The bytes of one row, from 0.
  Bytes RowBytes(size_t row) const;

 private:
  // Tag, reserved word and union. What Outlook leaves in the last two is garbage: so is this.
  ByteWriter& Begin(uint32_t tag, uint64_t value);

  struct OneRow {
    uint32_t properties = 0;
    ByteWriter bytes;
  };
  uint32_t major_;
  uint32_t minor_;
  std::vector<OneRow> rows_;
  Bytes extra_;
  uint32_t garbage_ = 0x1a2b3c4d;
};

// Rows as Outlook has them, with the properties of mfcmapi's vectors. `entry_id` empty: the usual
// one.
struct NicknameRow {
  std::string name = "Bob";  // display name and the text that is shown
  std::string dn = {};       // of an EX row
  std::string smtp = {};     // 39fe of an EX row (empty: PT_ERROR, as where there is none); the
                             // address of an SMTP row
  Bytes entry_id = {};
  bool ansi = false;  // texts as PT_STRING8
};
void AddExRow(NicknameStream& stream, const NicknameRow& row);
void AddSmtpRow(NicknameStream& stream, const NicknameRow& row);

// Entry ids and search keys of the recipient.
Bytes BookEntryId(std::string_view dn);
Bytes OneOffId(std::string_view name, std::string_view address, std::string_view type = "SMTP");
Bytes AnsiOneOffId(std::string_view name, std::string_view address, std::string_view type = "SMTP");
Bytes ContactId();
Bytes SearchKeyOf(std::string_view type, std::string_view address);

}  // namespace repoint::mapi

#endif  // REPOINT_MAPI_TESTING_NICKNAME_STREAM_H_
