// A real mail server for a test: smtp_server.py beside this, with Debian's python3-aiosmtpd.
#ifndef REPOINT_CONSOLE_TESTING_SMTP_SERVER_H_
#define REPOINT_CONSOLE_TESTING_SMTP_SERVER_H_

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/testing/child.h"
#include "base/testing/temp_folder.h"

namespace repoint::console {

class SmtpServer {
 public:
  // `arguments` of smtp_server.py beside port and folder: {"--refuse", "a@contoso.example"}.
  // Listens when the constructor returns.
  explicit SmtpServer(const std::vector<std::string>& arguments = {});

  // "smtp://127.0.0.1:2525"
  std::string Url(const std::string& scheme = "smtp") const;
  // What it accepted, in order, as smtp_server.py describes it; "eml" is the mail as it came.
  std::vector<nlohmann::json> Mails() const;
  // First recipient of each, in order.
  std::vector<std::string> Recipients() const;
  int Sessions() const;
  // Kills that process at a moment of its n-th mail from now on, counted from 1: "rcpt" (the
  // address is being told), "stored" (the mail is taken, and not yet answered) or "answered", so
  // many seconds after it.
  void KillAt(pid_t process, const std::string& moment, int mail, const std::string& delay);

 private:
  TempFolder folder_;
  int port_;
  std::unique_ptr<Child> child_;
};

// A key and a certificate for localhost and 127.0.0.1 that is its own issuer.
struct TestCertificate {
  TestCertificate();
  TempFolder folder;
  std::string cert, key;  // PEM files
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_SMTP_SERVER_H_
