// What a mail is made of: RFC 5322 headers, RFC 2047 encoded words, RFC 2045 quoted-printable.
#ifndef REPOINT_CONSOLE_MIME_H_
#define REPOINT_CONSOLE_MIME_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace repoint::console {

// A bare ASCII address, "local@domain", of characters that need no quoting (RFC 5322, dot-atom):
// nothing in it can end a header or an SMTP command.
bool IsPlainAddress(std::string_view address);
// Line ends and other control characters.
bool HasControl(std::string_view text);

// Control characters become spaces, bytes that are not UTF-8 U+FFFD.
std::string OneLine(std::string_view text);

// Any text as the value of a header: as it is when it is short, printable ASCII, else encoded
// words, on lines of at most 76 characters. Goes through
// OneLine.
std::string HeaderText(std::string_view text);
// "Name <address>", the name quoted or encoded; the address alone without a name.
std::string HeaderMailbox(std::string_view name, std::string_view address);
// "Tue, 31 Mar 2026 07:05:09 +0000"
std::string HeaderDate(int64_t unix_millis);

// UTF-8 text with LF or CRLF, as quoted-printable with CRLF, lines of at most 76 characters.
std::string QuotedPrintable(std::string_view text);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_MIME_H_
