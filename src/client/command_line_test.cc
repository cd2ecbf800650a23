#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/testing/result_matchers.h"
#include "client/options.h"
#include "client/switches.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Arguments = std::vector<std::string>;

std::string Show(const Arguments& arguments) { return testing::PrintToString(arguments); }

struct Accepted {
  Arguments arguments;
  std::function<bool(const Options&)> holds;
  bool slash = false;
};

TEST(CommandLineTest, TakesEveryForm) {
  using O = const Options&;
  const std::vector<Accepted> table = {
      {{}, [](O o) { return o.mode == Mode::kUpdate && !o.list && !o.reprocess && !o.verbose; }},
      {{"EMAMappings.tab"}, [](O o) { return o.list == "EMAMappings.tab"; }},
      // Any case, one dash or two, a slash on Windows, a lone dash.
      {{"-reprocess"}, [](O o) { return o.reprocess; }},
      {{"-REPROCESS"}, [](O o) { return o.reprocess; }},
      {{"--ReProcess"}, [](O o) { return o.reprocess; }},
      {{"/reprocess"}, [](O o) { return o.reprocess && !o.list; }, true},
      {{"/reprocess"}, [](O o) { return !o.reprocess && o.list == "/reprocess"; }, false},
      {{"-", "reprocess"}, [](O o) { return o.reprocess && !o.list; }},
      {{"list.tab", "-", "reprocess", "-", "verbose"},
       [](O o) { return o.reprocess && o.verbose && o.list == "list.tab"; }},
      {{"-", "Profile", "Jane"}, [](O o) { return o.profiles == Arguments{"Jane"}; }},
      {{"-", "Profile=Jane"}, [](O o) { return o.profiles == Arguments{"Jane"}; }},
      // Values: the next argument, or behind '=' or ':'.
      {{"-Profile", "Jane"}, [](O o) { return o.profiles == Arguments{"Jane"}; }},
      {{"-Profile=Jane"}, [](O o) { return o.profiles == Arguments{"Jane"}; }},
      {{"-profile:Doe, Jörg"}, [](O o) { return o.profiles == Arguments{"Doe, Jörg"}; }},
      {{"/Profile:Jane"}, [](O o) { return o.profiles == Arguments{"Jane"}; }, true},
      {{"-Profile", "A", "-Profile", "B"}, [](O o) { return o.profiles == Arguments{"A", "B"}; }},
      {{"-Profile=a=b:c"}, [](O o) { return o.profiles == Arguments{"a=b:c"}; }},
      {{"-Profile", "-dash"}, [](O o) { return o.profiles == Arguments{"-dash"}; }},
      {{"-Profile", "/slash"}, [](O o) { return o.profiles == Arguments{"/slash"}; }, true},
      {{"-Profile=-verbose"},
       [](O o) { return o.profiles == Arguments{"-verbose"} && !o.verbose; }},
      {{"-Profile", "[a,b]"}, [](O o) { return o.profiles == Arguments{"[a,b]"}; }},
      {{"-Profile", "\"x\""}, [](O o) { return o.profiles == Arguments{"\"x\""}; }},
      {{"-Profile", "%x"}, [](O o) { return o.profiles == Arguments{"%x"}; }},
      {{"-OutlookOp", "/recycle /cleanviews"},
       [](O o) { return o.outlook_options == "/recycle /cleanviews"; }},
      {{"-OutlookOp", "/recycle"}, [](O o) { return o.outlook_options == "/recycle"; }, true},
      {{"-OutlookOp", "-recycle"}, [](O o) { return o.outlook_options == "-recycle"; }},
      {{"-OutlookOp", ""}, [](O o) { return o.outlook_options.empty() && !o.list; }},
      {{"-OutlookOp=", "list.tab"},
       [](O o) { return o.outlook_options.empty() && o.list == "list.tab"; }},
      {{"-OutlookOp:/a:b=c"}, [](O o) { return o.outlook_options == "/a:b=c"; }},
      {{"-RunOutlook"}, [](O o) { return o.run_outlook && !o.run_outlook_all; }},
      {{"-RunOutlookAll"}, [](O o) { return o.run_outlook_all && !o.run_outlook; }},
      {{"-KeepOutlookOpen"}, [](O o) { return o.keep_outlook_open; }},
      {{}, [](O o) { return o.close_outlook_after_seconds == 5; }},
      {{"-CloseOutlookAfterDelay", "30"}, [](O o) { return o.close_outlook_after_seconds == 30; }},
      {{"-CloseOutlookAfterDelay:0"}, [](O o) { return o.close_outlook_after_seconds == 0; }},
      {{"-Help"}, [](O o) { return o.mode == Mode::kHelp; }},
      {{"-?"}, [](O o) { return o.mode == Mode::kHelp; }},
      {{"--?"}, [](O o) { return o.mode == Mode::kHelp; }},
      {{"/?"}, [](O o) { return o.mode == Mode::kHelp; }, true},
      {{"-Version"}, [](O o) { return o.mode == Mode::kVersion; }},
      {{"-DryRun"}, [](O o) { return o.dry_run; }},
      {{"-Method", "auto"}, [](O o) { return o.method == MethodChoice::kAuto; }},
      {{"-Method", "Explicit"}, [](O o) { return o.method == MethodChoice::kExplicit; }},
      {{"-Method=rediscover"}, [](O o) { return o.method == MethodChoice::kRediscover; }},
      {{"-RegFile", "a.reg", "-Out", "b.reg", "-CodePage", "1252"},
       [](O o) { return o.reg_file == "a.reg" && o.out == "b.reg" && o.code_page == 1252; }},
      {{"l", "-NicknameFile", "a.nk2", "-Out", "b.nk2", "-CodePage", "1252"},
       [](O o) { return o.nickname_file == "a.nk2" && o.out == "b.nk2" && o.code_page == 1252; }},
      {{"l", "-NicknameFile", "a.nk2", "-DryRun"},
       [](O o) { return o.nickname_file == "a.nk2" && !o.out; }},
      {{"-NicknameFile", "a.nk2", "-Inspect"},
       [](O o) { return o.nickname_file == "a.nk2" && o.mode == Mode::kInspect; }},
      {{"l", "-NicknameFile", "a.nk2", "-Verify"},
       [](O o) { return o.nickname_file == "a.nk2" && o.mode == Mode::kVerify; }},
      {{"-RegFile", "a.reg", "-DryRun"}, [](O o) { return o.reg_file == "a.reg" && !o.out; }},
      {{"-Hive", "NTUSER.DAT", "-CodePage", "932"},
       [](O o) { return o.hives == std::vector<std::string>{"NTUSER.DAT"} && o.code_page == 932; }},
      {{"-Hive", "a/[x,y]", "-Hive=b", "-HiveLog"},
       [](O o) { return o.hives == std::vector<std::string>{"a/[x,y]", "b"} && o.hive_log; }},
      {{"-AllUsers", "-HiveLog", "-WaitOutlook", "5"},
       [](O o) { return o.all_users && o.hive_log && o.wait_outlook_minutes == 5; }},
      {{"-Hive", "a", "-Jobs", "4", "-Shard", "1/3"},
       [](O o) { return o.jobs == 4 && o.shard == Shard{1, 3}; }},
      {{"-Hive", "a", "-Resume", "-Report", "r"}, [](O o) { return o.resume && o.report == "r"; }},
      {{"-Hive", "a", "-Rollback"}, [](O o) { return o.mode == Mode::kRollback; }},
      {{"-RegFile", "a.reg", "-Inspect"}, [](O o) { return o.mode == Mode::kInspect; }},
      {{"-Inspect", "-Json"}, [](O o) { return o.mode == Mode::kInspect && o.json; }},
      {{"-Verify", "l"}, [](O o) { return o.mode == Mode::kVerify && o.list == "l"; }},
      {{"-Rollback"}, [](O o) { return o.mode == Mode::kRollback && !o.rollback_id; }},
      {{"-Rollback", "-Force"},
       [](O o) { return o.mode == Mode::kRollback && !o.rollback_id && o.force; }},
      {{"-Rollback", "/Force"}, [](O o) { return !o.rollback_id && o.force; }, true},
      {{"-Rollback", "-", "Force"}, [](O o) { return !o.rollback_id && o.force; }},
      {{"-Rollback", "20260331T070510Z-01"},
       [](O o) { return o.rollback_id == "20260331T070510Z-01" && !o.list; }},
      {{"-Rollback=20260331T070510Z-01", "-Profile", "Jane"},
       [](O o) { return o.rollback_id == "20260331T070510Z-01" && o.profiles.size() == 1; }},
      // "newest" is no word with a meaning of its own.
      {{"-Rollback", "newest"}, [](O o) { return o.rollback_id == "newest"; }},
      {{"-Journals"}, [](O o) { return o.mode == Mode::kJournals; }},
      {{"-OstFile", "keep"}, [](O o) { return !o.rename_ost; }},
      {{"-OstFile", "RENAME"}, [](O o) { return o.rename_ost; }},
      {{"-NoFiles"}, [](O o) { return o.no_files; }},
      // Decimal, also with zeros in front.
      {{"-WaitOutlook", "08"}, [](O o) { return o.wait_outlook_minutes == 8; }},
      {{"-CloseOutlookAfterDelay", "010"}, [](O o) { return o.close_outlook_after_seconds == 10; }},
      {{"-RegFile", "a.reg", "-Verify", "-CodePage", "01252"},
       [](O o) { return o.code_page == 1252; }},
      {{"-WaitOutlook", "15"}, [](O o) { return o.wait_outlook_minutes == 15; }},
      {{"-Log", "C:\\a b.log"}, [](O o) { return o.log == "C:\\a b.log"; }},
      {{"-Log:C:\\x.log"}, [](O o) { return o.log == "C:\\x.log"; }},
      {{"-Report", "\\\\server\\drop"}, [](O o) { return o.report == "\\\\server\\drop"; }},
      {{"-PublicKey", "k.pem", "-AllowEdited"},
       [](O o) { return o.public_key == "k.pem" && o.allow_edited; }},
      {{"-JournalDir", "/j"}, [](O o) { return o.journal_dir == "/j"; }},
      {{"-Log=-"}, [](O o) { return o.log == "-"; }},
      // The vendor's own example, whole.
      {{"EMAMappings.tab", "-RunoutlookAll", "-OutlookOp", "/cleanReminders", "-keepOutlookOpen",
        "-verbose", "-", "reprocess"},
       [](O o) {
         return o.mode == Mode::kUpdate && o.list == "EMAMappings.tab" && o.run_outlook_all &&
                !o.run_outlook && o.outlook_options == "/cleanReminders" && o.keep_outlook_open &&
                o.verbose && o.reprocess;
       },
       true},
      {{"-verbose", "list.tab", "-RunOutlook"},
       [](O o) { return o.verbose && o.list == "list.tab" && o.run_outlook; }},
  };
  for (const Accepted& row : table) {
    const auto options = ParseCommandLine(row.arguments, row.slash);
    ASSERT_THAT(options, IsOk()) << Show(row.arguments);
    EXPECT_TRUE(row.holds(*options)) << Show(row.arguments);
  }
}

struct Refused {
  Arguments arguments;
  std::string says;
};

TEST(CommandLineTest, RefusesWithAUsageError) {
  const std::vector<Refused> table = {
      {{"-RunOutlook", "-RunOutlookAll"}, "RunOutlook"},
      {{"-KeepOutlookOpen", "-CloseOutlookAfterDelay", "3"}, "KeepOutlookOpen"},
      {{"-CloseOutlookAfterDelay", "3", "-KeepOutlookOpen"}, "KeepOutlookOpen"},
      {{"-Inspect", "-Verify"}, "-Inspect"},
      {{"-Rollback", "-Verify"}, "-Rollback"},
      {{"-Journals", "-Inspect"}, "-Journals"},
      {{"-Journals", "-Verify"}, "-Journals"},
      {{"-Journals", "-Rollback"}, "-Journals"},
      {{"-Rollback", "-Inspect"}, "-Rollback"},
      {{"-Rollback="}, "-Rollback needs a value"},
      {{"-Rollback:"}, "-Rollback needs a value"},
      {{"-Rollback", ""}, "-Rollback needs a value"},
      {{"-Report", ""}, "-Report needs a value"},
      {{"-Report="}, "-Report needs a value"},
      {{"-Log", ""}, "-Log needs a value"},
      {{"-JournalDir", ""}, "-JournalDir needs a value"},
      {{"-PublicKey", ""}, "-PublicKey needs a value"},
      {{"-RegFile", "", "-DryRun"}, "-RegFile needs a value"},
      {{"-RegFile", "a.reg", "-Out", ""}, "-Out needs a value"},
      {{"-Profile", ""}, "-Profile needs a value"},
      {{""}, "the name of the list is empty"},
      {{"-Log", "-", "verbose"}, "-Log needs a value"},
      {{"-Profile", "-"}, "-Profile needs a value"},
      {{"-Inspect", "-Log", "x"}, "-Inspect prints a listing and writes no -Log"},
      {{"-Inspect", "-Report", "x"}, "-Inspect prints a listing and writes no -Report"},
      {{"-Journals", "-Log", "x"}, "-Journals prints a listing and writes no -Log"},
      {{"-Journals", "-Report", "x"}, "-Journals prints a listing and writes no -Report"},
      {{"-WaitOutlook", "0x10"}, "-WaitOutlook is a whole number from 0 to 10080"},
      {{"-WaitOutlook", "10081"}, "-WaitOutlook"},
      {{"-WaitOutlook", "99999999999999999999"}, "-WaitOutlook"},
      {{"-RegFile", "a.reg", "-Verify", "-CodePage", "0x4E4"}, "-CodePage is a whole number"},
      {{"-Nonsense"}, "unknown switch \"-Nonsense\""},
      {{"-Profile"}, "-Profile needs a value"},
      {{"-Rollback", "-Profile"}, "-Profile needs a value"},
      {{"-Log", "-DryRun"}, "-DryRun is a switch"},
      {{"-Out", "--Json"}, "--Json is a switch"},
      {{"-verbose=1"}, "-verbose takes no value"},
      {{"-CloseOutlookAfterDelay", "soon"}, "-CloseOutlookAfterDelay"},
      {{"-CloseOutlookAfterDelay", "-1"}, "-CloseOutlookAfterDelay"},
      {{"-WaitOutlook", "x"}, "-WaitOutlook"},
      {{"-Method", "magic"}, "magic"},
      {{"-OstFile", "burn"}, "burn"},
      {{"-Force"}, "-Force"},
      {{"-Out", "b.reg"}, "-RegFile"},
      {{"-Out", "b.nk2"}, "-NicknameFile"},
      {{"-NicknameFile", "a.nk2"}, "-NicknameFile needs -Out"},
      {{"-NicknameFile", ""}, "-NicknameFile needs a value"},
      {{"-NicknameFile", "a", "-RegFile", "a.reg", "-Out", "b"}, "-NicknameFile"},
      {{"-NicknameFile", "a", "-Hive", "a", "-DryRun"}, "-NicknameFile"},
      {{"-NicknameFile", "a", "-AllUsers", "-DryRun"}, "-NicknameFile"},
      {{"-NicknameFile", "a", "-Rollback"}, "-NicknameFile"},
      {{"-NicknameFile", "a", "-Journals"}, "-NicknameFile"},
      {{"-NicknameFile", "a", "-Out", "b", "-Profile", "Jane"}, "-Profile"},
      {{"-NicknameFile", "a", "-Out", "b", "-RunOutlook"}, "-RunOutlook"},
      {{"-NicknameFile", "a", "-Out", "b", "-RunOutlookAll"}, "-RunOutlookAll"},
      {{"-NicknameFile", "a", "-Out", "b", "-WaitOutlook", "5"}, "-WaitOutlook"},
      {{"-NicknameFile", "a", "-Out", "b", "-Method", "auto"}, "-Method"},
      {{"-NicknameFile", "a", "-Out", "b", "-reprocess"}, "-reprocess"},
      {{"-NicknameFile", "a", "-Out", "b", "-JournalDir", "j"}, "-JournalDir"},
      {{"-NicknameFile", "a", "-Out", "b", "-Report", "r"}, "-Report"},
      {{"-NicknameFile", "a", "-Out", "b", "-OstFile", "keep"}, "-OstFile"},
      {{"-NicknameFile", "a", "-Out", "b", "-NoFiles"}, "-NoFiles"},
      {{"-RegFile", "a.reg"}, "-Out"},
      {{"-CodePage", "1252"}, "-RegFile"},
      {{"-CodePage", "1252"}, "-Hive"},
      {{"-Hive", "a", "-RegFile", "a.reg", "-Out", "b.reg"}, "-RegFile excludes -Hive"},
      {{"-Hive", "a", "-Out", "b.reg"}, "-RegFile"},
      {{"-Hive", "a", "-RunOutlook"}, "-RunOutlook"},
      {{"-Hive", "a", "-RunOutlookAll"}, "-RunOutlookAll"},
      {{"-Hive", "a", "-WaitOutlook", "5"}, "-WaitOutlook"},
      {{"-HiveLog"}, "-Hive or -AllUsers"},
      {{"-AllUsers", "-Hive", "a"}, "-AllUsers"},
      {{"-AllUsers", "-RegFile", "a.reg", "-DryRun"}, "-AllUsers"},
      {{"-AllUsers", "-RunOutlook"}, "-AllUsers"},
      {{"-AllUsers", "-RunOutlookAll"}, "-AllUsers"},
      {{"-AllUsers", "-CodePage", "1252"}, "-RegFile or -Hive"},
      {{"-Jobs", "2"}, "-Hive"},
      {{"-Hive", "a", "-Jobs", "many"}, "-Jobs is a whole number"},
      {{"-Hive", "a", "-Jobs", "0"}, "-Jobs is at least 1"},
      {{"-Shard", "0/2"}, "-Hive"},
      {{"-Hive", "a", "-Shard", "2/2"}, "-Shard"},
      {{"-Hive", "a", "-Resume"}, "-Report"},
      {{"-Hive", "a", "-Resume", "-Report", "r", "-Verify"}, "-Resume goes on with an update"},
      {{"-Hive"}, "-Hive needs a value"},
      {{"a.tab", "b.tab"}, "one list only"},
      {{"a.tab", "b.tab", "c.tab"}, ""},
      {{"-Report", "https://console.example/"}, "folder"},
  };
  for (const Refused& row : table) {
    const auto options = ParseCommandLine(row.arguments, false);
    ASSERT_THAT(options, FailsWith(ErrorCode::kUsage)) << Show(row.arguments);
    EXPECT_THAT(options.error().message, HasSubstr(row.says)) << Show(row.arguments);
    EXPECT_THAT(options.error().message, HasSubstr("-Help")) << Show(row.arguments);
  }
}

TEST(CommandLineTest, JsonIsSeenAlsoWhereTheRestMakesNoSense) {
  EXPECT_TRUE(AsksForJson({"-Bogus", "-JSON"}, false));
  EXPECT_TRUE(AsksForJson({"-", "json"}, false));
  EXPECT_TRUE(AsksForJson({"/Json"}, true));
  EXPECT_FALSE(AsksForJson({"/Json"}, false));
  EXPECT_FALSE(AsksForJson({"Json", "-Bogus"}, false));
}

TEST(CommandLineTest, KindsOfFilesAreKeptOrNot) {
  const auto read = [](const Arguments& arguments) {
    return ParseCommandLine(arguments, false).value();
  };
  const Options plain = read({});
  EXPECT_TRUE(plain.rename_ost && plain.update_nicknames && plain.rename_oab);
  EXPECT_FALSE(plain.update_autocomplete || plain.rename_favorites);
  EXPECT_FALSE(read({"-OstFile", "keep"}).rename_ost);
  EXPECT_FALSE(read({"-Nicknames", "KEEP"}).update_nicknames);
  EXPECT_FALSE(read({"-Oab=keep"}).rename_oab);
  EXPECT_TRUE(read({"-Autocomplete", "update"}).update_autocomplete);
  EXPECT_TRUE(read({"-favorites", "Rename"}).rename_favorites);
  EXPECT_TRUE(read({"-OstFile", "rename"}).rename_ost);
  for (const Arguments& wrong :
       {Arguments{"-Oab", "update"}, {"-Nicknames", "rename"}, {"-Favorites", "x"}}) {
    EXPECT_THAT(ParseCommandLine(wrong, false), FailsWith(ErrorCode::kUsage)) << wrong[0];
  }
}

TEST(CommandLineTest, SwitchesOfFilesAreRefusedWhereTheyWouldDoNothing) {
  const std::vector<Arguments> choices = {
      {"-OstFile", "keep"}, {"-Nicknames", "keep"},   {"-Autocomplete", "update"},
      {"-Oab", "keep"},     {"-Favorites", "rename"}, {"-Hive", "h", "-ProfileDir", "/p"}};
  for (const char* mode : {"-Rollback", "-Inspect", "-Journals"}) {
    for (Arguments arguments : choices) {
      const std::string name = arguments[arguments.size() - 2];
      arguments.emplace_back(mode);
      const auto options = ParseCommandLine(arguments, false);
      ASSERT_THAT(options, FailsWith(ErrorCode::kUsage)) << Show(arguments);
      EXPECT_THAT(options.error().message, HasSubstr(name + " does nothing with " + mode + ": "))
          << Show(arguments);
      EXPECT_THAT(options.error().message, HasSubstr("leave " + name + " out"));
    }
  }
  for (const char* listing : {"-Inspect", "-Journals"}) {
    EXPECT_THAT(ParseCommandLine({listing, "-NoFiles"}, false), FailsWith(ErrorCode::kUsage));
  }
  EXPECT_TRUE(ParseCommandLine({"-Rollback", "-NoFiles"}, false).value().no_files);
}

TEST(CommandLineTest, NoFilesLeavesNothingToChooseOfThem) {
  EXPECT_THAT(ParseCommandLine({"-NoFiles", "-Autocomplete=update"}, false),
              FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(ParseCommandLine({"-Hive", "h", "-NoFiles", "-ProfileDir", "/p"}, false),
              FailsWith(ErrorCode::kUsage));
}

TEST(CommandLineTest, ResumeAndReprocessContradictEachOther) {
  const auto options =
      ParseCommandLine({"-Hive", "h", "-Report", "r", "-Resume", "-reprocess"}, false);
  ASSERT_THAT(options, FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(options.error().message, HasSubstr("passes over what is done"));
}

TEST(CommandLineTest, VerifyTakesOnlyTheSwitchesOfFilesThatItSearches) {
  for (const Arguments& renamed :
       std::vector<Arguments>{{"-OstFile", "keep"}, {"-Oab", "keep"}, {"-Favorites", "rename"}}) {
    EXPECT_THAT(ParseCommandLine({"-Verify", renamed[0], renamed[1]}, false),
                FailsWith(ErrorCode::kUsage))
        << Show(renamed);
  }
  for (const Arguments& searched :
       std::vector<Arguments>{{"-NoFiles"}, {"-Nicknames=keep"}, {"-Autocomplete=update"}}) {
    EXPECT_THAT(ParseCommandLine({"-Verify", searched[0]}, false), IsOk()) << Show(searched);
  }
  EXPECT_THAT(ParseCommandLine({"-Verify", "-Hive", "h", "-ProfileDir", "/p"}, false), IsOk());
}

TEST(CommandLineTest, BesideAnExportOnlyWhatItHoldsCanBeChosen) {
  const auto with = [](Arguments arguments) {
    arguments.insert(arguments.end(), {"-RegFile", "a.reg", "-Out", "b.reg"});
    return ParseCommandLine(arguments, false);
  };
  for (const Arguments& idle : std::vector<Arguments>{{"-Nicknames", "update"},
                                                      {"-Autocomplete", "update"},
                                                      {"-Oab", "rename"},
                                                      {"-Favorites", "rename"}}) {
    const auto options = with(idle);
    ASSERT_THAT(options, FailsWith(ErrorCode::kUsage)) << Show(idle);
    EXPECT_THAT(options.error().message, HasSubstr("does nothing with -RegFile"));
  }
  EXPECT_FALSE(with({"-OstFile", "keep"}).value().rename_ost) << "the output names the OST";
  EXPECT_TRUE(with({"-NoFiles"}).value().no_files) << "values of the search stay";
}

TEST(CommandLineTest, ProfileDirGoesWithAHive) {
  EXPECT_EQ(ParseCommandLine({"-Hive", "h", "-ProfileDir", "/p"}, false).value().profile_dir, "/p");
  EXPECT_THAT(ParseCommandLine({"-ProfileDir", "/p"}, false), FailsWith(ErrorCode::kUsage));
}

TEST(CommandLineTest, HelpNamesEverySwitch) {
  const std::string help = HelpText();
  for (const Switch& known : Switches()) {
    EXPECT_THAT(help, HasSubstr("-" + std::string(known.name)));
  }
}

TEST(WrittenFilesTest, AreNeverOnesThatTheRunReads) {
  const auto check = [](const Arguments& arguments) {
    return CheckWrittenFiles(ParseCommandLine(arguments, false).value(), "/program/d.tab");
  };
  for (const Arguments& arguments :
       std::vector<Arguments>{{"l.tab", "-RegFile", "a.reg", "-Out", "a.reg"},
                              {"l.tab", "-RegFile", "a.reg", "-Out", "./a.reg"},
                              {"l.tab", "-RegFile", "a.reg", "-Out", "l.tab"},
                              {"l.tab", "-RegFile", "a.reg", "-Out", "b.reg", "-Log", "l.tab"},
                              {"l.tab", "-RegFile", "a.reg", "-Out", "b.reg", "-Log", "b.reg"},
                              {"l.tab", "-NicknameFile", "a.nk2", "-Out", "./a.nk2"},
                              {"l.tab", "-NicknameFile", "a.nk2", "-Out", "l.tab"},
                              {"l.tab", "-NicknameFile", "a.nk2", "-Out", "b.nk2", "-Log", "a.nk2"},
                              {"l.tab", "-Log", "l.tab"},
                              {"l.tab", "-Log", "l.tab.idx"},
                              {"l.tab", "-Log", "l.tab.sig"},
                              {"l.tab", "-PublicKey", "k.pem", "-Log", "k.pem"},
                              {"-Log", "/program/d.tab"}}) {
    EXPECT_THAT(check(arguments), FailsWith(ErrorCode::kUsage)) << Show(arguments);
  }
  EXPECT_THAT(check({"l.tab", "-RegFile", "a.reg", "-Out", "b.reg", "-Log", "c.log"}), IsOk());
  EXPECT_THAT(check({"-Rollback", "-Log", "/program/d.tab"}), IsOk());
}

TEST(OptionsTest, ProfileNamesAreComparedWithoutCase) {
  Options options;
  EXPECT_TRUE(options.Wants("anything"));
  options.profiles = {"Jane"};
  EXPECT_TRUE(options.Wants("JANE"));
  EXPECT_FALSE(options.Wants("Jan"));
}

}  // namespace
}  // namespace repoint
