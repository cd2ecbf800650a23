// Reading a directory over LDAP: the base, page after page (RFC 2696), entry after entry.
#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "console/active_directory.h"
#include "console/directory.h"
#include "console/exchange55.h"
#include "console/ldap_connection.h"
#include "console/ldap_entry.h"
#include "console/ldap_errors.h"

namespace repoint::console {
namespace {

// A server that searches long may send pages without entries, but not without end.
constexpr int kMostEmptyPages = 1000;

// What the directories differ in.
struct Dialect {
  const char* filter;
  std::span<const char* const> attributes;
  DirectoryObject (*translate)(const LdapEntry& entry);
};

Dialect DialectOf(DirectoryKind kind) {
  if (kind == DirectoryKind::kExchange55) {
    return {kExchange55Filter, Exchange55Attributes(), Exchange55Object};
  }
  return {kActiveDirectoryFilter, ActiveDirectoryAttributes(), ActiveDirectoryObject};
}

struct FreeMessage {
  void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
};
using Message = std::unique_ptr<LDAPMessage, FreeMessage>;

struct FreeControl {
  void operator()(LDAPControl* control) const { ldap_control_free(control); }
};

// libldap wants attributes as pointers to text that it does not change.
std::vector<char*> Pointers(std::span<const char* const> names) {
  std::vector<char*> pointers;
  for (const char* name : names) pointers.push_back(const_cast<char*>(name));
  pointers.push_back(nullptr);
  return pointers;
}

std::string_view View(const berval& value) { return {value.bv_val, value.bv_len}; }

// nullopt when the message does not follow LDAP.
std::optional<LdapEntry> EntryOf(LDAP* ldap, LDAPMessage* message) {
  BerElement* cursor = nullptr;
  berval dn{};
  if (ldap_get_dn_ber(ldap, message, &cursor, &dn) != LDAP_SUCCESS) return std::nullopt;
  LdapEntry entry{std::string(View(dn))};
  int code = LDAP_SUCCESS;
  while (true) {
    berval name{};
    BerVarray values = nullptr;
    code = ldap_get_attribute_ber(ldap, message, cursor, &name, &values);
    if (code != LDAP_SUCCESS || name.bv_val == nullptr) break;
    for (const berval* value = values; value != nullptr && value->bv_val != nullptr; ++value) {
      entry.Add(View(name), std::string(View(*value)));
    }
    ber_memfree(values);
  }
  ber_free(cursor, 0);
  if (code != LDAP_SUCCESS) return std::nullopt;
  return entry;
}

class LdapDirectory final : public Directory {
 public:
  LdapDirectory(DirectorySpec spec, LdapHandle ldap)
      : spec_(std::move(spec)), ldap_(std::move(ldap)), dialect_(DialectOf(spec_.kind)) {
    if (spec_.filter.empty()) spec_.filter = dialect_.filter;
  }

  // Fills in an empty base from what the server says of itself.
  Status FindBase() {
    if (!spec_.base.empty()) return {};
    REPOINT_ASSIGN(const LdapEntry root, ReadRoot());
    spec_.base = root.Text("defaultNamingContext");
    if (!spec_.base.empty()) return {};
    const std::vector<std::string>& contexts = root.Values("namingContexts");
    for (const std::string& context : contexts) {
      const bool holds_all = std::ranges::all_of(contexts, [&](const std::string& other) {
        return FoldAscii("," + other).ends_with(FoldAscii("," + context));
      });
      if (holds_all) spec_.base = CleanText(context);
    }
    if (!spec_.base.empty()) return {};
    return Fail(ErrorCode::kUsage,
                contexts.empty() ? "the directory does not say what it holds: give the base"
                                 : fmt::format("the directory holds several trees: give one of "
                                               "them as the base: {}",
                                               Join(contexts, "; ")),
                spec_.address);
  }

  Status Read(const ObjectVisitor& visit) override {
    std::string cookie;
    int empty_pages = 0;
    do {
      REPOINT_ASSIGN(const uint64_t entries, ReadPage(visit, cookie));
      empty_pages = entries == 0 ? empty_pages + 1 : 0;
      if (empty_pages > kMostEmptyPages) {
        return Fail(ErrorCode::kIo, "the directory sends empty pages without end", spec_.address);
      }
    } while (!cookie.empty());
    return {};
  }

 private:
  std::unexpected<Error> Failed(int code) const {
    return std::unexpected(LdapError(code, LdapDiagnostic(ldap_.get()), spec_.address));
  }
  std::unexpected<Error> LastFailed() const {
    int code = LDAP_OTHER;
    ldap_get_option(ldap_.get(), LDAP_OPT_RESULT_CODE, &code);
    return Failed(code);
  }

  Result<LdapEntry> ReadRoot() {
    static constexpr const char* kContexts[] = {"defaultNamingContext", "namingContexts"};
    timeval timeout = LdapTimeout(spec_);
    LDAPMessage* answer = nullptr;
    const int code = ldap_search_ext_s(ldap_.get(), "", LDAP_SCOPE_BASE, "(objectClass=*)",
                                       Pointers(kContexts).data(), 0, nullptr, nullptr, &timeout,
                                       LDAP_NO_LIMIT, &answer);
    const Message owner(answer);
    if (code != LDAP_SUCCESS) return Failed(code);
    LDAPMessage* const found = ldap_first_entry(ldap_.get(), answer);
    auto entry = found == nullptr ? std::nullopt : EntryOf(ldap_.get(), found);
    return entry ? std::move(*entry) : LdapEntry("");
  }

  // Asks for the page at `cookie` (empty: the first), and sets it to the next (empty: none). The
  // number of its entries.
  Result<uint64_t> ReadPage(const ObjectVisitor& visit, std::string& cookie) {
    REPOINT_ASSIGN(const int search, AskForPage(cookie));
    uint64_t entries = 0;
    while (true) {
      timeval timeout = LdapTimeout(spec_);
      LDAPMessage* raw = nullptr;
      const int type = ldap_result(ldap_.get(), search, LDAP_MSG_ONE, &timeout, &raw);
      const Message message(raw);
      if (type == 0) return Failed(LDAP_TIMEOUT);
      if (type < 0) return LastFailed();
      if (type == LDAP_RES_SEARCH_RESULT) {
        REPOINT_TRY(EndPage(raw, cookie));
        return entries;
      }
      if (type != LDAP_RES_SEARCH_ENTRY) continue;  // a reference to another server
      ++entries;
      const Status visited = Visit(raw, visit);
      if (!visited) {
        ldap_abandon_ext(ldap_.get(), search, nullptr, nullptr);
        return std::unexpected(visited.error());
      }
    }
  }

  Result<int> AskForPage(const std::string& cookie) {
    berval at{cookie.size(), const_cast<char*>(cookie.data())};
    LDAPControl* page = nullptr;
    int code = ldap_create_page_control(ldap_.get(), std::max(spec_.page_size, 1), &at, 1, &page);
    const std::unique_ptr<LDAPControl, FreeControl> owner(page);
    if (code != LDAP_SUCCESS) return Failed(code);
    LDAPControl* controls[] = {page, nullptr};
    int search = 0;
    code = ldap_search_ext(ldap_.get(), spec_.base.c_str(), LDAP_SCOPE_SUBTREE,
                           spec_.filter.c_str(), Pointers(dialect_.attributes).data(), 0, controls,
                           nullptr, nullptr, LDAP_NO_LIMIT, &search);
    if (code != LDAP_SUCCESS) return Failed(code);
    return search;
  }

  Status EndPage(LDAPMessage* message, std::string& cookie) {
    cookie.clear();
    int result = LDAP_SUCCESS;
    char* words = nullptr;
    LDAPControl** controls = nullptr;
    int code =
        ldap_parse_result(ldap_.get(), message, &result, nullptr, &words, nullptr, &controls, 0);
    const std::string diagnostic = words == nullptr || !IsUtf8(words) ? "" : words;
    ldap_memfree(words);
    LDAPControl* const page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nullptr);
    if (code == LDAP_SUCCESS && result == LDAP_SUCCESS && page != nullptr) {
      ber_int_t estimate = 0;
      berval next{};
      code = ldap_parse_pageresponse_control(ldap_.get(), page, &estimate, &next);
      if (code == LDAP_SUCCESS && next.bv_val != nullptr) cookie = View(next);
      ber_memfree(next.bv_val);
    }
    ldap_controls_free(controls);
    if (code != LDAP_SUCCESS) return Failed(code);
    if (result == LDAP_SUCCESS) return {};
    return std::unexpected(LdapError(result, diagnostic, spec_.address));
  }

  Status Visit(LDAPMessage* message, const ObjectVisitor& visit) {
    const std::optional<LdapEntry> entry = EntryOf(ldap_.get(), message);
    if (!entry) return Failed(LDAP_DECODING_ERROR);
    DirectoryObject object = dialect_.translate(*entry);
    if (object.key.empty() || (object.legacy_dn.empty() && object.smtp.empty())) return {};
    return visit(std::move(object));
  }

  DirectorySpec spec_;
  LdapHandle ldap_;
  Dialect dialect_;
};

}  // namespace

Result<std::unique_ptr<Directory>> OpenLdapDirectory(const DirectorySpec& spec, FileSystem& files,
                                                     const AskSecret& ask) {
  REPOINT_ASSIGN(LdapHandle ldap, ConnectLdap(spec, files, ask));
  auto directory = std::make_unique<LdapDirectory>(spec, std::move(ldap));
  REPOINT_TRY(directory->FindBase());
  return directory;
}

}  // namespace repoint::console
