// A real slapd of the test's own, on 127.0.0.1, with the schema of directories.schema.
#ifndef REPOINT_CONSOLE_TESTING_SLAPD_H_
#define REPOINT_CONSOLE_TESTING_SLAPD_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/testing/child.h"
#include "base/testing/temp_folder.h"
#include "console/testing/certificates.h"

namespace repoint::console {

struct SlapdOptions {
  std::string suffix = "dc=contoso,dc=example";
  std::string ldif;                              // the entries, parents first; the suffix's too
  std::string root_ldif;                         // attributes of the root, as lines; may be empty
  CertificateFiles certificate;                  // for StartTLS and ldaps; empty: neither
  std::vector<std::string> global;               // further lines of slapd.conf before the database
  std::vector<std::string> database;             // and of the database
  std::string access = "access to * by * read";  // who may see what, beside passwords
  std::map<std::string, std::string> environment;
};

// Runs from construction to destruction.
class Slapd {
 public:
  explicit Slapd(const SlapdOptions& options);

  // Whether it listens; if not, Log() says why.
  bool ready() const { return ready_; }
  std::string Log() const;
  std::string ldap() const { return "ldap://127.0.0.1:" + std::to_string(port_); }
  std::string ldaps() const { return "ldaps://127.0.0.1:" + std::to_string(tls_port_); }
  int port() const { return port_; }
  int tls_port() const { return tls_port_; }
  Child& process() { return *process_; }

 private:
  void WriteConfiguration(const SlapdOptions& options) const;

  TempFolder folder_;
  int port_;
  int tls_port_;
  std::unique_ptr<Child> process_;
  bool ready_ = false;
};

// "dn: dc=contoso,dc=example ..." and "ou=People" below it.
std::string ActiveDirectoryTree();
// A user below ou=People, "CN=<name>,OU=People,...", with `lines` such as "mail: a@b.example".
std::string ActiveDirectoryUser(std::string_view name, const std::vector<std::string>& lines);
// "name:: base64", for values that are bytes.
std::string LdifBytes(std::string_view name, std::string_view bytes);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_SLAPD_H_
