#include "console/ldap_certificate.h"

#include <openssl/x509v3.h>

#include <memory>

namespace repoint::console {
namespace {

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

struct FreeUrl {
  void operator()(LDAPURLDesc* url) const { ldap_free_urldesc(url); }
};

// Null when there is none.
Certificate PeerCertificate(LDAP* ldap) {
  berval der{};
  if (ldap_get_option(ldap, LDAP_OPT_X_TLS_PEERCERT, &der) != LDAP_OPT_SUCCESS) return nullptr;
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.bv_val);
  return Certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.bv_len)));
}

bool IsFor(X509* certificate, const std::string& address) {
  LDAPURLDesc* raw = nullptr;
  if (ldap_url_parse(address.c_str(), &raw) != LDAP_URL_SUCCESS) return false;
  const std::unique_ptr<LDAPURLDesc, FreeUrl> url(raw);
  return X509_check_ip_asc(certificate, url->lud_host, 0) == 1 ||
         X509_check_host(certificate, url->lud_host, 0, 0, nullptr) == 1;
}

}  // namespace

std::string CertificateFault(LDAP* unchecked, const std::string& address) {
  const Certificate certificate = PeerCertificate(unchecked);
  if (certificate == nullptr) return "the directory shows no certificate: give it one";
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) < 0) {
    return "the directory's certificate has expired: renew it, or check this computer's clock";
  }
  if (X509_cmp_current_time(X509_get0_notBefore(certificate.get())) > 0) {
    return "the directory's certificate is not valid yet: check this computer's clock";
  }
  if (!IsFor(certificate.get(), address)) {
    return "the directory's certificate is for another host: give a name that is in it as the "
           "address";
  }
  return "the directory's certificate is not trusted: give the certificate of its issuer as the CA "
         "file";
}

}  // namespace repoint::console
