#include "console/notice_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace repoint::console {
namespace {

constexpr std::string_view kPlaces[] = {"name",     "address", "date",     "link",
                                        "link_url", "contact", "from_name"};

bool IsPlaceLetter(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }

// The length of "{word}" at the start of `text`; 0 when there is none.
size_t PlaceLength(std::string_view text) {
  const size_t end = text.find('}');
  if (!text.starts_with('{') || end == std::string_view::npos || end < 2) return 0;
  return std::ranges::all_of(text.substr(1, end - 1), IsPlaceLetter) ? end + 1 : 0;
}

std::string_view HtmlEntity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return "";
  }
}

bool IsUrlCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/$!*(),").find(c) != std::string_view::npos;
}

// False when the line names a place without a value.
bool FillLine(std::string_view line, const PlaceValues& values, TextForm form, std::string& out) {
  for (const TextPiece& piece : PiecesOf(line)) {
    if (!piece.is_place) {
      out += piece.text;
      continue;
    }
    const auto value = values.find(piece.text);
    if (value == values.end() || value->second.empty()) return false;
    out += form == TextForm::kHtml ? EscapeHtml(value->second) : value->second;
  }
  return true;
}

std::string WithAnchors(std::string html) {
  constexpr std::string_view kLink = "{link}";
  constexpr std::string_view kAnchor = "<a href=\"{link_url}\">{link}</a>";
  for (size_t at = html.find(kLink); at != std::string::npos;) {
    html.replace(at, kLink.size(), kAnchor);
    at = html.find(kLink, at + kAnchor.size());
  }
  return html;
}

}  // namespace

std::vector<TextPiece> PiecesOf(std::string_view text) {
  std::vector<TextPiece> pieces;
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t length = PlaceLength(text.substr(at));
    if (length == 0) {
      at = text.find('{', at + 1);
      if (at == std::string_view::npos) break;
      continue;
    }
    if (at > begin) pieces.push_back({false, text.substr(begin, at - begin)});
    pieces.push_back({true, text.substr(at + 1, length - 2)});
    at = begin = at + length;
  }
  if (begin < text.size()) pieces.push_back({false, text.substr(begin)});
  return pieces;
}

bool HasPlace(std::string_view text, std::string_view place) {
  return text.find(fmt::format("{{{}}}", place)) != std::string_view::npos;
}

bool IsKnownPlace(std::string_view name) {
  return std::ranges::find(kPlaces, name) != std::end(kPlaces);
}

std::string KnownPlaces() {
  std::vector<std::string> names;
  for (const std::string_view place : kPlaces) names.push_back(fmt::format("{{{}}}", place));
  return Join(names, ", ");
}

std::string FillPlaces(std::string_view text, const PlaceValues& values, TextForm form) {
  std::vector<std::string> lines;
  for (const std::string_view line : Split(text, '\n')) {
    std::string filled;
    if (FillLine(line, values, form, filled)) lines.push_back(std::move(filled));
  }
  return Join(lines, "\n");
}

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const std::string_view entity = HtmlEntity(c);
    if (entity.empty()) {
      escaped += c;
    } else {
      escaped += entity;
    }
  }
  return escaped;
}

// A line of the text is a line here, so that it can be left out.
std::string HtmlFromText(std::string_view text) {
  std::string html = "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n<body>\n";
  bool open = false;
  for (const std::string_view line : Split(text, '\n')) {
    const bool empty = Trim(line).empty();
    if (empty == open) html += empty ? "</p>\n" : "<p>\n";
    open = !empty;
    if (!empty) html += WithAnchors(EscapeHtml(line)) + "<br>\n";
  }
  return html + (open ? "</p>\n" : "") + "</body>\n</html>\n";
}

bool IsLink(std::string_view link) {
  for (const std::string_view scheme : {"http://", "https://", "file://"}) {
    // Something must follow, and no blank may: a mail program's link ends there.
    if (StartsWithFolded(link, scheme)) {
      return link.size() > scheme.size() && link.find(' ') == std::string_view::npos;
    }
  }
  if (!link.starts_with("\\\\")) return false;
  const size_t share = link.find('\\', 2);
  return share != std::string_view::npos && share > 2 && share + 1 < link.size() &&
         link[share + 1] != '\\';
}

std::string LinkUrl(std::string_view link) {
  if (!link.starts_with("\\\\")) return std::string(link);
  std::string url = "file:";
  for (const char c : link) {
    if (c == '\\') {
      url += '/';
    } else if (IsUrlCharacter(c)) {
      url += c;
    } else {
      url += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return url;
}

}  // namespace repoint::console
