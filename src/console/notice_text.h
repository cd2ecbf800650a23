// The text of notices: places such as {date} in a template, filled as text or as HTML.
#ifndef REPOINT_CONSOLE_NOTICE_TEXT_H_
#define REPOINT_CONSOLE_NOTICE_TEXT_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace repoint::console {

// A stretch of plain text, or the name of a place, without its braces: "{" a-z_ "}".
struct TextPiece {
  bool is_place = false;
  std::string_view text;
};
std::vector<TextPiece> PiecesOf(std::string_view text);
bool HasPlace(std::string_view text, std::string_view place);

// name: display name, else address. address: without "--migrate--". link_url: the link as a URL.
// contact alone may be empty; a line that names it is left out then.
bool IsKnownPlace(std::string_view name);
std::string KnownPlaces();  // "{name}, {address}, ...", for messages

using PlaceValues = std::map<std::string, std::string, std::less<>>;
enum class TextForm { kPlain, kHtml };
// Lines end with LF. A line with a place that has no value is left out. For HTML the values are
// escaped, so that no name becomes markup.
std::string FillPlaces(std::string_view text, const PlaceValues& values, TextForm form);

std::string EscapeHtml(std::string_view text);
// Paragraphs, line breaks and {link} of a plain text as HTML; other places stay.
std::string HtmlFromText(std::string_view text);
// Whether it is what people can open from a mail: an http, https or file URL, or
// `\\server\share` and what follows.
bool IsLink(std::string_view link);
// `\\server\share\a b.cmd` as "file://server/share/a%20b.cmd"; anything else as it is.
std::string LinkUrl(std::string_view link);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_NOTICE_TEXT_H_
