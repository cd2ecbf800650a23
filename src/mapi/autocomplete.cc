#include "mapi/autocomplete.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "mapi/tags.h"

namespace repoint::mapi {
namespace {

constexpr uint32_t kMagic = 0xbaadf00d;
constexpr size_t kSizeSize = 4;       // of a count or size
constexpr size_t kPropertySize = 16;  // tag, reserved word, union
constexpr size_t kGuidSize = 16;
constexpr size_t kTailSize = 8;

// Versions whose streams are known: what Outlook 2003 and later write, and the one of mfcmapi's
// vectors of .nk2 files.
struct Version {
  uint32_t major;
  uint32_t minor;
};
constexpr Version kVersions[] = {{12, 0}, {10, 1}};

// What follows the 16 bytes of a property.
enum class Layout {
  kNothing,   // the value is in the union
  kSized,     // u32 size, bytes
  kGuid,      // 16 bytes
  kElements,  // u32 count; each u32 size, bytes
};

std::optional<Layout> LayoutOf(uint16_t type) {
  switch (type) {
    case kPtI2:
    case kPtLong:
    case kPtR4:
    case kPtDouble:
    case kPtError:
    case kPtBoolean:
    case kPtI8:
    case kPtSysTime:
      return Layout::kNothing;
    case kPtString8:
    case kPtUnicode:
    case kPtBinary:
      return Layout::kSized;
    case kPtClsid:
      return Layout::kGuid;
    case kPtMvString8:
    case kPtMvUnicode:
    case kPtMvBinary:
      return Layout::kElements;
    default:
      return std::nullopt;
  }
}

// Takes what a ByteWriter takes, and only compares it with the bytes that are there.
class Proof {
 public:
  explicit Proof(ByteView bytes) : in_(bytes) {}

  Proof& U32(uint32_t value) { return Note(in_.U32() == value); }
  Proof& U64(uint64_t value) { return Note(in_.U64() == value); }
  Proof& Put(ByteView bytes) {
    const ByteView there = in_.Take(bytes.size());
    return Note(there.data() == bytes.data() || Equal(there, bytes));
  }
  bool holds() const { return same_ && in_.ok() && in_.AtEnd(); }

 private:
  Proof& Note(bool same) {
    same_ = same_ && same;
    return *this;
  }
  ByteReader in_;
  bool same_ = true;
};

template <typename Out>
void PutProperty(Out& out, const AutocompleteProperty& property) {
  out.U32(property.tag).U32(property.reserved).U64(property.value);
  const auto layout = LayoutOf(property.type());
  if (layout == Layout::kSized) out.U32(static_cast<uint32_t>(property.data.size()));
  if (layout == Layout::kElements) out.U32(property.count);
  out.Put(property.data);
}

template <typename Out>
void PutRow(Out& out, std::span<const AutocompleteProperty> properties) {
  out.U32(static_cast<uint32_t>(properties.size()));
  for (const AutocompleteProperty& property : properties) PutProperty(out, property);
}

class Decoder {
 public:
  explicit Decoder(ByteView bytes) : bytes_(bytes), in_(bytes) {}

  Result<AutocompleteStream> Run() {
    AutocompleteStream stream;
    stream.bytes = bytes_;
    REPOINT_TRY(TakeHead(stream));
    for (; row_ <= rows_; ++row_) {
      REPOINT_ASSIGN(const ByteView row, TakeRow());
      REPOINT_TRY(Prove(row));
      stream.rows.push_back(row);
    }
    row_ = 0;
    REPOINT_TRY(TakeTail());
    return stream;
  }

  // The next row; its properties are there until the one behind it is taken.
  Result<ByteView> TakeRow() {
    const size_t start = in_.offset();
    REPOINT_ASSIGN(const uint32_t count, TakeCount(kPropertySize, "the number of its properties"));
    properties_.clear();
    properties_.reserve(count);
    for (size_t i = 0; i < count; ++i) REPOINT_TRY(TakeProperty());
    return bytes_.subspan(start, in_.offset() - start);
  }
  std::vector<AutocompleteProperty>& properties() { return properties_; }

 private:
  Status Prove(ByteView row) const {
    Proof proof(row);
    PutRow(proof, properties_);
    if (proof.holds()) return {};
    return std::unexpected(At(ErrorCode::kDamaged, static_cast<size_t>(row.data() - bytes_.data()),
                              "the row does not come out the same when written again"));
  }

  Status TakeHead(AutocompleteStream& stream) {
    if (in_.U32() != kMagic || !in_.ok()) {
      return Fail(ErrorCode::kDamaged, "this is no autocomplete stream: it does not begin as one");
    }
    stream.major = in_.U32();
    stream.minor = in_.U32();
    if (!in_.ok()) return Broken("the version");
    const bool known = std::ranges::any_of(kVersions, [&](const Version& version) {
      return version.major == stream.major && version.minor == stream.minor;
    });
    if (!known) {
      return Fail(ErrorCode::kUnsupported,
                  fmt::format("the stream is of version {}.{}, which is not known here",
                              stream.major, stream.minor));
    }
    REPOINT_ASSIGN(rows_, TakeCount(kSizeSize, "the number of rows"));
    stream.rows.reserve(rows_);
    row_ = 1;
    return {};
  }

  Status TakeProperty() {
    const size_t start = in_.offset();
    const ByteView fixed = in_.Take(kPropertySize);
    if (!in_.ok()) return Broken("a property", start);
    AutocompleteProperty property;
    property.tag = *LoadU32(fixed, 0);
    property.reserved = *LoadU32(fixed, 4);
    property.value = *LoadU64(fixed, 8);
    const auto layout = LayoutOf(property.type());
    if (!layout) {
      return std::unexpected(At(
          ErrorCode::kUnsupported, start,
          fmt::format("property {:08x} has a type that such streams do not have", property.tag)));
    }
    REPOINT_TRY(TakeData(*layout, property));
    properties_.push_back(property);
    return {};
  }

  Status TakeData(Layout layout, AutocompleteProperty& property) {
    const size_t start = in_.offset();
    switch (layout) {
      case Layout::kNothing:
        return {};
      case Layout::kSized:
        property.data = in_.Take(in_.U32());
        break;
      case Layout::kGuid:
        property.data = in_.Take(kGuidSize);
        break;
      case Layout::kElements: {
        REPOINT_ASSIGN(property.count, TakeCount(kSizeSize, NameOf(property)));
        const size_t begin = in_.offset();
        for (uint32_t i = 0; i < property.count && in_.ok(); ++i) in_.Take(in_.U32());
        if (in_.ok()) property.data = bytes_.subspan(begin, in_.offset() - begin);
        break;
      }
    }
    if (!in_.ok()) return Broken(NameOf(property), start);
    return {};
  }

  Status TakeTail() {
    const size_t start = in_.offset();
    in_.Take(in_.U32());
    if (!in_.ok()) return Broken("the extra information behind the rows", start);
    in_.Take(kTailSize);
    if (!in_.ok()) return Broken("its last 8 bytes");
    if (in_.AtEnd()) return {};
    return std::unexpected(At(ErrorCode::kDamaged, in_.offset(),
                              fmt::format("{} bytes follow the end", in_.Rest().size())));
  }

  // A count of things of which each takes `least` bytes or more: a count that the bytes that are
  // left cannot hold must not cost memory.
  Result<uint32_t> TakeCount(size_t least, std::string_view what) {
    const size_t start = in_.offset();
    const uint32_t count = in_.U32();
    if (!in_.ok() || count > in_.Rest().size() / least) return Broken(what, start);
    return count;
  }

  static std::string NameOf(const AutocompleteProperty& property) {
    return fmt::format("property {:08x}", property.tag);
  }

  std::unexpected<Error> Broken(std::string_view what, std::optional<size_t> offset = {}) const {
    return std::unexpected(
        At(ErrorCode::kDamaged, offset.value_or(in_.offset()),
           fmt::format("{} would go beyond the end, at byte {}", what, bytes_.size())));
  }

  Error At(ErrorCode code, size_t offset, std::string_view what) const {
    const std::string row = row_ == 0 ? "" : fmt::format("row {} of {}, ", row_, rows_);
    return Error{code, fmt::format("{}byte {}: {}", row, offset, what), ""};
  }

  const ByteView bytes_;
  ByteReader in_;
  std::vector<AutocompleteProperty> properties_;  // of the row
  size_t rows_ = 0;
  size_t row_ = 0;  // from 1; 0 outside of rows
};

}  // namespace

Result<AutocompleteStream> DecodeAutocomplete(ByteView bytes) {
  if (bytes.size() > kMaxAutocompleteSize) {
    return Fail(ErrorCode::kUnsupported,
                fmt::format("the stream has {} bytes, more than {} are not read", bytes.size(),
                            kMaxAutocompleteSize));
  }
  return Decoder(bytes).Run();
}

std::vector<AutocompleteProperty> PropertiesOf(ByteView row) {
  Decoder decoder(row);
  if (!decoder.TakeRow()) return {};
  return std::move(decoder.properties());
}

Bytes EncodeAutocompleteRow(std::span<const AutocompleteProperty> properties) {
  size_t size = kSizeSize;
  for (const AutocompleteProperty& property : properties) {
    size += kPropertySize + kSizeSize + property.data.size();
  }
  ByteWriter out;
  out.Reserve(size);
  PutRow(out, properties);
  return out.Release();
}

std::vector<ByteView> ElementsOf(const AutocompleteProperty& property) {
  std::vector<ByteView> elements;
  if (LayoutOf(property.type()) != Layout::kElements) return elements;
  ByteReader in(property.data);
  for (uint32_t i = 0; i < property.count && in.ok(); ++i) elements.push_back(in.Take(in.U32()));
  return elements;
}

}  // namespace repoint::mapi
