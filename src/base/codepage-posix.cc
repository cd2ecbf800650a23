#include <iconv.h>

#include <string>

#include "base/codepage_tables.h"

namespace repoint {
namespace {

// One open conversion. Both directions make at most three bytes out of one.
class Converter {
 public:
  Converter(const std::string& to, const std::string& from)
      : handle_(iconv_open(to.c_str(), from.c_str())) {}
  ~Converter() {
    if (ok()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool ok() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // Appends the conversion of `text`, taken by itself, to `out`. False when it does not convert; a
  // positive count of iconv means that it substituted.
  bool Append(std::string_view text, std::string& out) {
    std::string buffer(text.size() * 3 + 16, '\0');
    char* from = const_cast<char*>(text.data());  // iconv does not write there
    size_t from_left = text.size();
    char* to = buffer.data();
    size_t to_left = buffer.size();
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    if (iconv(handle_, &from, &from_left, &to, &to_left) != 0) return false;
    if (iconv(handle_, nullptr, nullptr, &to, &to_left) != 0) return false;
    out.append(buffer.data(), buffer.size() - to_left);
    return true;
  }

 private:
  iconv_t handle_;
};

// CP874, CP932 (the Windows one), CP936 (GBK with the euro), CP949 (UHC), CP950, CP1250 to CP1258.
std::string IconvName(int number) { return "CP" + std::to_string(number); }

}  // namespace

bool HasSystemTable(int number) { return Converter("UTF-8", IconvName(number)).ok(); }

std::optional<std::string> DecodeBySystem(int number, ByteView bytes) {
  Converter converter("UTF-8", IconvName(number));
  if (!converter.ok()) return std::nullopt;
  const std::string_view chars = AsChars(bytes);
  std::string utf8;
  // glibc composes a letter and its accent in 1255 and 1258, Windows does not: there each byte is
  // taken by itself.
  const size_t step = IsSingleByteCodePage(number) ? 1 : chars.size();
  for (size_t i = 0; i < chars.size(); i += step) {
    if (!converter.Append(chars.substr(i, step), utf8)) return std::nullopt;
  }
  return utf8;
}

std::optional<Bytes> EncodeBySystem(int number, std::string_view utf8) {
  Converter converter(IconvName(number), "UTF-8");
  std::string chars;
  if (!converter.ok() || !converter.Append(utf8, chars)) return std::nullopt;
  return ToBytes(chars);
}

}  // namespace repoint
