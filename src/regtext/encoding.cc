#include "regtext/encoding.h"

#include <fmt/format.h>

#include "base/text.h"

namespace repoint::regtext {
namespace {

constexpr std::string_view kUtf16Bom = "\xFF\xFE";
constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16Start{"W\0", 2};

std::unexpected<Error> NoSignature() {
  return Fail(ErrorCode::kDamaged,
              "not a registry export: the first line is neither \"Windows Registry Editor Version "
              "5.00\" nor \"REGEDIT4\"");
}

bool FirstLineIs(std::string_view text, std::string_view signature) {
  if (!text.starts_with(signature)) return false;
  text.remove_prefix(signature.size());
  return Trim(text.substr(0, text.find_first_of("\r\n"))).empty();
}

Result<std::string> DecodeAnsi(ByteView file, const std::optional<CodePage>& ansi) {
  if (!ansi) return DecodeWindows1252(file);
  std::optional<std::string> text = ansi->Decode(file);
  const std::optional<Bytes> again = text ? ansi->Encode(*text) : std::nullopt;
  if (again && Equal(*again, file)) return *std::move(text);
  return Fail(ErrorCode::kUnsupported,
              fmt::format("its text is not in code page {}: give the code page of the computer "
                          "that it comes from with -CodePage",
                          ansi->number()));
}

Result<DecodedFile> DecodeUtf16(ByteView file, bool bom) {
  std::optional<std::string> text = Utf8FromUtf16Bytes(file.subspan(bom ? 2 : 0));
  if (!text) return Fail(ErrorCode::kDamaged, "UTF-16 text with an odd number of bytes");
  if (!FirstLineIs(*text, kVersion5Signature)) return NoSignature();
  return DecodedFile{Format::kVersion5, Encoding::kUtf16Le, bom, *std::move(text)};
}

Result<DecodedFile> DecodeSingleBytes(ByteView file, const std::optional<CodePage>& ansi) {
  const std::string_view chars = AsChars(file);
  const bool version5 = FirstLineIs(chars, kVersion5Signature);
  if (!version5 && !FirstLineIs(chars, kRegedit4Signature)) return NoSignature();
  if (version5 && IsUtf8(chars)) {
    return DecodedFile{Format::kVersion5, Encoding::kUtf8, false, std::string(chars)};
  }
  REPOINT_ASSIGN(std::string text, DecodeAnsi(file, ansi));
  return DecodedFile{version5 ? Format::kVersion5 : Format::kRegedit4, Encoding::kAnsi, false,
                     std::move(text)};
}

Result<Bytes> EncodeAnsi(std::string_view text, const std::optional<CodePage>& ansi) {
  std::optional<Bytes> bytes = ansi ? ansi->Encode(text) : EncodeWindows1252(text);
  if (bytes) return *std::move(bytes);
  if (!ansi) {
    return Fail(ErrorCode::kUnsupported, "text that is not ASCII in an ANSI file: give -CodePage");
  }
  return Fail(ErrorCode::kUnsupported,
              fmt::format("text that does not fit code page {}", ansi->number()));
}

}  // namespace

Result<DecodedFile> DecodeFile(ByteView file, const std::optional<CodePage>& ansi) {
  const std::string_view chars = AsChars(file);
  if (chars.starts_with(kUtf16Bom)) return DecodeUtf16(file, true);
  if (chars.starts_with(kUtf16Start)) return DecodeUtf16(file, false);
  if (!chars.starts_with(kUtf8Bom)) return DecodeSingleBytes(file, ansi);
  const std::string_view text = chars.substr(kUtf8Bom.size());
  if (!FirstLineIs(text, kVersion5Signature)) return NoSignature();
  if (!IsUtf8(text)) return Fail(ErrorCode::kDamaged, "a UTF-8 mark before text that is not UTF-8");
  return DecodedFile{Format::kVersion5, Encoding::kUtf8, true, std::string(text)};
}

Result<Bytes> EncodeFile(std::string_view text, Encoding encoding, bool bom,
                         const std::optional<CodePage>& ansi) {
  if (encoding == Encoding::kAnsi) return EncodeAnsi(text, ansi);
  ByteWriter out;
  if (encoding == Encoding::kUtf16Le) {
    if (bom) out.Put(kUtf16Bom);
    return out.Put(ByteView(Utf16Bytes(text))).Release();
  }
  if (!IsUtf8(text)) return Fail(ErrorCode::kUnsupported, "a half surrogate pair in a UTF-8 file");
  if (bom) out.Put(kUtf8Bom);
  return out.Put(text).Release();
}

}  // namespace repoint::regtext
