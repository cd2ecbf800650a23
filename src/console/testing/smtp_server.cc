#include "console/testing/smtp_server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/files.h"

namespace repoint::console {
namespace {

std::string TextOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

SmtpServer::SmtpServer(const std::vector<std::string>& arguments) : port_(FreePort()) {
  SystemFiles().CreateFolders(folder_ / "mails", Access::kDefault).value();
  // Debian's own Python has aiosmtpd, whatever else $PATH names.
  std::vector<std::string> argv = {"/usr/bin/python3", REPOINT_CONSOLE_TESTING "/smtp_server.py",
                                   "--port",           std::to_string(port_),
                                   "--folder",         folder_ / "mails"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  ChildOptions options;
  options.output = folder_ / "log";
  child_ = std::make_unique<Child>(argv, options);
  EXPECT_TRUE(WaitForPort(port_, *child_)) << TextOf(folder_ / "log");
}

std::string SmtpServer::Url(const std::string& scheme) const {
  return scheme + "://127.0.0.1:" + std::to_string(port_);
}

std::vector<nlohmann::json> SmtpServer::Mails() const {
  std::vector<nlohmann::json> mails;
  const std::string folder = folder_ / "mails";
  const std::vector<std::string> names = SystemFiles().List(folder).value();
  for (const std::string& name : names) {
    if (!name.ends_with(".json")) continue;
    const std::string stem = JoinPath(folder, name.substr(0, name.size() - 5));
    mails.push_back(nlohmann::json::parse(TextOf(stem + ".json")));
    mails.back()["eml"] = TextOf(stem + ".eml");
  }
  return mails;
}

std::vector<std::string> SmtpServer::Recipients() const {
  std::vector<std::string> recipients;
  for (const nlohmann::json& mail : Mails()) recipients.push_back(mail["recipients"][0]);
  return recipients;
}

int SmtpServer::Sessions() const {
  const std::string text = TextOf(folder_ / "mails/sessions");
  return static_cast<int>(std::ranges::count(text, '\n'));
}

void SmtpServer::KillAt(pid_t process, const std::string& moment, int mail,
                        const std::string& delay) {
  const std::string order =
      std::to_string(process) + " " + moment + " " + std::to_string(mail) + " " + delay;
  SystemFiles().WriteWhole(folder_ / "mails/victim", AsBytes(order), Access::kDefault).value();
}

TestCertificate::TestCertificate() : cert(folder / "cert.pem"), key(folder / "key.pem") {
  const Ran ran =
      RunChild({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

}  // namespace repoint::console
