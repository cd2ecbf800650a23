#include "hive/testing/canonical.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace repoint::hive {
namespace {

bool HasLoneSurrogate(std::u16string_view name) {
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] < 0xD800 || name[i] > 0xDFFF) continue;
    const bool pair =
        name[i] < 0xDC00 && i + 1 < name.size() && name[i + 1] >= 0xDC00 && name[i + 1] <= 0xDFFF;
    if (!pair) return true;
    ++i;
  }
  return false;
}

void Visit(const SampleKey& key, const std::u16string& path, CanonicalLines& lines) {
  lines.Key(path);
  for (const SampleValue& value : key.values) {
    lines.Value(path, value.name, value.type, value.data);
  }
  for (const SampleKey& subkey : key.subkeys) Visit(subkey, JoinPath(path, subkey.name), lines);
}

}  // namespace

bool CanonicalLines::Hides(std::u16string_view name) const {
  return limits_.lone_surrogates == ReaderLimits::Surrogates::kHidden && HasLoneSurrogate(name);
}

void CanonicalLines::Key(std::u16string_view path) {
  if (Hides(path)) return;
  lines_.push_back(fmt::format("key\t{}", EscapePath(path)));
}

void CanonicalLines::Value(std::u16string_view path, std::u16string_view name, uint32_t type,
                           ByteView data) {
  if (Hides(path) || Hides(name)) return;
  lines_.push_back(fmt::format("value\t{}\t{}\t{}\t{}", EscapePath(path), Escape(name), type,
                               Shown(type, data)));
}

std::string CanonicalLines::Shown(uint32_t type, ByteView data) const {
  constexpr size_t kTerminator = 4;  // at most: of data of odd size, rounded up
  size_t largest = limits_.largest_data;
  bool too_short = limits_.short_data && !data.empty() && data.size() < 4;
  if (limits_.text_ends && (type == kSampleSz || type == kSampleExpandSz)) {
    while (!data.empty() && data.back() == 0) data = data.first(data.size() - 1);
    largest -= kTerminator;
    too_short = limits_.short_data && data.size() < 4;
  }
  return data.size() > largest || too_short ? "?" : HexEncode(data);
}

std::string CanonicalLines::Text() const {
  std::vector<std::string> sorted = lines_;
  std::ranges::sort(sorted);
  return Join(sorted, "\n") + "\n";
}

std::string CanonicalLines::Escape(std::u16string_view name) const {
  if (limits_.lone_surrogates == ReaderLimits::Surrogates::kUnnamed && HasLoneSurrogate(name)) {
    return "?";
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char16_t unit : name) {
    if (unit >= 0x20 && unit < 0x7F && unit != u'<') {
      text.push_back(static_cast<char>(unit));
    } else {
      text.push_back('<');
      for (int shift = 12; shift >= 0; shift -= 4) text.push_back(kDigits[unit >> shift & 0xF]);
      text.push_back('>');
    }
  }
  return text;
}

std::string CanonicalLines::EscapePath(std::u16string_view path) const {
  std::string text;
  for (size_t end = path.find(u'\\'); end != path.npos; end = path.find(u'\\')) {
    text += Escape(path.substr(0, end)) + "\\";
    path.remove_prefix(end + 1);
  }
  return text + Escape(path);
}

std::string CanonicalText(const SampleKey& root, ReaderLimits limits) {
  CanonicalLines lines(limits);
  Visit(root, u"", lines);
  return lines.Text();
}

std::u16string JoinPath(std::u16string_view parent, std::u16string_view name) {
  std::u16string path(parent);
  if (!path.empty()) path.push_back(u'\\');
  return path.append(name);
}

std::string FirstDifferences(std::string_view a, std::string_view b, size_t count) {
  constexpr size_t kShown = 200;
  // What is behind the last line's end is no line, and not in order.
  std::vector<std::string_view> lines_a = Split(a, '\n');
  std::vector<std::string_view> lines_b = Split(b, '\n');
  lines_a.pop_back();
  lines_b.pop_back();
  std::vector<std::string_view> only_a, only_b;
  std::ranges::set_difference(lines_a, lines_b, std::back_inserter(only_a));
  std::ranges::set_difference(lines_b, lines_a, std::back_inserter(only_b));
  std::string text;
  for (size_t i = 0; i < std::min(count, only_a.size()); ++i) {
    text += fmt::format("- {}\n", only_a[i].substr(0, kShown));
  }
  for (size_t i = 0; i < std::min(count, only_b.size()); ++i) {
    text += fmt::format("+ {}\n", only_b[i].substr(0, kShown));
  }
  return text;
}

}  // namespace repoint::hive
