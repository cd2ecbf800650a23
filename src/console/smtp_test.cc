#include "console/smtp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/testing/result_matchers.h"
#include "console/testing/smtp_server.h"

namespace repoint::console {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kFrom = "migration@contoso.example";
constexpr std::string_view kMessage = "Subject: Hi\r\n\r\n.one dot\r\n";

Result<DeliveryResult> SendTo(Mailer& mailer, const std::string& to) {
  return mailer.Send(kFrom, to, kMessage);
}

Result<DeliveryResult> SendOne(const SmtpOptions& options,
                               const std::string& to = "a@contoso.example") {
  return SendTo(*Mailer::Create(options).value(), to);
}

SmtpOptions At(const std::string& url) {
  SmtpOptions options;
  options.url = url;
  options.timeout_seconds = 5;
  return options;
}

TEST(SmtpTlsTest, DemandsTlsOfOtherComputers) {
  struct Case {
    const char* url;
    bool start_tls;
    const char* ca_file;
    SmtpTls tls;
  };
  for (const Case& c : {
           Case{"smtp://mail.contoso.example", true, "", SmtpTls::kStartTls},
           Case{"smtp://mail.contoso.example:25", false, "", SmtpTls::kNone},
           Case{"smtps://mail.contoso.example", true, "", SmtpTls::kFromTheStart},
           Case{"SMTPS://localhost", false, "", SmtpTls::kFromTheStart},
           Case{"smtp://localhost:25", true, "", SmtpTls::kNone},
           Case{"smtp://127.0.0.1", true, "", SmtpTls::kNone},
           Case{"smtp://[::1]:25", true, "", SmtpTls::kNone},
           Case{"smtp://localhost", true, "ca.pem", SmtpTls::kStartTls},
           Case{"smtp://127.0.0.1.contoso.example", true, "", SmtpTls::kStartTls},
           Case{"smtp://localhost.contoso.example", true, "", SmtpTls::kStartTls},
       }) {
    SmtpOptions options = At(c.url);
    options.start_tls = c.start_tls;
    options.ca_file = c.ca_file;
    EXPECT_THAT(TlsFor(options), IsOkAndHolds(c.tls)) << c.url;
  }
}

TEST(SmtpTlsTest, RefusesOtherAddresses) {
  for (const char* url : {"", "mail", "http://mail", "smtp://", "smtp://:25", "smtp:///x",
                          "smtp://user:secret@mail.contoso.example", "smtp://mail\r\nx"}) {
    const auto tls = TlsFor(At(url));
    ASSERT_THAT(tls, FailsWith(ErrorCode::kUsage)) << url;
    EXPECT_THAT(tls.error().ToString(), Not(HasSubstr("secret")));
  }
}

TEST(SmtpTest, SendsManyMailsOverOneConnection) {
  const SmtpServer server;
  const auto mailer = Mailer::Create(At(server.Url())).value();
  for (const char* to : {"a@contoso.example", "b@contoso.example", "c@contoso.example"}) {
    const auto sent = SendTo(*mailer, to);
    ASSERT_THAT(sent, IsOk());
    EXPECT_EQ(sent->delivery, Delivery::kAccepted);
  }
  EXPECT_THAT(server.Recipients(),
              ElementsAre("a@contoso.example", "b@contoso.example", "c@contoso.example"));
  EXPECT_EQ(server.Sessions(), 1);
  EXPECT_EQ(server.Mails()[0]["eml"], kMessage);
  EXPECT_EQ(server.Mails()[0]["mail_from"], kFrom);
}

TEST(SmtpTest, ConnectsAgainWhenServerHasClosedAConnectionThatServed) {
  const SmtpServer server({"--mails-a-connection", "2"});
  const auto mailer = Mailer::Create(At(server.Url())).value();
  for (int i = 0; i < 5; ++i) {
    const auto sent = SendTo(*mailer, "a@contoso.example");
    ASSERT_THAT(sent, IsOk());
    EXPECT_EQ(sent->delivery, Delivery::kAccepted);
  }
  EXPECT_EQ(server.Mails().size(), 5u);
  EXPECT_EQ(server.Sessions(), 3);
}

TEST(SmtpTest, LogsInOverStartTls) {
  const TestCertificate certificate;
  const SmtpServer server({"--tls", "starttls", "--cert", certificate.cert, "--key",
                           certificate.key, "--user", "repoint", "--password", "s3cret"});
  SmtpOptions options = At(server.Url());
  options.ca_file = certificate.cert;
  options.user = "repoint";
  options.password = "s3cret";
  EXPECT_THAT(SendOne(options), IsOk());
  EXPECT_EQ(server.Mails().size(), 1u);
}

TEST(SmtpTest, LogsInOverSmtps) {
  const TestCertificate certificate;
  const SmtpServer server({"--tls", "smtps", "--cert", certificate.cert, "--key", certificate.key,
                           "--user", "repoint", "--password", "s3cret"});
  SmtpOptions options = At(server.Url("smtps"));
  options.ca_file = certificate.cert;
  options.user = "repoint";
  options.password = "s3cret";
  EXPECT_THAT(SendOne(options), IsOk());
  EXPECT_EQ(server.Mails().size(), 1u);
}

TEST(SmtpTest, WrongPasswordIsDeniedAndNotTold) {
  const SmtpServer server({"--user", "repoint", "--password", "s3cret"});
  SmtpOptions options = At(server.Url());
  options.user = "repoint";
  options.password = "wr0ng";
  const auto sent = SendOne(options);
  ASSERT_THAT(sent, FailsWith(ErrorCode::kDenied));
  EXPECT_THAT(sent.error().ToString(), Not(HasSubstr("wr0ng")));
}

TEST(SmtpTest, ServerThatWantsALoginEndsTheRun) {
  const SmtpServer server({"--user", "repoint", "--password", "s3cret"});
  const auto sent = SendOne(At(server.Url()));
  ASSERT_THAT(sent, FailsWith(ErrorCode::kIo));
  EXPECT_THAT(sent.error().message, HasSubstr("530"));
}

TEST(SmtpTest, SendsNothingToServerWithoutTlsThatIsWanted) {
  const TestCertificate certificate;
  const SmtpServer server;
  SmtpOptions options = At(server.Url());
  options.ca_file = certificate.cert;
  const auto sent = SendOne(options);
  ASSERT_THAT(sent, FailsWith(ErrorCode::kDenied));
  EXPECT_THAT(sent.error().message, HasSubstr("offers no TLS"));
  EXPECT_TRUE(server.Mails().empty());
}

TEST(SmtpTest, SendsNothingToServerWhoseCertificateIsNotTrusted) {
  const TestCertificate certificate, other;
  const SmtpServer server({"--tls", "smtps", "--cert", certificate.cert, "--key", certificate.key});
  SmtpOptions options = At(server.Url("smtps"));
  options.ca_file = other.cert;
  EXPECT_THAT(SendOne(options), FailsWith(ErrorCode::kDenied));
  options.ca_file.clear();
  EXPECT_THAT(SendOne(options), FailsWith(ErrorCode::kDenied));
  EXPECT_TRUE(server.Mails().empty());
}

TEST(SmtpTest, RefusedAddressIsOfThatMailOnly) {
  const SmtpServer server({"--refuse", "bad@contoso.example"});
  const auto mailer = Mailer::Create(At(server.Url())).value();
  const auto refused = SendTo(*mailer, "bad@contoso.example");
  ASSERT_THAT(refused, IsOk());
  EXPECT_EQ(refused->delivery, Delivery::kRefused);
  EXPECT_EQ(refused->reason, "550 5.1.1 no such user here");
  const auto sent = SendTo(*mailer, "good@contoso.example");
  ASSERT_THAT(sent, IsOk());
  EXPECT_EQ(sent->delivery, Delivery::kAccepted);
}

TEST(SmtpTest, RefusedContentIsOfThatMailOnly) {
  const SmtpServer server({"--refuse-data", "bad@contoso.example"});
  const auto mailer = Mailer::Create(At(server.Url())).value();
  const auto refused = SendTo(*mailer, "bad@contoso.example");
  ASSERT_THAT(refused, IsOk());
  EXPECT_EQ(refused->delivery, Delivery::kRefused);
  EXPECT_THAT(refused->reason, HasSubstr("this looks like spam"));
  EXPECT_THAT(SendTo(*mailer, "good@contoso.example"), IsOk());
}

TEST(SmtpTest, ServerThatRefusesEverythingIsAnError) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--mode", "greet-554"},
                                                    {"--mode", "greet-421"},
                                                    {"--refuse-sender", "you may not send"}}) {
    const SmtpServer server(arguments);
    const auto sent = SendOne(At(server.Url()));
    ASSERT_THAT(sent, FailsWith(ErrorCode::kIo)) << arguments[1];
    EXPECT_THAT(sent.error().message, HasSubstr("refuses to take mail")) << arguments[1];
  }
}

TEST(SmtpTest, ServerThatIsNotThereIsAnError) {
  EXPECT_THAT(SendOne(At("smtp://127.0.0.1:" + std::to_string(FreePort()))),
              FailsWith(ErrorCode::kIo));
  const SmtpServer closes({"--mode", "close"});
  EXPECT_THAT(SendOne(At(closes.Url())), FailsWith(ErrorCode::kIo));
}

TEST(SmtpTest, StallingServerEndsInTime) {
  const SmtpServer server({"--mode", "stall"});
  SmtpOptions options = At(server.Url());
  options.timeout_seconds = 1;
  const auto begin = std::chrono::steady_clock::now();
  const auto sent = SendOne(options);
  ASSERT_THAT(sent, FailsWith(ErrorCode::kIo));
  EXPECT_THAT(sent.error().message, HasSubstr("did not answer in time"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(SmtpTest, MailThatHadGoneOutWhenTheServerFellSilentIsUnknown) {
  for (const char* mode : {"cut-before-answer", "stall-before-answer"}) {
    const SmtpServer server({"--mode", mode});
    SmtpOptions options = At(server.Url());
    options.timeout_seconds = 1;
    const auto sent = SendOne(options);
    ASSERT_THAT(sent, IsOk()) << mode;
    EXPECT_EQ(sent->delivery, Delivery::kUnknown) << mode;
    EXPECT_EQ(server.Mails().size(), 1u) << mode;
  }
}

TEST(SmtpTest, MailThatWasCutInTheMiddleHasNotArrived) {
  const SmtpServer server({"--mode", "cut-in-data"});
  const auto mailer = Mailer::Create(At(server.Url())).value();
  // More than any buffer on the way takes.
  std::string message = "Subject: long\r\n\r\n";
  for (int i = 0; i < 300000; ++i) message += "a line that is one of many, and not the last\r\n";
  EXPECT_THAT(mailer->Send(kFrom, "a@contoso.example", message), FailsWith(ErrorCode::kIo));
  EXPECT_TRUE(server.Mails().empty());
}

}  // namespace
}  // namespace repoint::console
