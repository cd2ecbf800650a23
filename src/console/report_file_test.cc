#include "console/report_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"

namespace repoint::console {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// As src/client/render_json.cc writes it.
constexpr std::string_view kReport = R"json({
  "event": "report", "version": "1.0.0", "user": "jane", "computer": "PC-1",
  "list": {"path": "Z:\\EMAMappings.tab", "digest": "abc", "indexed": true},
  "profiles": {"updated": 1, "failed": 1}, "notes": [], "warnings": ["w"], "error": null,
  "exit": 1, "seconds": 0.25,
  "results": [
    {"event": "profile", "store": "s", "root": "mapi", "profile": "Outlook", "outlook": "16.0",
     "result": "updated", "method": "explicit",
     "source": {"dn": "/o=C/cn=jane", "smtp": "jane@contoso.example", "server": "EXSRC01"},
     "target": {"dn": "/o=F/cn=jane", "smtp": null, "server": null},
     "changes": 12, "files": [{"from": "a", "to": "b"}],
     "leftovers": [{"place": "p", "names": "n"}], "warnings": [], "journal": "j", "error": null},
    {"event": "profile", "store": "s", "root": "mapi", "profile": "Zwei", "outlook": null,
     "result": "failed", "method": null, "source": {"dn": null, "smtp": null, "server": null},
     "target": {"dn": null, "smtp": null, "server": null}, "changes": 0, "files": [],
     "leftovers": [], "warnings": [], "journal": null,
     "error": {"code": "denied", "message": "no permission", "where": "HKCU"}}]})json";

std::string Replaced(std::string_view what, std::string_view with) {
  std::string text(kReport);
  const size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

TEST(ReportFileTest, ReadsWhatTheClientWrites) {
  const auto report = ParseReportFile(kReport);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->user, "jane");
  EXPECT_EQ(report->computer, "PC-1");
  EXPECT_EQ(report->list_digest, "abc");
  EXPECT_EQ(report->exit, 1);
  EXPECT_EQ(report->error, "");
  ASSERT_THAT(report->results, SizeIs(2));
  EXPECT_EQ(report->results[0].root, "mapi");
  EXPECT_EQ(report->results[0].profile, "Outlook");
  EXPECT_EQ(report->results[0].result, "updated");
  EXPECT_EQ(report->results[0].source_dn, "/o=C/cn=jane");
  EXPECT_EQ(report->results[0].source_smtp, "jane@contoso.example");
  EXPECT_EQ(report->results[0].target_dn, "/o=F/cn=jane");
  EXPECT_EQ(report->results[0].target_smtp, "");
  EXPECT_EQ(report->results[1].result, "failed");
  EXPECT_EQ(report->results[1].error, "no permission");
}

TEST(ReportFileTest, ReadsRunThatStopped) {
  const auto report = ParseReportFile(
      R"({"event":"report","user":"","computer":"PC","list":{"digest":null},"exit":3,
          "error":{"code":"damaged","message":"the list is empty","where":""},"results":[]})");
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->error, "the list is empty");
  EXPECT_THAT(report->results, IsEmpty());
}

TEST(ReportFileTest, PassesOverMembersThatItDoesNotKnow) {
  EXPECT_THAT(ParseReportFile(Replaced("\"version\"",
                                       "\"new\": {\"results\": [[7]]}, \"list/digest\": "
                                       "{\"a\": 1}, \"version\"")),
              IsOk());
  EXPECT_THAT(ParseReportFile(Replaced("\"updated\", \"method\"", "\"set-aside\", \"method\"")),
              IsOk());
}

TEST(ReportFileTest, RefusesWhatIsNoReport) {
  for (const std::string& text :
       {std::string(),
        std::string("{"),
        std::string("[]"),
        std::string("null"),
        std::string("7"),
        std::string("\"report\""),
        std::string("{}"),
        std::string(kReport) + "x",
        std::string(kReport.substr(0, kReport.size() - 1)),
        std::string("\xff\xfe{\0}\0", 6),
        Replaced("\"report\"", "\"summary\""),
        Replaced("\"report\"", "null"),
        Replaced("\"PC-1\"", "\"\""),
        Replaced("\"PC-1\"", "[\"PC-1\"]"),
        Replaced("\"PC-1\"", "null"),
        Replaced("\"exit\": 1", "\"exit\": 1e99"),
        Replaced("\"exit\": 1", "\"exit\": -1"),
        Replaced("\"exit\": 1", "\"exit\": \"1\""),
        Replaced("\"exit\": 1", "\"exit\": 99999999999999999999"),
        Replaced("\"exit\"", "\"exitus\""),
        Replaced("\"results\"", "\"resultados\""),
        Replaced("\"results\": [", "\"results\": 1, \"x\": ["),
        Replaced("\"results\": [", "\"results\": [7,"),
        Replaced("\"results\": [", "\"results\": [[],"),
        Replaced("\"results\": [", "\"results\": [{},"),
        Replaced("\"updated\", \"method\"", "\"UPDATED!\", \"method\""),
        Replaced("\"updated\", \"method\"", "true, \"method\""),
        Replaced("{\"dn\": \"/o=C/cn=jane\"", "[], \"y\": {\"dn\": \"/o=C/cn=jane\""),
        Replaced("\"/o=C/cn=jane\"", "{}"),
        Replaced("jane@", "jane\\u0000@"),
        Replaced("jane@", "\xff@"),
        Replaced("jane@", "\\ud800@")}) {
    EXPECT_THAT(ParseReportFile(text), FailsWith(ErrorCode::kDamaged)) << text;
  }
}

TEST(ReportFileTest, RefusesTextsThatAreTooLongAndCutsReasons) {
  const std::string longer(kMaxReportText + 1, 'x');
  EXPECT_THAT(ParseReportFile(Replaced("jane@", longer)), FailsWith(ErrorCode::kDamaged));
  std::string reason = "r";
  for (size_t i = 0; i < kMaxReportText; ++i) reason += "\xc3\xa9";
  const auto report = ParseReportFile(Replaced("no permission", reason));
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->results[1].error, reason.substr(0, kMaxReportText - 1) + "...");
}

TEST(ReportFileTest, RefusesDepthWithoutDescendingIntoIt) {
  const std::string deep(16u << 20, '[');
  for (const std::string& text : {deep, "{\"event\":\"report\",\"x\":" + deep}) {
    const auto report = ParseReportFile(text);
    ASSERT_THAT(report, FailsWith(ErrorCode::kDamaged));
  }
}

TEST(ReportFileTest, RefusesTooManyProfiles) {
  std::string profiles;
  for (size_t i = 0; i <= kMaxReportProfiles; ++i) profiles += "{\"result\":\"updated\"},";
  const auto report = ParseReportFile(Replaced("\"results\": [", "\"results\": [" + profiles));
  ASSERT_THAT(report, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(report.error().message, HasSubstr("too many profiles"));
}

TEST(ReportTimeTest, IsInTheName) {
  constexpr int64_t kMillis = 1774940709000;  // 2026-03-31T07:05:09Z
  constexpr int64_t kLater = kMillis / 1000 + 60;
  EXPECT_EQ(ReportTime("PC-1_jane_doe_20260331T070509Z.json", kLater), kMillis);
  EXPECT_EQ(ReportTime("PC-1_jane_20260331T070509Z-2.json", kLater), kMillis + 2);
}

TEST(ReportTimeTest, IsTheFilesWithoutOneInTheName) {
  for (const char* name :
       {"x.json", "a_b_.json", "a_b_20261331T070509Z.json", "a_b_2026033XT070509Z.json", "_", ""}) {
    EXPECT_EQ(ReportTime(name, 7), 7999) << name;
  }
}

TEST(ReportTimeTest, ClockThatRunsAheadIsNotBelieved) {
  EXPECT_EQ(ReportTime("PC_jane_20990101T000000Z.json", 1774940709), 1774940709999);
}

}  // namespace
}  // namespace repoint::console
