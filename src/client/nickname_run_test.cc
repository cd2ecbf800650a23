// -NicknameFile: read, re-addressed, written whole or not at all.
#include "client/nickname_run.h"

#include "base/testing/faulty_files.h"
#include "client/testing/run_tests.h"
#include "mapi/hex_test_util.h"
#include "mapi/testing/nickname_stream.h"

namespace repoint {
namespace {

using mapi::NicknameStream;

constexpr const char* kIn = "/n/in.nk2";
constexpr const char* kOut = "/n/out.nk2";

// Jane and Jim, of whom only Jane is in the list, and a row of hers that contradicts itself.
NicknameStream Stream(std::string_view alias, std::string_view org, std::string_view domain) {
  NicknameStream stream;
  const std::string dn = "/o=" + std::string(org) + "/cn=" + std::string(alias);
  const std::string address = std::string(alias) + "@" + std::string(domain);
  mapi::AddExRow(stream, {.name = "Jane", .dn = dn, .smtp = address});
  mapi::AddSmtpRow(stream, {.name = "Jim", .smtp = "jim@old.example"});
  return stream;
}
Bytes Before() { return Stream("jane", "Old", "old.example").Build(); }
Bytes After() { return Stream("jane", "New", "new.example").Build(); }

Bytes OfDoubt() {
  NicknameStream stream;
  mapi::AddSmtpRow(stream,
                   {.name = "Jane", .smtp = "jane@old.example", .entry_id = mapi::Hex("00")});
  return stream.Build();
}

class NicknameRunTest : public testing::Test {
 protected:
  NicknameRunTest() : world_("[HKEY_CURRENT_USER\\Software]\n", {MoveOf("jane")}) {
    world_.options.nickname_file = kIn;
    world_.options.out = kOut;
    world_.files.Put(kIn, Before());
  }

  NicknameRun Run(FileSystem& files) {
    Log log;
    Environment env = world_.MakeEnvironment(world_.registry, files, log);
    return RunNicknameFile(world_.options, env);
  }
  NicknameRun Run() { return Run(world_.files); }
  std::string Text() { return RenderNicknameRun(world_.options, Run()); }
  Result<Listing> Inspect() {
    Log log;
    Environment env = world_.MakeEnvironment(world_.registry, world_.files, log);
    return InspectNicknameFile(world_.options, env);
  }
  std::optional<std::string> Out() { return world_.files.Text(kOut); }

  World world_;
};

TEST_F(NicknameRunTest, WritesTheNewAddressesToTheOtherFileAndLeavesTheFirst) {
  const NicknameRun run = Run();
  EXPECT_EQ(run.report.exit, kExitDone);
  EXPECT_TRUE(run.written);
  EXPECT_EQ(Out(), AsChars(After()));
  EXPECT_EQ(world_.files.Text(kIn), AsChars(Before()));
}

TEST_F(NicknameRunTest, SaysHowManyOfHowManyRows) {
  EXPECT_THAT(Text(), HasSubstr("updated       /n/in.nk2 -> /n/out.nk2  1 of 2 rows re-addressed"));
}

TEST_F(NicknameRunTest, VerboseNamesEachRow) {
  EXPECT_THAT(Text(), Not(HasSubstr("row 1")));
  world_.options.verbose = true;
  EXPECT_THAT(Text(), HasSubstr("row 1 (Jane): /o=Old/cn=jane -> /o=New/cn=jane"));
}

TEST_F(NicknameRunTest, DryRunPrintsThePlanAndWritesNothing) {
  world_.options.dry_run = true;
  world_.options.out.reset();
  world_.files.ClearCalls();
  const std::string text = Text();
  EXPECT_THAT(text, AllOf(HasSubstr("would-update  /n/in.nk2  1 of 2 rows to be re-addressed"),
                          HasSubstr("row 1 (Jane): /o=Old/cn=jane -> /o=New/cn=jane")));
  EXPECT_THAT(world_.Writes(), IsEmpty());
}

TEST_F(NicknameRunTest, VerifyEndsWith7WhileRowsNameOldAddresses) {
  world_.options.mode = Mode::kVerify;
  EXPECT_EQ(Run().report.exit, kExitLeftovers);
  EXPECT_EQ(Out(), std::nullopt);
  world_.files.Put(kIn, OfDoubt());
  EXPECT_EQ(Run().report.exit, kExitLeftovers);
  world_.files.Put(kIn, After());
  EXPECT_EQ(Run().report.exit, kExitDone);
}

TEST_F(NicknameRunTest, NothingToChangeWritesNothingAndSaysSo) {
  world_.files.Put(kIn, After());
  EXPECT_THAT(Text(), AllOf(HasSubstr("unchanged     /n/in.nk2  0 of 2 rows re-addressed"),
                            HasSubstr("nothing changed, /n/out.nk2 was not written\n")));
  EXPECT_EQ(Out(), std::nullopt);
  world_.files.Put(kOut, "older");
  EXPECT_THAT(Text(), HasSubstr("the file that is there is not of this run"));
  EXPECT_EQ(Out(), "older");
}

TEST_F(NicknameRunTest, RowsThatAreLeftAreNamedWithTheReason) {
  world_.files.Put(kIn, OfDoubt());
  const NicknameRun run = Run();
  EXPECT_EQ(run.report.exit, kExitDone);
  EXPECT_THAT(RenderNicknameRun(world_.options, run),
              HasSubstr("left: row 1 (Jane): a copy of its entry id is not understood"));
}

TEST_F(NicknameRunTest, AnsiRowsThatNeedACodePageAreCounted) {
  NicknameStream stream;
  mapi::AddExRow(stream, {.dn = "/o=Old/cn=\xfc", .ansi = true});
  mapi::AddExRow(stream, {.dn = "/o=Old/cn=u", .ansi = true});
  world_.files.Put(kIn, stream.Build());
  constexpr const char* kWarning = "1 row(s) with addresses that are not ASCII";
  EXPECT_THAT(Text(), AllOf(HasSubstr(kWarning), HasSubstr("give -CodePage")));
  world_.ansi = CodePage::Find(1252).value();
  EXPECT_THAT(Text(), Not(HasSubstr(kWarning)));
}

TEST_F(NicknameRunTest, FileThatDoesNotDecodeIsLeftAloneWithReasonAndNextStep) {
  Bytes cut = Before();
  cut.resize(cut.size() - 1);
  world_.files.Put(kIn, cut);
  const NicknameRun run = Run();
  EXPECT_EQ(run.report.exit, kExitRegistry);
  ASSERT_TRUE(run.report.error.has_value());
  EXPECT_THAT(run.report.error->ToString(),
              AllOf(StartsWith("/n/in.nk2: byte "), HasSubstr("would go beyond the end"),
                    HasSubstr("left alone: start Outlook")));
  EXPECT_EQ(Out(), std::nullopt);
}

TEST_F(NicknameRunTest, MissingFileIsExit4AndMissingListExit3) {
  world_.options.nickname_file = "/n/no.nk2";
  const NicknameRun missing = Run();
  EXPECT_EQ(missing.report.exit, kExitRegistry);
  EXPECT_THAT(missing.report.error->ToString(),
              AllOf(StartsWith("/n/no.nk2: "), HasSubstr("see to it that it is there")));
  world_.options.nickname_file = kIn;
  world_.options.list = "/no.tab";
  const NicknameRun run = Run();
  EXPECT_EQ(run.report.exit, kExitList);
  EXPECT_EQ(Out(), std::nullopt);
}

TEST_F(NicknameRunTest, OutIsWrittenWholeOrNotAtAllWhateverStepFails) {
  for (const Fault fault :
       {Fault::kFailOnce, Fault::kFailFromHere, Fault::kStop, Fault::kStopTorn}) {
    size_t step = 0;
    while (true) {
      world_.files.Put(kOut, "older");
      FaultyFiles files(world_.files, fault, step++);
      const NicknameRun run = Run(files);
      if (!files.fired()) break;
      // A process that died right behind the last step has done it.
      const bool whole = Out() == AsChars(After());
      EXPECT_TRUE(whole ? fault == Fault::kStopTorn : Out() == "older") << step;
      EXPECT_EQ(run.report.exit, kExitRegistry) << step;
      EXPECT_FALSE(run.written) << step;
      // Once the list was read it is known what would have been written.
      const bool list_read = !run.report.list_digest.empty();
      EXPECT_EQ(run.done.has_value() && run.done->changed.size() == 1, list_read) << step;
      EXPECT_EQ(world_.files.Text(kIn), AsChars(Before())) << step;
    }
    EXPECT_GT(step, 1u);
  }
}

TEST_F(NicknameRunTest, JsonHasTheRowsAndTheSummary) {
  world_.options.json = true;
  const std::string text = Text();
  EXPECT_THAT(
      text,
      StartsWith(
          R"({"event":"nicknames","file":"/n/in.nk2","out":"/n/out.nk2","rows":2,"changed":[{"row":1,"name":"Jane","from":"/o=Old/cn=jane","to":"/o=New/cn=jane"}],"left":[]})"
          "\n"
          R"({"event":"summary")"));
  world_.files.Put(kIn, OfDoubt());
  EXPECT_THAT(Text(), HasSubstr(R"("out":null,"rows":1,"changed":[],"left":[{"row":1,)"));
  world_.files.Put(kIn, "no stream");
  EXPECT_THAT(Text(), AllOf(HasSubstr(R"("rows":null)"), HasSubstr(R"("code":"damaged")")));
}

TEST_F(NicknameRunTest, InspectPrintsTheRows) {
  world_.options.mode = Mode::kInspect;
  EXPECT_THAT(Inspect()->text,
              AllOf(StartsWith("/n/in.nk2  version 12.0  2 rows\n"),
                    HasSubstr("row 1     weight 16384       EX    /o=Old/cn=jane  SMTP "
                              "jane@old.example  nickname \"Jane\"\n"),
                    HasSubstr("SMTP  jim@old.example  SMTP -  nickname \"Jim\"\n")));
  world_.options.json = true;
  EXPECT_THAT(Inspect()->text,
              HasSubstr(R"({"event":"nickname","file":"/n/in.nk2","row":2,"nickname":"Jim",)"
                        R"("type":"SMTP","address":"jim@old.example","smtp":null,"weight":16384})"
                        "\n"));
}

TEST_F(NicknameRunTest, InspectOfRowsWithoutAnythingAndWithOddTexts) {
  NicknameStream stream;
  stream.Row();
  stream.Row().Text(0x6001001f, "a\nb").Text(0x3002001e, "\xfc").Number(0x60040003, 0xffffffff);
  world_.files.Put(kIn, stream.Build());
  world_.options.mode = Mode::kInspect;
  EXPECT_THAT(Inspect()->text, AllOf(HasSubstr("row 1     weight -           -     -  SMTP -"),
                                     HasSubstr("weight -1 "), HasSubstr("\"a?b\"")));
}

TEST_F(NicknameRunTest, InspectOfAFileThatIsNoStreamFails) {
  world_.files.Put(kIn, "no stream");
  EXPECT_THAT(Inspect(), FailsWith(ErrorCode::kDamaged));
}

}  // namespace
}  // namespace repoint
