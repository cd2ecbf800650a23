#include "console/smtp.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "console/mime.h"

namespace repoint::console {
namespace {

constexpr size_t kMaxReason = 300;
constexpr int kServerLeaves = 421;  // RFC 5321 section 3.8: closes, whatever was asked
// Answers that one mail waits for at most: greeting, EHLO, STARTTLS, EHLO, AUTH and its steps,
// MAIL, RCPT, DATA, end of data.
constexpr long kAnswersAMail = 12;

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// Where a conversation stands, by the last command that libcurl sent.
enum class Stage { kSession, kRecipient, kData };

struct Conversation {
  std::string_view rest;     // of the message
  bool handed_over = false;  // libcurl took the last byte; the final dot may be out
  Stage stage = Stage::kSession;
  int code = 0;        // of a refusal that answered the last command; 0: none
  std::string answer;  // its text
};

size_t ReadMessage(char* to, size_t size, size_t count, void* conversation) {
  auto& talk = *static_cast<Conversation*>(conversation);
  const size_t length = std::min(size * count, talk.rest.size());
  std::memcpy(to, talk.rest.data(), length);
  talk.rest.remove_prefix(length);
  talk.handed_over = length == 0;
  return length;
}

void NoteCommand(Conversation& talk, std::string_view command) {
  // Behind the end of the data only QUIT follows; its answer tells nothing.
  if (talk.handed_over || StartsWithFolded(command, "QUIT")) return;
  talk.code = 0;
  talk.answer.clear();
  talk.stage = StartsWithFolded(command, "RCPT")   ? Stage::kRecipient
               : StartsWithFolded(command, "DATA") ? Stage::kData
                                                   : Stage::kSession;
}

// "550 5.1.1 no such user", or "550-..." with more lines to come.
void NoteAnswer(Conversation& talk, std::string_view line) {
  const auto digit = [&](size_t i) {
    return line[i] >= '0' && line[i] <= '9' ? line[i] - '0' : -1;
  };
  if (line.size() < 3 || digit(0) < 4 || digit(1) < 0 || digit(2) < 0) return;
  talk.code = digit(0) * 100 + digit(1) * 10 + digit(2);
  if (talk.answer.size() > kMaxReason) return;
  std::string text = OneLine(line);
  while (text.ends_with(' ')) text.pop_back();
  talk.answer += (talk.answer.empty() ? "" : " ") + text;
}

int Listen(CURL*, curl_infotype type, char* data, size_t size, void* conversation) {
  auto& talk = *static_cast<Conversation*>(conversation);
  if (type == CURLINFO_HEADER_OUT) NoteCommand(talk, {data, size});
  if (type == CURLINFO_HEADER_IN) NoteAnswer(talk, {data, size});
  return 0;
}

struct Trouble {
  CURLcode curl;
  ErrorCode code;
  std::string_view message;
};
constexpr Trouble kTroubles[] = {
    {CURLE_COULDNT_RESOLVE_HOST, ErrorCode::kIo, "the mail server's name is not known: check it"},
    {CURLE_COULDNT_CONNECT, ErrorCode::kIo, "the mail server cannot be reached"},
    {CURLE_OPERATION_TIMEDOUT, ErrorCode::kIo, "the mail server did not answer in time"},
    {CURLE_USE_SSL_FAILED, ErrorCode::kDenied,
     "the mail server offers no TLS, and without it nothing is sent: use another server or port, "
     "or switch TLS off"},
    {CURLE_PEER_FAILED_VERIFICATION, ErrorCode::kDenied,
     "the mail server's certificate is not trusted: give the file with its issuer"},
    {CURLE_SSL_CACERT_BADFILE, ErrorCode::kUsage, "the file with trusted issuers cannot be read"},
    {CURLE_SSL_CONNECT_ERROR, ErrorCode::kIo, "no TLS connection came about with the mail server"},
    {CURLE_LOGIN_DENIED, ErrorCode::kDenied,
     "the mail server does not accept this name and password"},
    {CURLE_GOT_NOTHING, ErrorCode::kIo, "the mail server closed the connection"},
    {CURLE_SEND_ERROR, ErrorCode::kIo, "the connection to the mail server was lost"},
    {CURLE_RECV_ERROR, ErrorCode::kIo, "the connection to the mail server was lost"},
};

Error TroubleOf(CURLcode result, const Conversation& talk, const std::string& url) {
  for (const Trouble& trouble : kTroubles) {
    // An answer says more than "lost".
    if (trouble.curl != result || (talk.code != 0 && trouble.code == ErrorCode::kIo)) continue;
    return {trouble.code, std::string(trouble.message), url};
  }
  if (talk.code != 0) {
    return {ErrorCode::kIo, fmt::format("the mail server refuses to take mail: {}", talk.answer),
            url};
  }
  return {ErrorCode::kIo, fmt::format("mail cannot be sent: {}", curl_easy_strerror(result)), url};
}

class CurlMailer final : public Mailer {
 public:
  CurlMailer(const SmtpOptions& options, SmtpTls tls) : url_(options.url) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    easy_.reset(ready == CURLE_OK ? curl_easy_init() : nullptr);
    if (easy_) Configure(options, tls);
  }

  bool ready() const { return easy_ != nullptr; }

  Result<DeliveryResult> Send(const std::string& from, const std::string& to,
                              std::string_view message) override {
    const std::unique_ptr<curl_slist, FreeList> recipients(
        curl_slist_append(nullptr, fmt::format("<{}>", to).c_str()));
    if (!recipients) return Fail(ErrorCode::kIo, "out of memory");
    Set(CURLOPT_MAIL_FROM, fmt::format("<{}>", from).c_str());
    Set(CURLOPT_MAIL_RCPT, recipients.get());
    Set(CURLOPT_FRESH_CONNECT, 0L);
    auto sent = Perform(message);
    if (!sent && reused_) {
      // The server closed a connection that had served its time; nothing of this mail was taken.
      Set(CURLOPT_FRESH_CONNECT, 1L);
      sent = Perform(message);
    }
    Set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    return sent;
  }

 private:
  template <typename T>
  void Set(CURLoption option, T value) {
    curl_easy_setopt(easy_.get(), option, value);
  }

  void Configure(const SmtpOptions& options, SmtpTls tls) {
    const long timeout = std::max(options.timeout_seconds, 1);
    Set(CURLOPT_URL, options.url.c_str());
    Set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    Set(CURLOPT_PROXY, "");     // none of the environment's: they are for the web
    Set(CURLOPT_NOSIGNAL, 0L);  // libcurl holds SIGPIPE off: a cut must not end the program
    Set(CURLOPT_CONNECTTIMEOUT, timeout);
    Set(CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout);
    Set(CURLOPT_TIMEOUT, timeout * kAnswersAMail);
    // A server that stops reading.
    Set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    Set(CURLOPT_LOW_SPEED_TIME, timeout);
    if (tls == SmtpTls::kStartTls) Set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    if (!options.ca_file.empty()) Set(CURLOPT_CAINFO, options.ca_file.c_str());
    if (!options.user.empty()) {
      Set(CURLOPT_USERNAME, options.user.c_str());
      Set(CURLOPT_PASSWORD, options.password.c_str());
    }
    Set(CURLOPT_UPLOAD, 1L);
    Set(CURLOPT_READFUNCTION, ReadMessage);
    Set(CURLOPT_READDATA, &talk_);
    // With a listener nothing is printed.
    Set(CURLOPT_VERBOSE, 1L);
    Set(CURLOPT_DEBUGFUNCTION, Listen);
    Set(CURLOPT_DEBUGDATA, &talk_);
  }

  Result<DeliveryResult> Perform(std::string_view message) {
    talk_ = {};
    talk_.rest = message;
    const CURLcode result = curl_easy_perform(easy_.get());
    long connects = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_NUM_CONNECTS, &connects);
    reused_ = connects == 0;
    if (result == CURLE_OK) return DeliveryResult{Delivery::kAccepted, ""};
    const bool refused = talk_.code != 0 && talk_.code != kServerLeaves;
    if (refused && talk_.stage != Stage::kSession) {
      return DeliveryResult{Delivery::kRefused, talk_.answer};
    }
    const Error error = TroubleOf(result, talk_, url_);
    if (talk_.handed_over && talk_.code == 0) {
      return DeliveryResult{Delivery::kUnknown, error.message};
    }
    return std::unexpected(error);
  }

  std::string url_;
  std::unique_ptr<CURL, FreeEasy> easy_;
  Conversation talk_;
  bool reused_ = false;
};

bool IsLoopback(std::string_view host) {
  const bool numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host == "localhost" || host == "[::1]" || (numeric && host.starts_with("127."));
}

}  // namespace

Result<SmtpTls> TlsFor(const SmtpOptions& options) {
  const size_t scheme = options.url.find("://");
  const std::string_view url = options.url;
  const bool smtps = scheme == 5 && StartsWithFolded(url, "smtps");
  if (!smtps && !(scheme == 4 && StartsWithFolded(url, "smtp"))) {
    return Fail(ErrorCode::kUsage, "a mail server is named as smtp://host:port or smtps://host");
  }
  const std::string_view rest = url.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  if (authority.find('@') != std::string_view::npos) {
    return Fail(ErrorCode::kUsage,
                "the address of the mail server must not hold a name or password: give them apart");
  }
  if (HasControl(url) || authority.empty() || authority.front() == ':') {
    return Fail(ErrorCode::kUsage, "the address of the mail server has no host in it");
  }
  if (smtps) return SmtpTls::kFromTheStart;
  const std::string_view host = authority.front() == '['
                                    ? authority.substr(0, authority.find(']') + 1)
                                    : authority.substr(0, authority.find(':'));
  if (!options.start_tls || (IsLoopback(FoldAscii(host)) && options.ca_file.empty())) {
    return SmtpTls::kNone;
  }
  return SmtpTls::kStartTls;
}

Result<std::unique_ptr<Mailer>> Mailer::Create(const SmtpOptions& options) {
  REPOINT_ASSIGN(const SmtpTls tls, TlsFor(options));
  auto mailer = std::make_unique<CurlMailer>(options, tls);
  if (!mailer->ready()) return Fail(ErrorCode::kIo, "libcurl cannot be started");
  return mailer;
}

}  // namespace repoint::console
