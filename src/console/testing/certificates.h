// Certificates for a test's servers, made with the openssl command.
#ifndef REPOINT_CONSOLE_TESTING_CERTIFICATES_H_
#define REPOINT_CONSOLE_TESTING_CERTIFICATES_H_

#include <string>

#include "base/testing/temp_folder.h"

namespace repoint::console {

struct CertificateFiles {
  std::string certificate;  // PEM
  std::string key;          // PEM
};

// An issuer whom nobody trusts but who names file(). Everything is in a folder of its own.
class CertificateAuthority {
 public:
  CertificateAuthority();

  // Its own certificate, for `ca_file`.
  std::string file() const { return folder_ / "ca.pem"; }
  // A server's: `host` as in "DNS:dc1.contoso.example" or "IP:127.0.0.1"; with `days` below zero it
  // has expired. The files are not there when openssl failed.
  CertificateFiles Issue(const std::string& host, int days = 2);

 private:
  TempFolder folder_;
  int issued_ = 0;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_CERTIFICATES_H_
