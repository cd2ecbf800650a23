#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "base/text.h"
#include "console/mime.h"
#include "console/notice_text.h"
#include "console/notify.h"

namespace repoint::console {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr int64_t kNow = 1774940709000;  // 2026-03-31T07:05:09Z

NoticeFacts Facts() {
  return {.date = "Friday, 10 April 2026",
          .link = "\\\\files.contoso.example\\mail\\update my mail.cmd",
          .contact = "helpdesk@contoso.example",
          .from = "migration@contoso.example",
          .from_name = "Mail migration"};
}

NoticeTemplate Template(const std::string& text) {
  FakeFiles files;
  files.Put("mine.txt", text);
  return LoadTemplate(files, "mine.txt").value();
}

std::string Compose(const NoticeTemplate& notice, const NoticeFacts& facts,
                    const Recipient& recipient) {
  return ComposeMessage(notice, facts, recipient, "<id@contoso.example>", kNow).value();
}

// The value of a header, unfolded.
std::string Header(const std::string& message, const std::string& name) {
  const size_t begin = ("\r\n" + message).find("\r\n" + name + ": ") + name.size() + 2;
  size_t end = message.find("\r\n", begin);
  while (message[end + 2] == ' ') end = message.find("\r\n", end + 2);
  return message.substr(begin, end - begin);
}

TEST(NoticeTextTest, PlacesAreWordsInBraces) {
  const PlaceValues values = {{"date", "Friday"}, {"link", "a&b"}};
  EXPECT_EQ(FillPlaces("{date}: {link} {Date} {} {{date}", values, TextForm::kPlain),
            "Friday: a&b {Date} {} {Friday");
}

TEST(NoticeTextTest, ValuesAreEscapedInHtmlAndNeverFilledAgain) {
  const PlaceValues values = {{"name", "<b>\"R&D\"</b> {link}"}, {"link", "x"}};
  EXPECT_EQ(FillPlaces("{name}", values, TextForm::kHtml),
            "&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt; {link}");
}

TEST(NoticeTextTest, LeavesOutLineWhoseValueIsEmpty) {
  EXPECT_EQ(FillPlaces("a\nAsk {contact}.\nb", {{"contact", ""}}, TextForm::kPlain), "a\nb");
}

TEST(NoticeTextTest, MakesHtmlOfTextWithLinkAsLink) {
  EXPECT_EQ(HtmlFromText("A <b>\nsee <{link}>\n\nlast"),
            "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n<body>\n"
            "<p>\nA &lt;b&gt;<br>\nsee &lt;<a href=\"{link_url}\">{link}</a>&gt;<br>\n</p>\n"
            "<p>\nlast<br>\n</p>\n</body>\n</html>\n");
}

TEST(NoticeTextTest, SharesBecomeFileUrls) {
  EXPECT_EQ(LinkUrl("\\\\srv\\mail\\a b%.cmd"), "file://srv/mail/a%20b%25.cmd");
  EXPECT_EQ(LinkUrl("https://a.example/x"), "https://a.example/x");
}

TEST(MimeTest, TellsPlainAddressesFromOthers) {
  for (const char* address : {"a@b.example", "o'neil+x=y@mail-1.contoso.example"}) {
    EXPECT_TRUE(IsPlainAddress(address)) << address;
  }
  for (const char* address :
       {"", "a", "@b.example", "a@", "a b@c.example", "a@b.example\r\nRCPT TO:<c@d.example>",
        "a@b.example>", "<a@b.example", "a@b@c.example", "a..b@c.example", "j\xc3\xb6@c.example",
        "a@c..example", "\"a b\"@c.example", "a,b@c.example"}) {
    EXPECT_FALSE(IsPlainAddress(address)) << address;
  }
}

TEST(MimeTest, EncodesWhatIsNotShortAscii) {
  EXPECT_EQ(HeaderText("Your mailbox moves"), "Your mailbox moves");
  EXPECT_EQ(HeaderText("J\xc3\xb6rg"), "=?UTF-8?B?SsO2cmc=?=");
  EXPECT_EQ(HeaderText("=?UTF-8?Q?x?="), "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=");
}

TEST(MimeTest, DividesLongTextBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "\xe2\x82\xac";
  const std::string header = HeaderText(text);
  for (const std::string_view line : Split(header, '\n')) {
    EXPECT_LE(line.size(), 76u);
    // 13 whole characters of 3 bytes are 52 of Base64, without padding.
    if (line.ends_with("\r")) {
      EXPECT_THAT(std::string(line), Not(HasSubstr("=?=")));
    }
  }
}

TEST(MimeTest, NamesCannotEndTheirHeader) {
  EXPECT_EQ(HeaderMailbox("Eve\r\nBcc: all@x.example", "a@b.example"),
            "\"Eve  Bcc: all@x.example\"\r\n <a@b.example>");
  EXPECT_EQ(HeaderMailbox("\"Doe\\\", John", "a@b.example"),
            "\"\\\"Doe\\\\\\\", John\"\r\n <a@b.example>");
  EXPECT_EQ(HeaderMailbox("", "a@b.example"), "a@b.example");
}

TEST(MimeTest, WritesDatesOfRfc5322) {
  EXPECT_EQ(HeaderDate(kNow), "Tue, 31 Mar 2026 07:05:09 +0000");
  EXPECT_EQ(HeaderDate(0), "Thu, 1 Jan 1970 00:00:00 +0000");
}

TEST(MimeTest, QuotesWhatLinesOfMailMustNotHold) {
  EXPECT_EQ(QuotedPrintable("a=b \nJ\xc3\xb6rg\r\n"), "a=3Db=20\r\nJ=C3=B6rg\r\n");
  EXPECT_EQ(QuotedPrintable(std::string(100, 'x')),
            std::string(75, 'x') + "=\r\n" + std::string(25, 'x') + "\r\n");
}

class BuiltInTest : public testing::TestWithParam<const char*> {};

TEST_P(BuiltInTest, SaysInTextAndHtmlWhatPeopleMustKnow) {
  FakeFiles files;
  const NoticeTemplate notice = LoadTemplate(files, GetParam()).value();
  EXPECT_EQ(notice.name, GetParam());
  const PlaceValues values = {{"name", "Jane"},     {"address", "jane@contoso.example"},
                              {"date", "10 April"}, {"link", "LINK"},
                              {"link_url", "URL"},  {"from_name", "Us"}};
  for (std::string body : {FillPlaces(notice.text, values, TextForm::kPlain),
                           FillPlaces(notice.html, values, TextForm::kHtml)}) {
    EXPECT_THAT(body,
                AllOf(HasSubstr("Jane"), HasSubstr("LINK"), HasSubstr("no harm is done"),
                      HasSubstr("--migrate--jane@contoso.example"), HasSubstr("That is temporary"),
                      HasSubstr("VPN"), Not(HasSubstr("{")), Not(HasSubstr("Questions?"))));
    std::ranges::replace(body, '\n', ' ');
    if (notice.name == "now") continue;
    EXPECT_THAT(body, AllOf(HasSubstr("10 April"), HasSubstr("not run until"),
                            HasSubstr("before you read mail")));
  }
}

INSTANTIATE_TEST_SUITE_P(Notices, BuiltInTest, testing::Values("week", "day", "now"));

TEST(NoticeTextTest, LinkIsWhatPeopleCanOpen) {
  for (const char* link : {"https://a.example/x", "HTTP://a.example", "file://srv/x.cmd",
                           "file:///C:/x.cmd", "\\\\srv\\share", "\\\\srv\\mail\\a b.cmd"}) {
    EXPECT_TRUE(IsLink(link)) << link;
  }
  for (const char* link : {"", "a.example/x", "javascript:alert(1)", "mailto:a@b.example",
                           "https:", "https://", "https://a.example/a b", "C:\\x.cmd", "\\x.cmd",
                           "\\\\srv", "\\\\srv\\", "\\\\\\share", "//srv/share"}) {
    EXPECT_FALSE(IsLink(link)) << link;
  }
}

TEST(MimeTest, HeaderLinesAreShortWhateverTheNameIs) {
  for (const std::string& name :
       {std::string(5000, 'x'), std::string(60, '"'), std::string(31, '\\'),
        std::string(300, ' ') + "x", std::string(70, 'a') + " " + std::string(70, '\t') + "b"}) {
    const std::string header = "From: " + HeaderMailbox(name, "a@contoso.example");
    for (const std::string_view line : Split(header, '\n')) EXPECT_LE(line.size(), 78u) << header;
  }
}

TEST(TemplateTest, ReadsSubjectAndTextOfFile) {
  const NoticeTemplate notice =
      Template("\xef\xbb\xbfSubject: Move of {name}\r\n\r\nHello {name},\r\nsee {link}\r\n");
  EXPECT_EQ(notice.name, "mine.txt");
  EXPECT_EQ(notice.subject, "Move of {name}");
  EXPECT_EQ(notice.text, "Hello {name},\nsee {link}\n");
  EXPECT_THAT(notice.html, HasSubstr("<a href=\"{link_url}\">{link}</a>"));
}

TEST(TemplateTest, RefusesPlacesThatThereAreNot) {
  FakeFiles files;
  files.Put("t", "Subject: x\n\nHello {nmae}\n");
  const auto notice = LoadTemplate(files, "t");
  ASSERT_THAT(notice, FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(notice.error().message, AllOf(HasSubstr("{nmae}"), HasSubstr("{name}")));
}

TEST(TemplateTest, RefusesOtherForms) {
  FakeFiles files;
  for (const char* text : {"", "Hello\n", "Subject: x\nHello\n", "Subject: x\n\n \n",
                           "Subject: \n\nHello\n", "Subject: x\n\n\xff\n"}) {
    files.Put("t", text);
    EXPECT_THAT(LoadTemplate(files, "t"), FailsWith(ErrorCode::kDamaged)) << text;
  }
  EXPECT_THAT(LoadTemplate(files, "absent"), FailsWith(ErrorCode::kNotFound));
  files.Put("folder/week", "Subject: x\n\nHello\n");
  EXPECT_THAT(LoadTemplate(files, "folder/week"), FailsWith(ErrorCode::kUsage));
}

TEST(ComposeTest, EncodesSubjectAndNames) {
  NoticeFacts facts = Facts();
  facts.from_name = "Migraci\xc3\xb3n";
  const std::string message = Compose(Template("Subject: F\xc3\xbcr {name}\n\nHi\n"), facts,
                                      {"jd@contoso.example", "D\xc3\xb6"});
  EXPECT_EQ(Header(message, "Subject"), "=?UTF-8?B?RsO8ciBEw7Y=?=");
  EXPECT_EQ(Header(message, "To"), "=?UTF-8?B?RMO2?=\r\n <jd@contoso.example>");
  EXPECT_EQ(Header(message, "From"),
            "=?UTF-8?B?TWlncmFjacOzbg==?=\r\n <migration@contoso.example>");
  EXPECT_EQ(Header(message, "Date"), "Tue, 31 Mar 2026 07:05:09 +0000");
  EXPECT_EQ(Header(message, "Message-ID"), "<id@contoso.example>");
  EXPECT_TRUE(IsAscii(message));
}

TEST(ComposeTest, NamesOfTheDirectoryAddNoHeaderAndNoMarkup) {
  const std::string message =
      Compose(Template("Subject: For {name}\n\n{name}\n"), Facts(),
              {"jd@contoso.example", "Eve\r\nBcc: all@x.example\r\n\r\n<script>"});
  const std::string head = message.substr(0, message.find("\r\n\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("\nBcc")));
  EXPECT_THAT(head, HasSubstr("multipart/alternative"));
  EXPECT_THAT(message.substr(message.find("text/html")), Not(HasSubstr("<script>")));
}

TEST(ComposeTest, RefusesFactsThatCouldEndALine) {
  FakeFiles files;
  const NoticeTemplate notice = LoadTemplate(files, "week").value();
  for (const auto member : {&NoticeFacts::date, &NoticeFacts::link, &NoticeFacts::contact,
                            &NoticeFacts::from, &NoticeFacts::from_name}) {
    NoticeFacts facts = Facts();
    facts.*member += "\r\nBcc: all@x.example";
    EXPECT_THAT(CheckFacts(notice, facts), FailsWith(ErrorCode::kUsage)) << facts.*member;
  }
  EXPECT_THAT(CheckFacts(notice, Facts()), IsOk());
}

TEST(ComposeTest, RefusesLinkThatPeopleCannotOpen) {
  FakeFiles files;
  NoticeFacts facts = Facts();
  facts.link = "intranet/outlook";
  const Status checked = CheckFacts(LoadTemplate(files, "week").value(), facts);
  ASSERT_THAT(checked, FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(checked.error().message, HasSubstr("begins with https://"));
}

TEST(ComposeTest, RefusesToSendWithoutDateOrLinkThatIsNamed) {
  FakeFiles files;
  for (const auto member : {&NoticeFacts::date, &NoticeFacts::link}) {
    NoticeFacts facts = Facts();
    (facts.*member).clear();
    EXPECT_THAT(CheckFacts(LoadTemplate(files, "day").value(), facts),
                FailsWith(ErrorCode::kUsage));
  }
  NoticeFacts facts = Facts();
  facts.date.clear();
  EXPECT_THAT(CheckFacts(LoadTemplate(files, "now").value(), facts), IsOk());
}

TEST(ComposeTest, RefusesRecipientThatIsNoAddress) {
  EXPECT_THAT(ComposeMessage(Template("Subject: x\n\nHi\n"), Facts(),
                             {"a@b.example\r\nBcc: c@d.example", ""}, "<i@d>", kNow),
              FailsWith(ErrorCode::kUsage));
}

TEST(ComposeTest, MessageIdIsOfPersonAndNotice) {
  const NoticeTemplate week = Template("Subject: x\n\nHi\n");
  NoticeTemplate day = week;
  day.name = "day";
  Project project;
  project.name = "A";
  const auto id = [&](const NoticeTemplate& notice, const char* address) {
    return MessageIdFor(project, notice, Facts(), {address, ""});
  };
  EXPECT_EQ(id(week, "a@b.example"), id(week, "A@B.example"));
  EXPECT_NE(id(week, "a@b.example"), id(week, "b@b.example"));
  EXPECT_NE(id(week, "a@b.example"), id(day, "a@b.example"));
  EXPECT_THAT(id(week, "a@b.example"),
              testing::MatchesRegex("<repoint\\.[0-9a-f]+@contoso.example>"));
}

}  // namespace
}  // namespace repoint::console
