#include "console/testing/kdc.h"

#include <fmt/core.h>

#include <fstream>
#include <sstream>

namespace repoint::console {
namespace {

constexpr const char* kClientConfiguration = R"([libdefaults]
  default_realm = {0}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
[realms]
  {0} = {{
    kdc = 127.0.0.1:{1}
  }}
[domain_realm]
  127.0.0.1 = {0}
)";

constexpr const char* kServerConfiguration = R"([kdcdefaults]
  kdc_listen = 127.0.0.1:{1}
  kdc_tcp_listen = 127.0.0.1:{1}
[realms]
  {0} = {{
    database_name = {2}/principal
    key_stash_file = {2}/stash
    acl_file = {2}/acl
    max_life = 1h
  }}
[logging]
  kdc = FILE:{2}/log
)";

}  // namespace

Kdc::Kdc() : port_(FreePort()) {
  std::ofstream(folder_ / "krb5.conf") << fmt::format(kClientConfiguration, kTestRealm, port_);
  std::ofstream(folder_ / "kdc.conf")
      << fmt::format(kServerConfiguration, kTestRealm, port_, folder_.path());
  if (!Run({"kdb5_util", "-P", "master", "create", "-s"})) return;
  ChildOptions options;
  options.environment = Realm();
  options.output = folder_ / "log";
  process_ = std::make_unique<Child>(std::vector<std::string>{"krb5kdc", "-n"}, options);
  ready_ = WaitForPort(port_, *process_);
}

std::string Kdc::Log() const {
  std::ifstream file(folder_ / "log");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::map<std::string, std::string> Kdc::Realm() const {
  return {{"KRB5_CONFIG", folder_ / "krb5.conf"}, {"KRB5_KDC_PROFILE", folder_ / "kdc.conf"}};
}

bool Kdc::Run(const std::vector<std::string>& argv) const {
  ChildOptions options;
  options.environment = UserEnvironment();
  options.environment.merge(Realm());
  options.output = folder_ / "log";
  return Child(argv, options).Wait() == 0;
}

bool Kdc::AddPrincipal(const std::string& name, const std::string& keytab) const {
  return Run({"kadmin.local", "addprinc", "-randkey", name}) &&
         Run({"kadmin.local", "ktadd", "-k", keytab, name});
}

bool Kdc::AddService(const std::string& name) {
  return AddPrincipal(name, folder_ / "service.keytab");
}

bool Kdc::LogOn(const std::string& user) {
  const std::string keytab = folder_ / (user + ".keytab");
  return AddPrincipal(user, keytab) && Run({"kinit", "-k", "-t", keytab, user});
}

std::map<std::string, std::string> Kdc::ServiceEnvironment() const {
  return {{"KRB5_CONFIG", folder_ / "krb5.conf"},
          {"KRB5_KTNAME", folder_ / "service.keytab"},
          {"KRB5RCACHENAME", "none:"}};
}

std::map<std::string, std::string> Kdc::UserEnvironment() const {
  return {{"KRB5_CONFIG", folder_ / "krb5.conf"}, {"KRB5CCNAME", "FILE:" + (folder_ / "tickets")}};
}

std::map<std::string, std::string> Kdc::StrangerEnvironment() const {
  return {{"KRB5_CONFIG", folder_ / "krb5.conf"}, {"KRB5CCNAME", "FILE:" + (folder_ / "none")}};
}

}  // namespace repoint::console
