// What tests of notices begin with: a project in a database of either engine, a clock of their own.
#ifndef REPOINT_CONSOLE_TESTING_NOTIFY_FIXTURE_H_
#define REPOINT_CONSOLE_TESTING_NOTIFY_FIXTURE_H_

#include <gtest/gtest.h>
#include <soci/soci.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/testing/result_matchers.h"
#include "console/notify.h"
#include "console/testing/sample_objects.h"
#include "console/testing/smtp_server.h"

namespace repoint::console {

class NotifyFixture : public testing::TestWithParam<TestEngine> {
 protected:
  NotifyFixture() {
    options.facts = {.date = "Friday, 10 April 2026",
                     .link = "\\\\files.contoso.example\\mail\\update.cmd",
                     .contact = "the helpdesk",
                     .from = "migration@contoso.example",
                     .from_name = "Mail migration"};
    options.smtp.timeout_seconds = 5;
    options.now_millis = [this] { return now; };
    options.sleep = [this](int64_t millis) {
      slept.push_back(millis);
      now += millis;
    };
  }

  // A mailbox that waits for its move: its target is no mailbox yet.
  void AddWaiting(const std::string& address, const std::string& name = "") {
    AddPair(*database, project, {"/o=C/cn=" + address, address, name},
            {"/o=F/cn=" + address, "", "", false});
  }
  // One that has no target.
  void AddLonely(const std::string& address) {
    AddObject(*database, project, 's', {"/o=C/cn=" + address, address});
  }

  NoticeTemplate Template(const std::string& name = "week") {
    return LoadTemplate(SystemFiles(), name).value();
  }

  Result<NoticeResult> Notify(const SmtpServer& server, const std::string& name = "week") {
    options.smtp.url = server.Url();
    return SendNotices(*database, project, Template(name), options, SystemFiles(), progress);
  }

  static std::string TextOf(const std::string& path) {
    return std::string(AsChars(ReadWhole(SystemFiles(), path).value()));
  }
  std::string StateOf(const std::string& address) {
    return AskDatabase(*database,
                       "SELECT state FROM notice WHERE address_folded = '" + address + "'");
  }
  void SetState(const std::string& address, const std::string& state) {
    ASSERT_THAT(database->InTransaction([&](soci::session& sql) -> Status {
      sql << "UPDATE notice SET state = '" + state + "' WHERE address_folded = '" + address + "'";
      return {};
    }),
                IsOk());
  }

  // Those without a target behind a '-'.
  std::vector<std::string> Visited(const std::string& name) {
    std::vector<std::string> addresses;
    EXPECT_THAT(VisitRecipients(*database, project, name,
                                [&](const Recipient& recipient) -> Status {
                                  addresses.push_back((recipient.has_target ? "" : "-") +
                                                      recipient.address);
                                  return {};
                                }),
                IsOk());
    return addresses;
  }

  TestDatabase store{GetParam()};
  std::unique_ptr<Database> database = store.Open();
  Project project = AddProject(*database, "Contoso");
  NotifyOptions options;
  std::function<void(uint64_t)> progress;
  int64_t now = 1774940709000;
  std::vector<int64_t> slept;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_NOTIFY_FIXTURE_H_
