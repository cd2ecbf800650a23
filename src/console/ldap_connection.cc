#include "console/ldap_connection.h"

#include <fmt/core.h>
#include <sasl/sasl.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "console/ldap_certificate.h"
#include "console/ldap_errors.h"
#include "console/ldap_socket.h"

namespace repoint::console {
namespace {

constexpr uint64_t kLargestPasswordFile = 64 << 10;
constexpr const char* kSystemIssuers = "/etc/ssl/certs/ca-certificates.crt";
// The factor is that of DES, the weakest cipher Kerberos ever sealed with; the strongest that both
// sides know is taken.
constexpr const char* kSealed = "minssf=56";
constexpr const char* kTlsDoesIt = "maxssf=0";

bool IsLdaps(const DirectorySpec& spec) { return StartsWithFolded(spec.address, "ldaps://"); }
bool IsEncrypted(const DirectorySpec& spec) {
  return IsLdaps(spec) || spec.tls == LdapTls::kStartTls;
}

// Sets an option whose value is a number.
bool SetNumber(LDAP* ldap, int option, int value) {
  return ldap_set_option(ldap, option, &value) == LDAP_OPT_SUCCESS;
}

// Whether ldap.conf or the environment names the system's issuers.
bool KnowsIssuers() {
  for (const int option : {LDAP_OPT_X_TLS_CACERTFILE, LDAP_OPT_X_TLS_CACERTDIR}) {
    char* path = nullptr;
    ldap_get_option(nullptr, option, static_cast<void*>(&path));
    const bool known = path != nullptr && *path != '\0';
    ldap_memfree(path);
    if (known) return true;
  }
  return false;
}

// How certificates are checked: LDAP_OPT_X_TLS_HARD, or LDAP_OPT_X_TLS_NEVER to look at a bad one.
using CertificateCheck = int;

Status SetUpTls(LDAP* ldap, const DirectorySpec& spec, CertificateCheck check) {
  std::string issuers = spec.ca_file;
  if (issuers.empty() && !KnowsIssuers()) issuers = kSystemIssuers;
  const bool set = SetNumber(ldap, LDAP_OPT_X_TLS_REQUIRE_CERT, check) &&
                   (issuers.empty() || ldap_set_option(ldap, LDAP_OPT_X_TLS_CACERTFILE,
                                                       issuers.c_str()) == LDAP_OPT_SUCCESS) &&
                   SetNumber(ldap, LDAP_OPT_X_TLS_NEWCTX, 0);
  if (set) return {};
  return Fail(ErrorCode::kUsage, "the trusted certificates cannot be read: check the CA file",
              issuers);
}

Status SetUp(LDAP* ldap, const DirectorySpec& spec, CertificateCheck check) {
  const timeval timeout = LdapTimeout(spec);
  const bool set = SetNumber(ldap, LDAP_OPT_PROTOCOL_VERSION, LDAP_VERSION3) &&
                   SetNumber(ldap, LDAP_OPT_DEREF, LDAP_DEREF_NEVER) &&
                   SetNumber(ldap, LDAP_OPT_TIMELIMIT, LDAP_NO_LIMIT) &&
                   ldap_set_option(ldap, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) == LDAP_OPT_SUCCESS &&
                   ldap_set_option(ldap, LDAP_OPT_NETWORK_TIMEOUT, &timeout) == LDAP_OPT_SUCCESS &&
                   ldap_set_option(ldap, LDAP_OPT_TIMEOUT, &timeout) == LDAP_OPT_SUCCESS &&
                   GuardSocket(ldap);
  if (!set) return Fail(ErrorCode::kInternal, "libldap does not take an option", spec.address);
  return IsEncrypted(spec) ? SetUpTls(ldap, spec, check) : Status();
}

Status StartTls(LDAP* ldap, const DirectorySpec& spec) {
  const int code = ldap_start_tls_s(ldap, nullptr, nullptr);
  if (code == LDAP_SUCCESS) return {};
  if (code < 0) return std::unexpected(LdapConnectError(code, spec.address));
  return Fail(ErrorCode::kUnsupported,
              "the directory refuses StartTLS: use ldaps, or give it a certificate", spec.address);
}

Result<LdapHandle> Connect(const DirectorySpec& spec, CertificateCheck check) {
  LDAP* raw = nullptr;
  int code = ldap_initialize(&raw, spec.address.c_str());
  LdapHandle ldap(raw);
  if (code != LDAP_SUCCESS) return std::unexpected(LdapError(code, {}, spec.address));
  REPOINT_TRY(SetUp(raw, spec, check));
  code = ldap_connect(raw);
  if (code != LDAP_SUCCESS) return std::unexpected(LdapConnectError(code, spec.address));
  if (!LimitWaiting(raw, LdapTimeout(spec))) {
    return Fail(ErrorCode::kIo, "the connection's timeout cannot be set", spec.address);
  }
  if (spec.tls == LdapTls::kStartTls && !IsLdaps(spec)) REPOINT_TRY(StartTls(raw, spec));
  return ldap;
}

// The same, and says so when a connection fails for its certificate alone, which libldap does not:
// it would succeed without the check. Nothing is sent over that one.
Result<LdapHandle> ConnectChecked(const DirectorySpec& spec) {
  Result<LdapHandle> ldap = Connect(spec, LDAP_OPT_X_TLS_HARD);
  if (ldap || !IsEncrypted(spec) || ldap.error().code != ErrorCode::kIo) return ldap;
  const Result<LdapHandle> unchecked = Connect(spec, LDAP_OPT_X_TLS_NEVER);
  if (!unchecked) return ldap;
  return Fail(ErrorCode::kDenied, CertificateFault(unchecked->get(), spec.address), spec.address);
}

Result<std::string> Password(const DirectorySpec& spec, FileSystem& files, const AskSecret& ask) {
  if (!spec.password_file.empty()) {
    REPOINT_ASSIGN(const Bytes bytes, ReadWhole(files, spec.password_file, kLargestPasswordFile));
    const std::string_view text = AsChars(bytes);
    return std::string(text.substr(0, text.find_first_of("\r\n")));
  }
  if (!spec.password_env.empty()) {
    const char* value = std::getenv(spec.password_env.c_str());
    if (value != nullptr) return value;
    return Fail(ErrorCode::kUsage, "the environment variable of the password is not set",
                spec.password_env);
  }
  if (!ask) return Fail(ErrorCode::kUsage, "nobody can be asked for the password", spec.bind_name);
  return ask(fmt::format("Password of {}: ", spec.bind_name));
}

Status BindSimple(LDAP* ldap, const DirectorySpec& spec, const std::string& name,
                  const std::string& password) {
  berval secret{password.size(), const_cast<char*>(password.data())};
  const int code =
      ldap_sasl_bind_s(ldap, name.c_str(), LDAP_SASL_SIMPLE, &secret, nullptr, nullptr, nullptr);
  if (code == LDAP_SUCCESS) return {};
  return std::unexpected(LdapBindError(code, LdapDiagnostic(ldap), spec.address));
}

// Kerberos knows who we are already: every question is answered with "as you think".
int AnswerNothing(LDAP*, unsigned, void*, void* questions) {
  for (auto* question = static_cast<sasl_interact_t*>(questions); question->id != SASL_CB_LIST_END;
       ++question) {
    question->result = "";
    question->len = 0;
  }
  return LDAP_SUCCESS;
}

Status BindGssapi(LDAP* ldap, const DirectorySpec& spec) {
  const char* protection = IsEncrypted(spec) ? kTlsDoesIt : kSealed;
  const bool set =
      ldap_set_option(ldap, LDAP_OPT_X_SASL_SECPROPS, protection) == LDAP_OPT_SUCCESS &&
      ldap_set_option(ldap, LDAP_OPT_X_SASL_NOCANON, LDAP_OPT_ON) == LDAP_OPT_SUCCESS &&
      SetNumber(ldap, LDAP_OPT_X_SASL_CBINDING, LDAP_OPT_X_SASL_CBINDING_TLS_ENDPOINT);
  if (!set) return Fail(ErrorCode::kInternal, "libldap does not take an option", spec.address);
  const int code = ldap_sasl_interactive_bind_s(ldap, nullptr, "GSSAPI", nullptr, nullptr,
                                                LDAP_SASL_QUIET, AnswerNothing, nullptr);
  if (code == LDAP_SUCCESS) return {};
  return std::unexpected(LdapBindError(code, LdapDiagnostic(ldap), spec.address));
}

Status Bind(LDAP* ldap, const DirectorySpec& spec, const std::string& password) {
  switch (spec.bind) {
    case LdapBind::kAnonymous:
      return BindSimple(ldap, spec, {}, {});
    case LdapBind::kSimple:
      return BindSimple(ldap, spec, spec.bind_name, password);
    case LdapBind::kGssapi:
      return BindGssapi(ldap, spec);
  }
  return Fail(ErrorCode::kInternal, "no such way to bind", spec.address);
}

// A server takes a bind without name or password for an anonymous one, and says that all is well.
Result<std::string> SimplePassword(const DirectorySpec& spec, FileSystem& files,
                                   const AskSecret& ask) {
  if (spec.bind_name.empty()) {
    return Fail(ErrorCode::kUsage, "a simple bind needs a name: give one", spec.address);
  }
  REPOINT_ASSIGN(std::string password, Password(spec, files, ask));
  if (password.empty()) return Fail(ErrorCode::kUsage, "the password is empty", spec.bind_name);
  return password;
}

}  // namespace

timeval LdapTimeout(const DirectorySpec& spec) {
  return {.tv_sec = std::max(spec.timeout_seconds, 1), .tv_usec = 0};
}

Result<LdapHandle> ConnectLdap(const DirectorySpec& spec, FileSystem& files, const AskSecret& ask) {
  if (!IsLdaps(spec) && !StartsWithFolded(spec.address, "ldap://")) {
    return std::unexpected(LdapError(LDAP_PARAM_ERROR, {}, spec.address));
  }
  std::string password;
  if (spec.bind == LdapBind::kSimple) {
    REPOINT_ASSIGN(password, SimplePassword(spec, files, ask));
  }
  REPOINT_ASSIGN(LdapHandle ldap, ConnectChecked(spec));
  REPOINT_TRY(Bind(ldap.get(), spec, password));
  return ldap;
}

}  // namespace repoint::console
