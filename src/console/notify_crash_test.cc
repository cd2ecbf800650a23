// Sending that is killed (SIGKILL) at every stage of a mail: afterwards nobody gets a mail twice,
// and everybody has got it or is named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "base/testing/result_matchers.h"
#include "console/notify.h"
#include "console/testing/sample_objects.h"
#include "console/testing/smtp_server.h"

namespace repoint::console {
namespace {

constexpr int kMailboxes = 30;

NotifyOptions OptionsFor(const SmtpServer& server) {
  NotifyOptions options;
  options.facts = {.date = "tomorrow",
                   .link = "https://contoso.example/move",
                   .contact = "",
                   .from = "migration@contoso.example",
                   .from_name = ""};
  options.smtp.url = server.Url();
  options.smtp.timeout_seconds = 10;
  return options;
}

Result<NoticeResult> Notify(Database& database, const Project& project, const SmtpServer& server) {
  return SendNotices(database, project, LoadTemplate(SystemFiles(), "day").value(),
                     OptionsFor(server), SystemFiles(), {});
}

struct Moment {
  const char* stage;
  int mail;
  const char* delay;  // seconds behind it
};

// Runs in a process of its own, which `server` kills; whether it was killed.
bool NotifyAndDie(const TestDatabase& store, const Project& project, SmtpServer& server,
                  const Moment& moment) {
  const pid_t child = fork();
  if (child == 0) {
    server.KillAt(getpid(), moment.stage, moment.mail, moment.delay);
    const std::unique_ptr<Database> database = store.Open();
    _exit(Notify(*database, project, server) ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status);
}

constexpr Moment kMoments[] = {
    {"rcpt", 1, "0"},          {"rcpt", 2, "0"},         {"stored", 1, "0"},
    {"stored", 3, "0"},        {"answered", 1, "0"},     {"answered", 2, "0"},
    {"answered", 1, "0.0005"}, {"answered", 2, "0.001"}, {"answered", 1, "0.002"},
    {"answered", 1, "0.004"},  {"answered", 2, "0.008"}, {"answered", 1, "0.016"},
};

class NotifyCrashTest : public testing::TestWithParam<TestEngine> {};
INSTANTIATE_TEST_SUITE_P(Engines, NotifyCrashTest, testing::ValuesIn(kTestEngines),
                         TestEngineName<testing::TestParamInfo<TestEngine>>);

TEST_P(NotifyCrashTest, KilledAtAnyMomentNobodyGetsAMailTwice) {
  const TestDatabase store(GetParam());
  Project project;
  {
    const std::unique_ptr<Database> database = store.Open();
    project = AddProject(*database, "Contoso");
    for (int i = 0; i < kMailboxes; ++i) {
      const std::string name = std::to_string(i);
      AddPair(*database, project, {"/o=C/cn=" + name, name + "@contoso.example"},
              {"/o=F/cn=" + name, name + "@fabrikam.example", "", false});
    }
  }
  SmtpServer server;
  int killed = 0;
  for (const Moment& moment : kMoments) {
    killed += NotifyAndDie(store, project, server, moment) ? 1 : 0;
  }
  EXPECT_GE(killed, 6);
  const std::unique_ptr<Database> database = store.Open();
  const auto result = Notify(*database, project, server);
  ASSERT_THAT(result, IsOk());

  const std::vector<std::string> received = server.Recipients();
  const std::set<std::string> once(received.begin(), received.end());
  EXPECT_EQ(once.size(), received.size()) << "somebody got it twice";
  // Who did not get it is named.
  for (int i = 0; i < kMailboxes; ++i) {
    const std::string address = std::to_string(i) + "@contoso.example";
    const bool named = std::ranges::any_of(
        result->failures, [&](const std::string& line) { return line.starts_with(address + ":"); });
    EXPECT_TRUE(once.contains(address) || named) << address;
  }
  EXPECT_GE(result->unknown, 1u);
  EXPECT_EQ(AskDatabase(*database, "SELECT COUNT(*) FROM notice WHERE state = 'sending'"), "0");
}

}  // namespace
}  // namespace repoint::console
