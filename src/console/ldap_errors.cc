#include "console/ldap_errors.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace repoint::console {
namespace {

constexpr size_t kLongestQuote = 200;

struct Meaning {
  int code;
  ErrorCode error;
  const char* message;
};

constexpr Meaning kMeanings[] = {
    {LDAP_SERVER_DOWN, ErrorCode::kIo, "the directory ended the connection: try again"},
    {LDAP_TIMEOUT, ErrorCode::kIo,
     "the directory did not answer in time: try again, with smaller pages or more time"},
    {LDAP_TIMELIMIT_EXCEEDED, ErrorCode::kIo,
     "the directory gave up on the search after its own time limit: use smaller pages or a "
     "narrower filter"},
    {LDAP_SIZELIMIT_EXCEEDED, ErrorCode::kIo,
     "the directory's limit on the size of an answer was reached: use smaller pages, or an account "
     "without that limit"},
    {LDAP_ADMINLIMIT_EXCEEDED, ErrorCode::kIo,
     "an administrative limit of the directory was reached: use smaller pages, or an account "
     "without that limit"},
    {LDAP_BUSY, ErrorCode::kIo, "the directory is busy: try again later"},
    {LDAP_UNAVAILABLE, ErrorCode::kIo, "the directory is not available: try again later"},
    {LDAP_DECODING_ERROR, ErrorCode::kDamaged,
     "the directory sent something that is not LDAP: check address and port"},
    {LDAP_NO_SUCH_OBJECT, ErrorCode::kNotFound,
     "there is no such base in the directory, or the account may not see it: check the base"},
    {LDAP_REFERRAL, ErrorCode::kNotFound,
     "another directory server holds this base: give that one's address"},
    {LDAP_INVALID_DN_SYNTAX, ErrorCode::kUsage,
     "the base is not a DN: write it like dc=contoso,dc=example"},
    {LDAP_FILTER_ERROR, ErrorCode::kUsage,
     "the filter is not an LDAP filter: write it like (mail=*@contoso.example)"},
    {LDAP_PARAM_ERROR, ErrorCode::kUsage,
     "this is not the address of a directory: write ldap://host or ldaps://host"},
    {LDAP_INSUFFICIENT_ACCESS, ErrorCode::kDenied,
     "the account may not read this: use one that may"},
    {LDAP_OPERATIONS_ERROR, ErrorCode::kDenied,
     "the directory refused to search; Active Directory does so without a bind: give an account"},
    {LDAP_UNAVAILABLE_CRITICAL_EXTENSION, ErrorCode::kUnsupported,
     "the directory does not know paged results"},
};

constexpr const char* kWrongPassword =
    "the directory does not accept this name and password: check both";
constexpr const char* kEncrypt =
    "the directory asks for a signed or encrypted connection: bind with GSSAPI, or use StartTLS or "
    "ldaps";
constexpr Meaning kBindMeanings[] = {
    {LDAP_INVALID_CREDENTIALS, ErrorCode::kDenied, kWrongPassword},
    {LDAP_NO_SUCH_OBJECT, ErrorCode::kDenied, kWrongPassword},
    {LDAP_INVALID_DN_SYNTAX, ErrorCode::kUsage,
     "the directory does not accept the form of the bind name: try a whole DN"},
    {LDAP_STRONG_AUTH_REQUIRED, ErrorCode::kDenied, kEncrypt},
    {LDAP_CONFIDENTIALITY_REQUIRED, ErrorCode::kDenied, kEncrypt},
    {LDAP_INAPPROPRIATE_AUTH, ErrorCode::kDenied,
     "the directory does not let this account in so: bind with a name and password, or GSSAPI"},
    {LDAP_UNWILLING_TO_PERFORM, ErrorCode::kDenied,
     "the directory does not let anybody in so: bind with a name and password, or GSSAPI"},
    {LDAP_AUTH_METHOD_NOT_SUPPORTED, ErrorCode::kUnsupported,
     "the directory does not know this way to bind"},
    {LDAP_AUTH_UNKNOWN, ErrorCode::kUnsupported,
     "this computer or the directory does not know GSSAPI: install libsasl2-modules-gssapi-mit"},
    {LDAP_LOCAL_ERROR, ErrorCode::kDenied,
     "Kerberos gave no ticket for the directory: run kinit first, and give the server's full name "
     "as the address"},
};

// "... AcceptSecurityContext error, data 52e, v1db1": documented Win32 codes in hex.
struct Reason {
  std::string_view data;
  const char* message;
};
constexpr Reason kReasons[] = {
    {"data 525,", "the directory does not know this account: check the bind name"},
    {"data 530,", "the account may not log on at this time"},
    {"data 531,", "the account may not log on at this computer"},
    {"data 532,", "the account's password has expired: set a new one"},
    {"data 533,", "the account is disabled"},
    {"data 701,", "the account has expired"},
    {"data 773,", "the account has to set a new password first"},
    {"data 775,", "the account is locked out: wait or have it unlocked"},
};

// The words as far as they are short and printable.
std::string Quote(std::string_view words) {
  std::string quote(words.substr(0, kLongestQuote));
  std::ranges::replace_if(quote, [](char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return std::string(Trim(quote));
}

std::string WithWords(std::string message, std::string_view diagnostic) {
  const std::string quote = Quote(diagnostic);
  return quote.empty() ? message : fmt::format("{} ({})", message, quote);
}

template <size_t kCount>
const Meaning* Find(const Meaning (&meanings)[kCount], int code) {
  const auto* const found = std::ranges::find(meanings, code, &Meaning::code);
  return found == std::end(meanings) ? nullptr : found;
}

}  // namespace

Error LdapError(int code, std::string_view diagnostic, const std::string& where) {
  const Meaning* meaning = Find(kMeanings, code);
  if (meaning == nullptr) meaning = Find(kBindMeanings, code);
  if (meaning == nullptr) {
    return {ErrorCode::kIo,
            WithWords(fmt::format("the directory failed: {}", ldap_err2string(code)), diagnostic),
            where};
  }
  return {meaning->error, WithWords(meaning->message, diagnostic), where};
}

Error LdapBindError(int code, std::string_view diagnostic, const std::string& where) {
  if (code == LDAP_INVALID_CREDENTIALS) {
    for (const Reason& reason : kReasons) {
      if (diagnostic.find(reason.data) != std::string_view::npos) {
        return {ErrorCode::kDenied, reason.message, where};
      }
    }
  }
  if (const Meaning* meaning = Find(kBindMeanings, code)) {
    const bool kerberos = code == LDAP_LOCAL_ERROR;
    return {meaning->error, kerberos ? WithWords(meaning->message, diagnostic) : meaning->message,
            where};
  }
  return LdapError(code, {}, where);
}

Error LdapConnectError(int code, const std::string& where) {
  if (code != LDAP_SERVER_DOWN && code != LDAP_CONNECT_ERROR && code != LDAP_TIMEOUT) {
    return LdapError(code, {}, where);
  }
  return {ErrorCode::kIo, "the directory cannot be reached: check address, port and firewall",
          where};
}

std::string LdapDiagnostic(LDAP* ldap) {
  char* words = nullptr;
  if (ldap_get_option(ldap, LDAP_OPT_DIAGNOSTIC_MESSAGE, static_cast<void*>(&words)) !=
          LDAP_OPT_SUCCESS ||
      words == nullptr) {
    return {};
  }
  std::string text = words;
  ldap_memfree(words);
  return IsUtf8(text) ? text : std::string();
}

}  // namespace repoint::console
