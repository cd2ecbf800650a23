#include "console/notify.h"

#include <gmock/gmock.h>
#include <soci/soci.h>

#include "console/testing/notify_fixture.h"

namespace repoint::console {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class NotifyTest : public NotifyFixture {};

INSTANTIATE_TEST_SUITE_P(Engines, NotifyTest, testing::ValuesIn(kTestEngines),
                         TestEngineName<testing::TestParamInfo<TestEngine>>);

TEST_P(NotifyTest, BeforeTheMoveThoseAreToldWhoseMailboxHasNotMoved) {
  AddWaiting("Waits@contoso.example");
  AddPair(*database, project, {"/o=C/cn=moved", "moved@contoso.example", ""},
          {"/o=F/cn=moved", "moved@fabrikam.example", ""});
  AddPair(*database, project, {"/o=C/cn=contact", "contact@contoso.example", ""},
          {"/o=F/cn=contact", "contact@fabrikam.example", "", false});
  AddPair(*database, project, {"/o=C/cn=lost", "lost@contoso.example", ""},
          {"/o=F/cn=lost", "lost@fabrikam.example", "", true, true});
  AddLonely("lonely@contoso.example");
  AddObject(*database, project, 's', {"/o=C/cn=gone", "gone@contoso.example", "", true, true});
  AddObject(*database, project, 's', {"/o=C/cn=user", "user@contoso.example", "", false});
  AddObject(*database, project, 's', {"/o=C/cn=mute", "", ""});
  AddObject(*database, project, 's', {"/o=C/cn=twice", "WAITS@contoso.example", ""});
  const int64_t two = AddObject(*database, project, 's', {"/o=C/cn=two", "two@contoso.example"});
  AddMatch(*database, project, two,
           AddObject(*database, project, 't', {"/o=F/cn=two", "two@fabrikam.example"}), true);
  for (const char* name : {"week", "day", "mine.txt"}) {
    EXPECT_THAT(Visited(name), ElementsAre("contact@contoso.example", "-lonely@contoso.example",
                                           "-lost@contoso.example", "-two@contoso.example",
                                           "WAITS@contoso.example"))
        << name;
  }
}

TEST_P(NotifyTest, AfterTheMoveThoseAreToldWhoAreNotDone) {
  AddWaiting("waits@contoso.example");
  for (const char* name : {"b", "a", "done"}) {
    AddPair(*database, project,
            {std::string("/o=C/cn=") + name, std::string(name) + "@contoso.example", ""},
            {std::string("/o=F/cn=") + name, std::string(name) + "@fabrikam.example", ""});
  }
  ASSERT_THAT(database->InTransaction([&](soci::session& sql) -> Status {
    sql << "INSERT INTO report (digest, file_name, computer, computer_folded, user_name, "
           "user_folded, reported, exit_code, error, list_digest) VALUES ('d', '', 'PC', 'pc', "
           "'u', 'u', 5, 0, '', '')";
    sql << "INSERT INTO report_profile SELECT id, 1, 'Outlook', 'mapi', 'updated', '/o=c/cn=done', "
           "'', '', '', '' FROM report";
    return {};
  }),
              IsOk());
  EXPECT_THAT(Visited("now"), ElementsAre("a@fabrikam.example", "b@fabrikam.example"));
}

TEST_P(NotifyTest, RecipientsOfManyPagesComeInOrderAndOnce) {
  AddPairs(*database, project, 1000, 3499, false);
  std::vector<std::string> expected;
  for (int i = 1000; i < 3500; ++i) expected.push_back(std::to_string(i) + "@fabrikam.example");
  EXPECT_EQ(Visited("now"), expected);
  ASSERT_THAT(database->InTransaction([&](soci::session& sql) -> Status {
    sql << "DELETE FROM match";
    return {};
  }),
              IsOk());
  for (std::string& address : expected) address = "-" + address.substr(0, 5) + "contoso.example";
  EXPECT_EQ(Visited("day"), expected);
}

TEST_P(NotifyTest, MailSaysInTextAndHtmlWhatPeopleMustKnow) {
  const SmtpServer server;
  AddWaiting("jane@contoso.example", "J\xc3\xa4ne <Doe>");
  ASSERT_THAT(Notify(server), IsOk());
  const std::vector<nlohmann::json> mails = server.Mails();
  ASSERT_EQ(mails.size(), 1u);
  const nlohmann::json& mail = mails[0];
  EXPECT_THAT(mail["defects"], IsEmpty());
  EXPECT_EQ(mail["type"], "multipart/alternative");
  EXPECT_EQ(mail["mail_from"], "migration@contoso.example");
  EXPECT_EQ(mail["headers"]["subject"], "Your mailbox moves on Friday, 10 April 2026");
  EXPECT_EQ(mail["headers"]["from"], "Mail migration <migration@contoso.example>");
  EXPECT_EQ(mail["headers"]["to"], "\"J\xc3\xa4ne <Doe>\" <jane@contoso.example>");
  EXPECT_EQ(mail["headers"]["date"], "Tue, 31 Mar 2026 07:05:09 +0000");
  EXPECT_EQ(mail["headers"]["auto-submitted"], "auto-generated");
  EXPECT_THAT(mail["text"].get<std::string>(),
              AllOf(HasSubstr("Dear J\xc3\xa4ne <Doe>,"), HasSubstr("Friday, 10 April 2026"),
                    HasSubstr("<\\\\files.contoso.example\\mail\\update.cmd>"),
                    HasSubstr("must not run until the move is done"), HasSubstr("no harm is done"),
                    HasSubstr("--migrate--jane@contoso.example"), HasSubstr("the helpdesk")));
  EXPECT_THAT(mail["html"].get<std::string>(),
              AllOf(HasSubstr("Dear J\xc3\xa4ne &lt;Doe&gt;,"), HasSubstr("Friday, 10 April 2026"),
                    HasSubstr("<a href=\"file://files.contoso.example/mail/update.cmd\">"
                              "\\\\files.contoso.example\\mail\\update.cmd</a>"),
                    HasSubstr("Do not start the program before"), HasSubstr("no harm is done"),
                    HasSubstr("--migrate--jane@contoso.example"), HasSubstr("the helpdesk")));
  EXPECT_LE(mail["longest_line"], 78);
  EXPECT_EQ(mail["bare_line_ends"], 0);
  EXPECT_EQ(mail["ascii"], true);
}

TEST_P(NotifyTest, EveryoneGetsANoticeOnceHoweverOftenItIsSent) {
  const SmtpServer server;
  AddWaiting("a@contoso.example");
  AddWaiting("b@contoso.example");
  std::vector<uint64_t> told;
  progress = [&](uint64_t sent) { told.push_back(sent); };
  const auto first = Notify(server);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->sent, 2u);
  EXPECT_THAT(told, ElementsAre(1, 2));
  AddWaiting("c@contoso.example");
  const auto second = Notify(server);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->sent, 1u);
  EXPECT_EQ(second->already, 2u);
  EXPECT_THAT(server.Recipients(),
              ElementsAre("a@contoso.example", "b@contoso.example", "c@contoso.example"));
  // Another notice is another one.
  EXPECT_EQ(Notify(server, "day")->sent, 3u);
}

TEST_P(NotifyTest, RefusedAddressIsNamedAndTriedAgain) {
  AddWaiting("a@contoso.example");
  AddWaiting("bad@contoso.example");
  AddWaiting("z@contoso.example");
  const SmtpServer strict({"--refuse", "bad@contoso.example"});
  const auto first = Notify(strict);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->sent, 2u);
  EXPECT_EQ(first->failed, 1u);
  EXPECT_THAT(first->failures, ElementsAre("bad@contoso.example: 550 5.1.1 no such user here"));
  const SmtpServer mild;
  EXPECT_EQ(Notify(mild)->sent, 1u);
  EXPECT_THAT(mild.Recipients(), ElementsAre("bad@contoso.example"));
}

TEST_P(NotifyTest, AddressThatIsNoneIsNamedAndNeverReachesTheServer) {
  const SmtpServer server;
  AddWaiting("eve@x.example>\r\nRCPT TO:<all@contoso.example");
  AddWaiting("z@contoso.example");
  const auto result = Notify(server);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->failed, 1u);
  EXPECT_THAT(result->failures, ElementsAre(HasSubstr("not an address")));
  EXPECT_THAT(server.Recipients(), ElementsAre("z@contoso.example"));
}

TEST_P(NotifyTest, ServerThatRefusesEverythingEndsTheRunAndNobodyIsLost) {
  AddWaiting("a@contoso.example");
  AddWaiting("b@contoso.example");
  const SmtpServer closed({"--mode", "greet-554"});
  const auto refused = Notify(closed);
  ASSERT_THAT(refused, FailsWith(ErrorCode::kIo));
  EXPECT_THAT(refused.error().message, HasSubstr("after 0 sent"));
  const SmtpServer server;
  EXPECT_EQ(Notify(server)->sent, 2u);
}

TEST_P(NotifyTest, StallingServerEndsTheRunAndNobodyIsLost) {
  AddWaiting("a@contoso.example");
  const SmtpServer stalls({"--mode", "stall"});
  options.smtp.timeout_seconds = 1;
  EXPECT_THAT(Notify(stalls), FailsWith(ErrorCode::kIo));
  const SmtpServer server;
  EXPECT_EQ(Notify(server)->sent, 1u);
}

TEST_P(NotifyTest, MailThatMayHaveArrivedIsNamedAndNotSentAgain) {
  AddWaiting("a@contoso.example");
  AddWaiting("b@contoso.example");
  const SmtpServer cuts({"--mode", "cut-before-answer"});
  const auto cut = Notify(cuts);
  ASSERT_THAT(cut, FailsWith(ErrorCode::kIo));
  EXPECT_THAT(cut.error().message, HasSubstr("may have arrived"));
  const SmtpServer server;
  const auto second = Notify(server);
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(server.Recipients(), ElementsAre("b@contoso.example"));
  EXPECT_EQ(second->unknown, 1u);
  EXPECT_THAT(second->failures, ElementsAre(HasSubstr("a@contoso.example: may have been sent")));
  options.resend_unknown = true;
  EXPECT_EQ(Notify(server)->unknown, 0u);
  EXPECT_THAT(server.Recipients(), ElementsAre("b@contoso.example", "a@contoso.example"));
}

TEST_P(NotifyTest, WhatAnInterruptedRunLeftIsUnknown) {
  const SmtpServer server;
  AddWaiting("a@contoso.example");
  ASSERT_THAT(Notify(server), IsOk());
  SetState("a@contoso.example", "sending");
  const auto result = Notify(server);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->sent, 0u);
  EXPECT_EQ(result->unknown, 1u);
  EXPECT_EQ(StateOf("a@contoso.example"), "unknown");
  EXPECT_EQ(server.Mails().size(), 1u);
}

TEST_P(NotifyTest, RowIsDurableBeforeTheServerGetsTheMail) {
  const SmtpServer server;
  AddWaiting("a@contoso.example");
  options.smtp.per_minute = 60;
  AddWaiting("b@contoso.example");
  std::string seen;
  options.sleep = [&](int64_t) {
    const std::unique_ptr<Database> other = store.Open();
    seen = AskDatabase(*other, "SELECT state FROM notice WHERE address = 'b@contoso.example'");
  };
  ASSERT_THAT(Notify(server), IsOk());
  EXPECT_EQ(seen, "sending");
  EXPECT_EQ(StateOf("b@contoso.example"), "sent");
}

TEST_P(NotifyTest, OneOfTwoConsolesThatSendAtOnceSendsEachMail) {
  const SmtpServer server;
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
    AddWaiting(std::string(name) + "@contoso.example");
  }
  // The other console runs whole, in the middle of ours.
  const std::unique_ptr<Database> other = store.Open();
  NotifyOptions others = options;
  others.smtp.url = server.Url();
  uint64_t sent_there = 0;
  progress = [&](uint64_t sent) {
    if (sent != 2) return;
    const auto result = SendNotices(*other, project, Template(), others, SystemFiles(), {});
    ASSERT_THAT(result, IsOk());
    sent_there = result->sent;
  };
  const auto result = Notify(server);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(sent_there, 4u);
  EXPECT_EQ(result->sent, 2u);
  EXPECT_EQ(result->already, 4u);
  EXPECT_EQ(server.Mails().size(), 6u);
}

TEST_P(NotifyTest, MailThatAnotherConsoleTookForInterruptedIsSentInTheEnd) {
  const SmtpServer server;
  AddWaiting("a@contoso.example");
  AddWaiting("b@contoso.example");
  options.smtp.per_minute = 60;
  const std::unique_ptr<Database> other = store.Open();
  NotifyOptions others = options;
  others.smtp = {};
  others.smtp.url = server.Url();
  options.sleep = [&](int64_t) {
    const auto result = SendNotices(*other, project, Template(), others, SystemFiles(), {});
    ASSERT_THAT(result, IsOk());
    EXPECT_EQ(result->sent, 0u);
  };
  ASSERT_THAT(Notify(server), IsOk());
  EXPECT_EQ(StateOf("b@contoso.example"), "sent");
  EXPECT_EQ(server.Mails().size(), 2u);
}

TEST_P(NotifyTest, KeepsToSoManyMailsAMinute) {
  const SmtpServer server;
  for (const char* name : {"a", "b", "c"}) AddWaiting(std::string(name) + "@contoso.example");
  options.smtp.per_minute = 40;
  ASSERT_THAT(Notify(server), IsOk());
  EXPECT_THAT(slept, ElementsAre(1500, 1500));
}

TEST_P(NotifyTest, SendsOnlyToThoseAskedFor) {
  const SmtpServer server;
  for (const char* name : {"a", "b", "c"}) AddWaiting(std::string(name) + "@contoso.example");
  options.only = {list::SmtpKey("C@contoso.example"), list::SmtpKey("SMTP:a@contoso.example")};
  ASSERT_THAT(Notify(server), IsOk());
  EXPECT_THAT(server.Recipients(), ElementsAre("a@contoso.example", "c@contoso.example"));
}

TEST_P(NotifyTest, NobodyIsToldOfAMoveWithoutATarget) {
  const SmtpServer server;
  AddWaiting("a@contoso.example");
  AddLonely("lonely@contoso.example");
  AddLonely("other@contoso.example");
  const auto result = Notify(server);
  ASSERT_THAT(result, IsOk());
  EXPECT_THAT(server.Recipients(), ElementsAre("a@contoso.example"));
  EXPECT_EQ(result->without_target, 2u);
  options.only = {list::SmtpKey("other@contoso.example")};
  EXPECT_EQ(Notify(server)->without_target, 1u);
}

TEST_P(NotifyTest, AddressesAskedForThatNobodyHasAreNamed) {
  const SmtpServer server;
  AddWaiting("a@contoso.example");
  AddLonely("lonely@contoso.example");
  for (const char* name : {"a", "lonely", "typo"}) {
    options.only.push_back(list::SmtpKey(std::string(name) + "@contoso.example"));
  }
  for (int run = 1; run <= 2; ++run) {
    const auto result = Notify(server);
    ASSERT_THAT(result, IsOk());
    EXPECT_EQ(result->unmet.count, 1u);
    EXPECT_THAT(result->unmet.names, ElementsAre("typo@contoso.example"));
  }
}

TEST_P(NotifyTest, ProjectThatWasNeverImportedIsAnsweredWithTheNextStep) {
  const SmtpServer server;
  const auto result = Notify(server);
  ASSERT_THAT(result, FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(result.error().message, HasSubstr("emconsole import Contoso"));
}

TEST_P(NotifyTest, SameMessageIdWheneverItIsAskedFor) {
  const SmtpServer server;
  AddWaiting("a@contoso.example");
  ASSERT_THAT(Notify(server), IsOk());
  SetState("a@contoso.example", "failed");
  ASSERT_THAT(Notify(server), IsOk());
  const std::vector<nlohmann::json> mails = server.Mails();
  ASSERT_EQ(mails.size(), 2u);
  EXPECT_EQ(mails[0]["headers"]["message-id"], mails[1]["headers"]["message-id"]);
}

}  // namespace
}  // namespace repoint::console
