// A real Kerberos realm of the test's own: MIT's KDC on 127.0.0.1, with its database, principals
// and keytabs in a folder of the test.
#ifndef REPOINT_CONSOLE_TESTING_KDC_H_
#define REPOINT_CONSOLE_TESTING_KDC_H_

#include <map>
#include <memory>
#include <string>

#include "base/testing/child.h"
#include "base/testing/temp_folder.h"

namespace repoint::console {

inline constexpr const char* kTestRealm = "CONTOSO.EXAMPLE";

class Kdc {
 public:
  Kdc();

  // Whether it listens; if not, Log() says why.
  bool ready() const { return ready_; }
  std::string Log() const;

  // Makes principals with random keys: a service like "ldap/127.0.0.1", whose key
  // ServiceEnvironment leads to; a user, who gets a ticket that UserEnvironment leads to. False
  // when that failed.
  bool AddService(const std::string& name);
  bool LogOn(const std::string& user);
  std::map<std::string, std::string> ServiceEnvironment() const;
  std::map<std::string, std::string> UserEnvironment() const;
  // The realm, and no ticket.
  std::map<std::string, std::string> StrangerEnvironment() const;

 private:
  bool Run(const std::vector<std::string>& argv) const;
  bool AddPrincipal(const std::string& name, const std::string& keytab) const;
  std::map<std::string, std::string> Realm() const;

  TempFolder folder_;
  int port_;
  std::unique_ptr<Child> process_;
  bool ready_ = false;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_KDC_H_
