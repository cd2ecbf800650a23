#include "console/testing/slapd.h"

#include <fmt/core.h>

#include <fstream>
#include <sstream>

#include "base/files.h"
#include "list/base64.h"

namespace repoint::console {
namespace {

constexpr const char* kModules = "/usr/lib/ldap";
constexpr int kMostBytes = 256 << 20;  // of the database; a sparse file

void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace

Slapd::Slapd(const SlapdOptions& options) : port_(FreePort()), tls_port_(FreePort()) {
  WriteConfiguration(options);
  Write(folder_ / "entries.ldif", options.ldif);
  ChildOptions child;
  child.environment = options.environment;
  child.output = folder_ / "log";
  Child load({"slapadd", "-q", "-f", folder_ / "slapd.conf", "-l", folder_ / "entries.ldif"},
             child);
  if (load.Wait() != 0) return;
  const bool tls = !options.certificate.certificate.empty();
  process_ = std::make_unique<Child>(
      std::vector<std::string>{"slapd", "-d", "none", "-f", folder_ / "slapd.conf", "-h",
                               tls ? ldap() + " " + ldaps() : ldap()},
      child);
  ready_ = WaitForPort(port_, *process_) && (!tls || WaitForPort(tls_port_, *process_));
}

void Slapd::WriteConfiguration(const SlapdOptions& options) const {
  std::string text = fmt::format("include {}/directories.schema\n", REPOINT_CONSOLE_TESTING);
  text += fmt::format("modulepath {}\nmoduleload back_mdb\n", kModules);
  if (!options.certificate.certificate.empty()) {
    text += fmt::format("TLSCertificateFile {}\nTLSCertificateKeyFile {}\n",
                        options.certificate.certificate, options.certificate.key);
  }
  if (!options.root_ldif.empty()) {
    Write(folder_ / "root.ldif", "dn:\nobjectClass: top\n" + options.root_ldif);
    text += fmt::format("rootDSE {}\n", folder_ / "root.ldif");
  }
  for (const std::string& line : options.global) text += line + "\n";
  text += fmt::format("database mdb\nsuffix \"{}\"\ndirectory {}\nmaxsize {}\n", options.suffix,
                      folder_.path(), kMostBytes);
  text += "dbnosync\naccess to attrs=userPassword by * auth\n" + options.access + "\n";
  for (const std::string& line : options.database) text += line + "\n";
  Write(folder_ / "slapd.conf", text);
}

std::string Slapd::Log() const {
  std::ifstream file(folder_ / "log");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string ActiveDirectoryTree() {
  return "dn: dc=contoso,dc=example\nobjectClass: domain\ndc: contoso\n\n"
         "dn: ou=People,dc=contoso,dc=example\nobjectClass: organizationalUnit\nou: People\n\n";
}

std::string ActiveDirectoryUser(std::string_view name, const std::vector<std::string>& lines) {
  std::string text =
      fmt::format("dn: CN={0},OU=People,DC=contoso,DC=example\nobjectClass: user\ncn: {0}\n", name);
  for (const std::string& line : lines) text += line + "\n";
  return text + "\n";
}

std::string LdifBytes(std::string_view name, std::string_view bytes) {
  return fmt::format("{}:: {}", name, list::Base64Encode(AsBytes(bytes)));
}

}  // namespace repoint::console
