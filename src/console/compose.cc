#include <fmt/core.h>

#include "base/text.h"
#include "console/mime.h"
#include "console/notice_text.h"
#include "console/notify.h"
#include "console/script_text.h"
#include "console/templates.h"
#include "mapi/legacy_dn.h"

namespace repoint::console {
namespace {

constexpr uint64_t kMaxTemplateBytes = uint64_t{1} << 20;
constexpr std::string_view kSubject = "Subject:";
constexpr std::string_view kBuiltIn[] = {"week", "day", "now"};

// Line ends become LF, a byte order mark goes.
std::string Normalised(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::string lines;
  for (const char c : text) {
    if (c != '\r') lines += c;
  }
  return lines;
}

Status CheckPlaces(std::string_view text, const std::string& where) {
  for (const TextPiece& piece : PiecesOf(text)) {
    if (piece.is_place && !IsKnownPlace(piece.text)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("the template has {{{}}}, which is no place; there are {}",
                              piece.text, KnownPlaces()),
                  where);
    }
  }
  return {};
}

// The HTML of a notice of ours, in the shell that they share; of any other it is made from the
// text.
Result<std::string> HtmlOf(const NoticeTemplate& notice, std::string_view body) {
  if (body.empty()) return HtmlFromText(notice.text);
  return FillTemplate(Template("shell.html"),
                      {{"SUBJECT", EscapeHtml(notice.subject)}, {"TEXT", std::string(body)}});
}

Result<NoticeTemplate> ParseTemplate(std::string name, std::string_view source,
                                     std::string_view html_body, const std::string& where) {
  const std::string text = Normalised(source);
  const size_t end = text.find('\n');
  if (!StartsWithFolded(text, kSubject) || end == std::string::npos || text.size() < end + 2 ||
      text[end + 1] != '\n') {
    return Fail(ErrorCode::kDamaged,
                "a template begins with a line \"Subject: ...\" and an empty line", where);
  }
  NoticeTemplate notice;
  notice.name = std::move(name);
  notice.subject = Trim(std::string_view(text).substr(kSubject.size(), end - kSubject.size()));
  notice.text = text.substr(end + 2);
  REPOINT_ASSIGN(notice.html, HtmlOf(notice, html_body));
  if (notice.subject.empty() || notice.text.find_first_not_of(" \t\n") == std::string::npos) {
    return Fail(ErrorCode::kDamaged, "the template has no subject or no text", where);
  }
  for (const std::string* part : {&notice.subject, &notice.text, &notice.html}) {
    REPOINT_TRY(CheckPlaces(*part, where));
  }
  return notice;
}

bool Names(const NoticeTemplate& notice, std::string_view place) {
  return HasPlace(notice.subject, place) || HasPlace(notice.text, place) ||
         HasPlace(notice.html, place);
}

PlaceValues ValuesFor(const NoticeFacts& facts, const Recipient& recipient) {
  std::string address(mapi::BareSmtp(recipient.address));
  const std::string clean = OneLine(recipient.display_name);
  const std::string name(Trim(clean));
  return {{"name", name.empty() ? address : name},
          {"address", address},
          {"date", facts.date},
          {"link", facts.link},
          {"link_url", LinkUrl(facts.link)},
          {"contact", facts.contact},
          {"from_name", facts.from_name.empty() ? facts.from : facts.from_name}};
}

std::string Part(std::string_view boundary, std::string_view type, std::string_view body) {
  return fmt::format(
      "--{}\r\nContent-Type: {}; charset=utf-8\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n\r\n{}",
      boundary, type, QuotedPrintable(body));
}

}  // namespace

Result<NoticeTemplate> LoadTemplate(FileSystem& files, const std::string& name_or_path) {
  for (const std::string_view name : kBuiltIn) {
    if (name != name_or_path) continue;
    return ParseTemplate(std::string(name), Template(std::string(name) + ".txt"),
                         Template(std::string(name) + ".html"), std::string(name));
  }
  const std::string name = FileNameOf(name_or_path);
  for (const std::string_view taken : kBuiltIn) {
    if (name != taken) continue;
    return Fail(ErrorCode::kUsage,
                "a template in a file must not be called as one of our own: rename it",
                name_or_path);
  }
  REPOINT_ASSIGN(const Bytes bytes, ReadWhole(files, name_or_path, kMaxTemplateBytes));
  if (!IsUtf8(AsChars(bytes)) || AsChars(bytes).find('\0') != std::string_view::npos) {
    return Fail(ErrorCode::kDamaged, "the template is not UTF-8 text: save it as that",
                name_or_path);
  }
  return ParseTemplate(name, AsChars(bytes), "", name_or_path);
}

Status CheckFacts(const NoticeTemplate& notice, const NoticeFacts& facts) {
  if (!IsPlainAddress(facts.from)) {
    return Fail(ErrorCode::kUsage, "the sender is not an address: name@domain", facts.from);
  }
  struct Fact {
    std::string_view name, value;
    bool needed;
  };
  const bool needs_link = Names(notice, "link") || Names(notice, "link_url");
  for (const Fact& fact :
       {Fact{"date", facts.date, Names(notice, "date")}, Fact{"link", facts.link, needs_link},
        Fact{"contact", facts.contact, false}, Fact{"sender's name", facts.from_name, false}}) {
    if (HasControl(fact.value) || !IsUtf8(fact.value)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("the {} holds line ends, control characters or no UTF-8", fact.name));
    }
    if (fact.needed && fact.value.empty()) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("the notice \"{}\" names the {}: give one", notice.name, fact.name));
    }
  }
  if (facts.link.empty() || IsLink(facts.link)) return {};
  return Fail(ErrorCode::kUsage,
              "the link is nothing that people can open: it begins with https://, http:// or "
              "file:// and has no blank (write %20), or has the form \\\\server\\share\\file",
              facts.link);
}

std::string MessageIdFor(const Project& project, const NoticeTemplate& notice,
                         const NoticeFacts& facts, const Recipient& recipient) {
  const std::string who =
      fmt::format("{}\n{}\n{}", project.name, notice.name, FoldAscii(recipient.address));
  const uint64_t first = Fnv1a(who);
  const uint64_t second = Fnv1a(who, first);
  return fmt::format("<repoint.{:016x}{:016x}@{}>", first, second,
                     facts.from.substr(facts.from.rfind('@') + 1));
}

Result<std::string> ComposeMessage(const NoticeTemplate& notice, const NoticeFacts& facts,
                                   const Recipient& recipient, std::string_view message_id,
                                   int64_t now_millis) {
  REPOINT_TRY(CheckFacts(notice, facts));
  if (!IsPlainAddress(recipient.address)) {
    return Fail(ErrorCode::kUsage, "not an address that mail can be sent to");
  }
  if (HasControl(message_id)) return Fail(ErrorCode::kUsage, "a message id with line ends");
  const PlaceValues values = ValuesFor(facts, recipient);
  // "=_" stands in no quoted-printable text (RFC 2045 section 6.7).
  const std::string boundary = fmt::format("=_{:016x}", Fnv1a(message_id));
  return fmt::format(
      "From: {}\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: {}\r\nMIME-Version: 1.0\r\n"
      // Answers of machines ("I am out of office") help nobody: RFC 3834, and Exchange's own.
      "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"
      "Content-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n{}{}--{}--\r\n",
      HeaderMailbox(facts.from_name, facts.from),
      HeaderMailbox(recipient.display_name, recipient.address),
      HeaderText(FillPlaces(notice.subject, values, TextForm::kPlain)), HeaderDate(now_millis),
      message_id, boundary,
      Part(boundary, "text/plain", FillPlaces(notice.text, values, TextForm::kPlain)),
      Part(boundary, "text/html", FillPlaces(notice.html, values, TextForm::kHtml)), boundary);
}

}  // namespace repoint::console
