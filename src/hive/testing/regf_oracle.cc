#include <fmt/format.h>
#include <libregf/features.h>
// Debian's header asks for that of libbfio, whose package libregf-dev does not need.
#undef LIBREGF_HAVE_BFIO
#include <libregf.h>

#include <array>
#include <fstream>
#include <vector>

#include "base/testing/temp_folder.h"
#include "hive/format.h"
#include "hive/testing/oracles.h"

// libregf loses memory when it fails at a name. Known to the leak sanitizer by this name.
extern "C" const char* __lsan_default_suppressions() { return "leak:libregf.so"; }

namespace repoint::hive {
namespace {

// libregf's objects: made by its calls, freed here.
template <typename T, int (*kFree)(T**, libregf_error_t**)>
class Regf {
 public:
  Regf() = default;
  ~Regf() {
    if (object_ != nullptr) kFree(&object_, nullptr);
  }
  Regf(const Regf&) = delete;
  Regf& operator=(const Regf&) = delete;

  T* get() const { return object_; }
  T** out() { return &object_; }

 private:
  T* object_ = nullptr;
};
using RegfFile = Regf<libregf_file_t, libregf_file_free>;
using RegfKey = Regf<libregf_key_t, libregf_key_free>;
using RegfValue = Regf<libregf_value_t, libregf_value_free>;

// What the last call of libregf said.
class RegfError {
 public:
  ~RegfError() { libregf_error_free(&error_); }
  libregf_error_t** out() {
    libregf_error_free(&error_);
    return &error_;
  }
  // Whether it stumbled over a lone surrogate.
  bool AtSurrogate() const { return Text().find("UTF-16 character") != std::string::npos; }
  std::unexpected<Error> Failed(std::string_view what) const {
    return Fail(ErrorCode::kDamaged, fmt::format("libregf: {}: {}", what, Text()));
  }

 private:
  std::string Text() const {
    std::array<char, 4096> text{};
    if (error_ != nullptr) libregf_error_backtrace_sprint(error_, text.data(), text.size());
    return text.data();
  }

  libregf_error_t* error_ = nullptr;
};

// libregf's calls for the name of a key or a value.
template <typename T>
struct NameCalls {
  int (*stored_size)(T*, size_t*, libregf_error_t**);
  int (*stored)(T*, uint8_t*, size_t, libregf_error_t**);
  int (*units_size)(T*, size_t*, libregf_error_t**);  // with the terminator
  int (*units)(T*, uint16_t*, size_t, libregf_error_t**);
};
constexpr NameCalls<libregf_key_t> kKeyName = {libregf_key_get_name_size, libregf_key_get_name,
                                               libregf_key_get_utf16_name_size,
                                               libregf_key_get_utf16_name};
constexpr NameCalls<libregf_value_t> kValueName = {
    libregf_value_get_name_size, libregf_value_get_name, libregf_value_get_utf16_name_size,
    libregf_value_get_utf16_name};

// libregf knows no Latin-1: of a name that has as many bytes as units the bytes are taken.
template <typename T>
std::u16string Name(T* object, const NameCalls<T>& calls) {
  const std::u16string unreadable(kLoneSurrogate);
  size_t size = 0;
  if (calls.units_size(object, &size, nullptr) < 0) return unreadable;
  if (size <= 1) return {};
  std::vector<uint16_t> units(size);
  if (calls.units(object, units.data(), units.size(), nullptr) < 0) return unreadable;
  units.pop_back();
  size_t stored_size = 0;
  if (calls.stored_size(object, &stored_size, nullptr) == 1 && stored_size == units.size()) {
    Bytes stored(stored_size);
    if (calls.stored(object, stored.data(), stored.size(), nullptr) == 1) {
      return {stored.begin(), stored.end()};
    }
  }
  return {units.begin(), units.end()};
}

// Whether libregf has given the cell that leads to the segments in place of what is in them; zeros
// may follow.
bool LooksSegmented(ByteView data) {
  if (LoadU16(data, 0) != db::kMagic || data.size() < db::kList + 4) return false;
  while (data.back() == 0) data = data.first(data.size() - 1);
  return data.size() <= db::kContents;
}

class RegfWalk {
 public:
  // `segments`: whether it can read data that lies in segments.
  RegfWalk(CanonicalLines& lines, bool segments) : lines_(lines), segments_(segments) {}

  Status Visit(libregf_key_t* key, const std::u16string& path) {
    lines_.Key(path);
    REPOINT_TRY(VisitValues(key, path));
    int count = 0;
    if (libregf_key_get_number_of_sub_keys(key, &count, error_.out()) != 1) {
      return error_.Failed("number of subkeys");
    }
    for (int i = 0; i < count; ++i) {
      RegfKey subkey;
      if (libregf_key_get_sub_key(key, i, subkey.out(), error_.out()) != 1) {
        if (error_.AtSurrogate()) continue;
        return error_.Failed("subkey");
      }
      const std::u16string name = Name(subkey.get(), kKeyName);
      REPOINT_TRY(Visit(subkey.get(), JoinPath(path, name)));
    }
    return {};
  }

 private:
  Status VisitValues(libregf_key_t* key, const std::u16string& path) {
    int count = 0;
    if (libregf_key_get_number_of_values(key, &count, error_.out()) != 1) {
      return error_.Failed("number of values");
    }
    for (int i = 0; i < count; ++i) {
      RegfValue value;
      uint32_t type = 0;
      size_t size = 0;
      if (libregf_key_get_value(key, i, value.out(), error_.out()) != 1 ||
          libregf_value_get_value_type(value.get(), &type, error_.out()) != 1 ||
          libregf_value_get_value_data_size(value.get(), &size, error_.out()) != 1) {
        if (error_.AtSurrogate()) continue;
        return error_.Failed("value");
      }
      const std::u16string name = Name(value.get(), kValueName);
      Bytes data(size);
      if (size > 0 &&
          libregf_value_get_value_data(value.get(), data.data(), size, error_.out()) != 1) {
        return error_.Failed("data");
      }
      if (!segments_ && LooksSegmented(data)) data.assign(size_t{db::kSegment} * 2, 0xFF);
      lines_.Value(path, name, type, data);
    }
    return {};
  }

  CanonicalLines& lines_;
  bool segments_;
  RegfError error_;
};

}  // namespace

ReaderLimits RegfLimits(uint32_t minor) {
  return {.lone_surrogates = ReaderLimits::Surrogates::kHidden,
          .short_data = true,
          .text_ends = true,
          .largest_data = minor == 4 ? db::kSegment : SIZE_MAX};
}

Result<std::string> RegfText(ByteView hive, ReaderLimits limits) {
  const TempFolder folder;
  const std::string path = folder / "hive";
  std::ofstream(path, std::ios::binary) << AsChars(hive);
  RegfError error;
  RegfFile file;
  RegfKey root;
  if (libregf_file_initialize(file.out(), error.out()) != 1 ||
      libregf_file_set_ascii_codepage(file.get(), LIBREGF_CODEPAGE_ASCII, error.out()) != 1 ||
      libregf_file_open(file.get(), path.c_str(), LIBREGF_OPEN_READ, error.out()) != 1 ||
      libregf_file_get_root_key(file.get(), root.out(), error.out()) != 1) {
    return error.Failed("open");
  }
  CanonicalLines lines(limits);
  REPOINT_TRY(RegfWalk(lines, limits.largest_data == SIZE_MAX).Visit(root.get(), u""));
  return lines.Text();
}

}  // namespace repoint::hive
