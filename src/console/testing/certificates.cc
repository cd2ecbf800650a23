#include "console/testing/certificates.h"

#include <fmt/core.h>

#include <fstream>

#include "base/testing/child.h"

namespace repoint::console {

CertificateAuthority::CertificateAuthority() {
  RunChild({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
            folder_ / "ca.key", "-out", file(), "-subj", "/CN=Test Authority", "-days", "2"});
}

CertificateFiles CertificateAuthority::Issue(const std::string& host, int days) {
  const std::string stem = folder_ / fmt::format("server{}", ++issued_);
  const CertificateFiles files{stem + ".pem", stem + ".key"};
  std::ofstream(stem + ".ext") << "subjectAltName=" << host << '\n';
  RunChild({"openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", files.key, "-out",
            stem + ".csr", "-subj", "/CN=server"});
  RunChild({"openssl", "x509", "-req", "-in", stem + ".csr", "-CA", file(), "-CAkey",
            folder_ / "ca.key", "-CAcreateserial", "-days", std::to_string(days), "-extfile",
            stem + ".ext", "-out", files.certificate});
  return files;
}

}  // namespace repoint::console
