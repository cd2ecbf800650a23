// Hands mails to a mail server, over one connection.
#ifndef REPOINT_CONSOLE_SMTP_H_
#define REPOINT_CONSOLE_SMTP_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "console/notify.h"

namespace repoint::console {

enum class SmtpTls { kNone, kStartTls, kFromTheStart };
// smtp:// without TLS only to this computer, or when it is switched off; with a `ca_file` TLS is
// wanted there, too. kUsage for other addresses, and for one with a name or password in it.
Result<SmtpTls> TlsFor(const SmtpOptions& options);

enum class Delivery {
  kAccepted,
  kRefused,  // this mail or its address, by an answer of the server; it takes others
  kUnknown,  // the whole mail had gone out when the connection was lost: it may have arrived
};
struct DeliveryResult {
  Delivery delivery = Delivery::kUnknown;
  std::string reason;  // the server's answer, or what happened; one line
};

// Not safe for use by two threads at once.
class Mailer {
 public:
  virtual ~Mailer() = default;
  // Connects at the first Send.
  static Result<std::unique_ptr<Mailer>> Create(const SmtpOptions& options);

  // `from` and `to` are plain addresses (mime.h), `message` is whole, with CRLF. An error is the
  // server's or the network's, and the mail has not been delivered: kIo (not reached, cut, timed
  // out, refuses everything), kDenied (login, certificate, no TLS). A connection that the server
  // closed after earlier mails is made again.
  virtual Result<DeliveryResult> Send(const std::string& from, const std::string& to,
                                      std::string_view message) = 0;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_SMTP_H_
