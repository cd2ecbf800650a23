#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <span>

#include "base/text.h"
#include "client/options.h"
#include "client/switches.h"

namespace repoint {
namespace {

// Behind the name of a switch whose value is optional: the option that takes the value.
constexpr std::string_view kValueSuffix = "-value";

std::unexpected<Error> Usage(std::string message) {
  return Fail(ErrorCode::kUsage, std::move(message) + "; -Help lists the switches");
}

// Stands before every value on its way through CLI11, which would refuse an empty one and take
// "[a,b]" for two.
constexpr char kGuard = ':';

// Flags have a value of CLI11's own, without it.
std::string Unguarded(std::string value) {
  return value.starts_with(kGuard) ? value.substr(1) : value;
}

// A switch as it was written: its name, and the value behind '=' or ':'.
struct Spelled {
  const Switch* known = nullptr;
  std::string_view name;
  std::optional<std::string_view> value;
};

// nullopt: no switch, but a plain argument.
std::optional<Spelled> ReadSwitch(std::string_view argument, bool slash_switches) {
  size_t dashes = 0;
  if (argument.starts_with("--")) {
    dashes = 2;
  } else if (argument.starts_with("-") || (slash_switches && argument.starts_with("/"))) {
    dashes = 1;
  }
  if (dashes == 0 || argument.size() == dashes) return std::nullopt;
  Spelled spelled;
  spelled.name = argument.substr(dashes);
  if (const size_t end = spelled.name.find_first_of("=:"); end != std::string_view::npos) {
    spelled.value = spelled.name.substr(end + 1);
    spelled.name = spelled.name.substr(0, end);
  }
  spelled.known = FindSwitch(spelled.name);
  return spelled;
}

// The original's spelling, put into the one form that the parser reads: "--name" or "--name=value",
// and bare arguments.
class Normaliser {
 public:
  Normaliser(const std::vector<std::string>& arguments, bool slash_switches)
      : arguments_(arguments), slash_switches_(slash_switches) {}

  Result<std::vector<std::string>> Run() {
    for (next_ = 0; next_ < arguments_.size(); ++next_) {
      auto spelled = ReadSwitch(arguments_[next_], slash_switches_);
      if (!spelled && arguments_[next_] == "-") spelled = JoinLoneDash();
      if (!spelled) {
        normal_.push_back(kGuard + arguments_[next_]);
        continue;
      }
      REPOINT_TRY(Add(*spelled));
    }
    return std::move(normal_);
  }

 private:
  // "- reprocess": the dash belongs to the next argument, as in the vendor's own example.
  std::optional<Spelled> JoinLoneDash() {
    if (next_ + 1 >= arguments_.size()) return std::nullopt;
    joined_ = "-" + arguments_[next_ + 1];
    auto spelled = ReadSwitch(joined_, slash_switches_);
    if (!spelled || spelled->known == nullptr) return std::nullopt;
    ++next_;
    return spelled;
  }

  Status Add(const Spelled& spelled) {
    if (spelled.known == nullptr) {
      return Usage(fmt::format("unknown switch \"{}\"", arguments_[next_]));
    }
    const Switch& known = *spelled.known;
    const std::string name = "--" + FoldAscii(known.name);
    if (known.value == SwitchValue::kNone) {
      if (spelled.value) return Usage(fmt::format("-{} takes no value", known.name));
      normal_.push_back(name);
      return {};
    }
    if (known.value == SwitchValue::kOptional) {
      normal_.push_back(name);
      if (!spelled.value && !NextIsPlain()) return {};
      const std::string_view value = spelled.value ? *spelled.value : arguments_[++next_];
      return AddValue(known, fmt::format("{}{}", name, kValueSuffix), value);
    }
    if (!spelled.value) REPOINT_TRY(CheckNextIsValueOf(known));
    return AddValue(known, name, spelled.value ? *spelled.value : arguments_[++next_]);
  }

  bool NextIsPlain() const {
    return next_ + 1 < arguments_.size() && arguments_[next_ + 1] != "-" &&
           !ReadSwitch(arguments_[next_ + 1], slash_switches_);
  }

  // A value that was forgotten must not swallow the switch behind it.
  Status CheckNextIsValueOf(const Switch& known) const {
    if (next_ + 1 >= arguments_.size()) return NeedsValue(known);
    const std::string& next = arguments_[next_ + 1];
    const auto spelled = ReadSwitch(next, slash_switches_);
    const bool is_switch = spelled && spelled->known != nullptr && !known.value_may_be_switch;
    if (!is_switch && next != "-") return {};
    return Usage(fmt::format("-{} needs a value, and {} is {}; write -{}={} if it is meant",
                             known.name, next, is_switch ? "a switch" : "none", known.name, next));
  }

  static std::unexpected<Error> NeedsValue(const Switch& known) {
    return Usage(fmt::format("-{} needs a value: {}", known.name, known.value_name));
  }

  // Only text for another program may be empty: an empty path or id comes from a variable of a
  // script that was not set.
  Status AddValue(const Switch& known, std::string_view name, std::string_view value) {
    if (value.empty() && !known.value_may_be_switch) return NeedsValue(known);
    normal_.push_back(fmt::format("{}={}{}", name, kGuard, value));
    return {};
  }

  const std::vector<std::string>& arguments_;
  const bool slash_switches_;
  size_t next_ = 0;
  std::string joined_;
  std::vector<std::string> normal_;
};

// What CLI11 fills in; turned into Options afterwards.
struct Raw {
  Options options;
  bool help = false, version = false, inspect = false, verify = false, journals = false;
  std::vector<std::string> lists;
  std::string method = "auto";
  std::map<std::string_view, std::string> choices;  // by the name of the switch
  bool rollback = false;
  std::string rollback_id;
  std::string reg_file, nickname_file, out, public_key, journal_dir, log, report, profile_dir;
  std::string code_page, close_after, wait, jobs, shard;
};

// Switches that say what becomes of a kind of files: "keep", or the other word.
struct FileChoice {
  std::string_view name;
  std::string_view other;
  bool Options::* chosen;  // true: the other word
};
constexpr FileChoice kFileChoices[] = {
    {"OstFile", "rename", &Options::rename_ost},
    {"Nicknames", "update", &Options::update_nicknames},
    {"Autocomplete", "update", &Options::update_autocomplete},
    {"Oab", "rename", &Options::rename_oab},
    {"Favorites", "rename", &Options::rename_favorites},
};

Status ReadFileChoices(const Raw& raw, Options& options) {
  for (const FileChoice& choice : kFileChoices) {
    const std::string& word = raw.choices.at(choice.name);
    if (word.empty()) continue;
    const bool other = EqualsFolded(word, choice.other);
    if (!other && !EqualsFolded(word, "keep")) {
      return Usage(fmt::format("-{} is keep or {}, not \"{}\"", choice.name, choice.other, word));
    }
    options.*choice.chosen = other;
  }
  return {};
}

// Switches that do nothing beside another one. Whoever gives them expects something of them, and
// must hear that it does not happen.
struct Idle {
  std::string_view beside;
  std::span<const std::string_view> switches;
  std::string_view why;  // and what to do
};
constexpr std::string_view kChoosesFiles[] = {"OstFile", "Nicknames", "Autocomplete",
                                              "Oab",     "Favorites", "ProfileDir"};
constexpr std::string_view kOfFiles[] = {"OstFile",   "Nicknames",  "Autocomplete", "Oab",
                                         "Favorites", "ProfileDir", "NoFiles"};
// The OST of an export is named, as -OstFile has it, and the search values are in it.
constexpr std::string_view kBesideExports[] = {"Nicknames", "Autocomplete", "Oab", "Favorites"};
constexpr std::string_view kRenamed[] = {"OstFile", "Oab", "Favorites"};
constexpr Idle kIdle[] = {
    {"Rollback", kChoosesFiles,
     "a rollback puts back every file that the update moved, at the place where it was; -NoFiles "
     "leaves them all as they are"},
    {"RegFile", kBesideExports,
     "beside an export lie no files; for those of its user work on the hive, with -Hive"},
    {"NoFiles", kChoosesFiles, "all files stay as they are"},
    {"Inspect", kOfFiles, "it prints profiles and looks at no file beside them"},
    {"Journals", kOfFiles, "it lists runs and looks at no file beside the profiles"},
    {"Verify", kRenamed, "it looks for old names and renames nothing"},
};

Status CheckIdle(const CLI::App& app) {
  const auto given = [&](std::string_view name) { return app.count("--" + FoldAscii(name)) != 0; };
  for (const Idle& idle : kIdle) {
    if (!given(idle.beside)) continue;
    for (const std::string_view name : idle.switches) {
      if (!given(name)) continue;
      return Usage(fmt::format("-{} does nothing with -{}: {}; leave -{} out", name, idle.beside,
                               idle.why, name));
    }
  }
  return {};
}

// A file by itself: no profile, no journal, no Outlook.
void DeclareNicknames(CLI::App& app, Raw& raw) {
  auto* file = app.add_option("--nicknamefile", raw.nickname_file);
  for (const char* other :
       {"--regfile",     "--hive",       "--allusers",   "--runoutlook", "--runoutlookall",
        "--waitoutlook", "--profile",    "--method",     "--reprocess",  "--rollback",
        "--journals",    "--journaldir", "--ostfile",    "--nicknames",  "--autocomplete",
        "--oab",         "--favorites",  "--profiledir", "--nofiles",    "--report"}) {
    file->excludes(app.get_option(other));
  }
}

void Declare(CLI::App& app, Raw& raw) {
  Options& o = raw.options;
  app.set_help_flag();
  app.allow_extras(false);
  app.add_option("list", raw.lists)->expected(-1);
  auto* run = app.add_flag("--runoutlook", o.run_outlook);
  auto* run_all = app.add_flag("--runoutlookall", o.run_outlook_all)->excludes(run);
  app.add_option("--outlookop", o.outlook_options)->expected(1);
  auto* keep = app.add_flag("--keepoutlookopen", o.keep_outlook_open);
  app.add_option("--closeoutlookafterdelay", raw.close_after)->excludes(keep);
  app.add_flag("--reprocess", o.reprocess);
  app.add_flag("--verbose", o.verbose);
  app.add_flag("--help", raw.help);
  app.add_flag("--dryrun", o.dry_run);
  app.add_option("--profile", o.profiles)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--method", raw.method);
  app.add_option("--out", raw.out);
  auto* reg_file = app.add_option("--regfile", raw.reg_file);
  auto* hive = app.add_option("--hive", o.hives)
                   ->expected(1)
                   ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
                   ->excludes(reg_file)
                   ->excludes(run)
                   ->excludes(run_all);
  app.add_flag("--allusers", o.all_users)
      ->excludes(reg_file)
      ->excludes(hive)
      ->excludes(run)
      ->excludes(run_all);
  app.add_flag("--hivelog", o.hive_log);
  app.add_option("--jobs", raw.jobs)->needs(hive);
  app.add_option("--shard", raw.shard)->needs(hive);
  auto* resume = app.add_flag("--resume", o.resume)->needs(hive);
  auto* inspect = app.add_flag("--inspect", raw.inspect);
  auto* verify = app.add_flag("--verify", raw.verify)->excludes(inspect);
  auto* rollback = app.add_flag("--rollback", raw.rollback)->excludes(inspect)->excludes(verify);
  app.add_option(fmt::format("--rollback{}", kValueSuffix), raw.rollback_id);
  app.add_flag("--force", o.force)->needs(rollback);
  app.add_flag("--journals", raw.journals)->excludes(inspect)->excludes(verify)->excludes(rollback);
  for (const FileChoice& choice : kFileChoices) {
    app.add_option("--" + FoldAscii(choice.name), raw.choices[choice.name]);
  }
  app.add_option("--profiledir", raw.profile_dir)->needs(hive);
  app.add_flag("--nofiles", o.no_files);
  app.add_option("--waitoutlook", raw.wait)->excludes(hive);
  app.add_flag("--json", o.json);
  app.add_option("--log", raw.log);
  resume->needs(app.add_option("--report", raw.report));
  app.add_option("--publickey", raw.public_key);
  app.add_flag("--allowedited", o.allow_edited);
  app.add_option("--codepage", raw.code_page);
  app.add_option("--journaldir", raw.journal_dir);
  app.add_flag("--version", raw.version);
  DeclareNicknames(app, raw);
  for (CLI::Option* option : app.get_options()) option->transform(Unguarded);
}

std::optional<std::string> Given(const CLI::App& app, const std::string& name,
                                 const std::string& value) {
  return app.count(name) == 0 ? std::nullopt : std::optional(value);
}

// Decimal, also with leading zeros. Leaves `number` alone when the switch was not given.
template <typename Number>
Status ReadNumber(std::string_view name, const std::optional<std::string>& text, int64_t limit,
                  Number& number) {
  if (!text) return {};
  const char* const end = text->data() + text->size();
  Number read = 0;
  const auto [stop, error] = std::from_chars(text->data(), end, read);
  if (error != std::errc() || stop != end || read < 0 || read > limit) {
    return Usage(fmt::format("-{} is a whole number from 0 to {}, not \"{}\"", name, limit, *text));
  }
  number = read;
  return {};
}

// 0 stands for a switch that was not given.
Status ReadJobs(const std::optional<std::string>& text, int& jobs) {
  static constexpr int64_t kMaxJobs = 256;
  REPOINT_TRY(ReadNumber("Jobs", text, kMaxJobs, jobs));
  if (!text || jobs > 0) return {};
  return Usage("-Jobs is at least 1; without it there is one for each core");
}

// Listings are for the screen: they are no runs that a log or report could tell of.
Status CheckListing(const Options& o) {
  if (o.mode != Mode::kInspect && o.mode != Mode::kJournals) return {};
  if (!o.log && !o.report) return {};
  return Usage(fmt::format("{} prints a listing and writes no {}; send its output to a file",
                           o.mode == Mode::kInspect ? "-Inspect" : "-Journals",
                           o.log ? "-Log" : "-Report"));
}

Status ReadNumbers(const CLI::App& app, const Raw& raw, Options& o) {
  static constexpr int64_t kDay = 86400;
  static constexpr int64_t kWeek = 10080;
  static constexpr int64_t kMaxCodePage = 65535;
  REPOINT_TRY(ReadNumber("CloseOutlookAfterDelay",
                         Given(app, "--closeoutlookafterdelay", raw.close_after), kDay,
                         o.close_outlook_after_seconds));
  REPOINT_TRY(ReadNumber("WaitOutlook", Given(app, "--waitoutlook", raw.wait), kWeek,
                         o.wait_outlook_minutes));
  REPOINT_TRY(ReadJobs(Given(app, "--jobs", raw.jobs), o.jobs));
  if (const auto shard = Given(app, "--shard", raw.shard)) {
    const auto parsed = ParseShard(*shard);
    if (!parsed) return Usage(parsed.error().message);
    o.shard = *parsed;
  }
  const auto code_page = Given(app, "--codepage", raw.code_page);
  if (!code_page) return {};
  if (!o.reg_file && o.hives.empty() && !o.nickname_file) {
    return Usage("-CodePage goes with -RegFile or -Hive, or with -NicknameFile");
  }
  o.code_page = 0;
  REPOINT_TRY(ReadNumber("CodePage", code_page, kMaxCodePage, *o.code_page));
  const auto page = CodePage::Find(*o.code_page);
  if (!page) return Usage(page.error().ToString());
  return {};
}

Mode ModeOf(const Raw& raw) {
  if (raw.help) return Mode::kHelp;
  if (raw.version) return Mode::kVersion;
  if (raw.inspect) return Mode::kInspect;
  if (raw.verify) return Mode::kVerify;
  if (raw.journals) return Mode::kJournals;
  return raw.rollback ? Mode::kRollback : Mode::kUpdate;
}

// Names as the user knows them: CLI11 speaks of "--runoutlook".
std::string Respell(std::string message) {
  for (const Switch& known : Switches()) {
    const std::string internal = "--" + FoldAscii(known.name);
    for (size_t at = 0; (at = message.find(internal, at)) != std::string::npos;) {
      const size_t end = at + internal.size();
      if (end < message.size() && FoldAscii(message)[end] >= 'a' &&
          FoldAscii(message)[end] <= 'z') {
        at = end;
        continue;
      }
      message.replace(at, internal.size(), "-" + std::string(known.name));
      at += known.name.size();
    }
  }
  return message;
}

Result<Options> Finish(const CLI::App& app, Raw& raw) {
  Options& o = raw.options;
  o.mode = ModeOf(raw);
  if (o.mode == Mode::kHelp || o.mode == Mode::kVersion) return std::move(o);
  if (raw.lists.size() > 1) {
    return Usage(
        fmt::format("one list only, but \"{}\" and \"{}\" were given; names with spaces "
                    "need quotation marks",
                    raw.lists[0], raw.lists[1]));
  }
  if (!raw.lists.empty()) o.list = raw.lists.front();
  if (o.list && o.list->empty()) {
    return Usage(
        "the name of the list is empty; leave it out for EMAMappings.tab beside the "
        "program");
  }
  const auto method = ParseMethodChoice(raw.method);
  if (!method)
    return Usage(fmt::format("-Method is auto, explicit or rediscover, not \"{}\"", raw.method));
  o.method = *method;
  REPOINT_TRY(ReadFileChoices(raw, o));
  REPOINT_TRY(CheckIdle(app));
  o.profile_dir = Given(app, "--profiledir", raw.profile_dir);
  o.rollback_id = Given(app, fmt::format("--rollback{}", kValueSuffix), raw.rollback_id);
  o.reg_file = Given(app, "--regfile", raw.reg_file);
  o.nickname_file = Given(app, "--nicknamefile", raw.nickname_file);
  o.out = Given(app, "--out", raw.out);
  o.public_key = Given(app, "--publickey", raw.public_key);
  o.journal_dir = Given(app, "--journaldir", raw.journal_dir);
  o.log = Given(app, "--log", raw.log);
  o.report = Given(app, "--report", raw.report);
  REPOINT_TRY(ReadNumbers(app, raw, o));
  REPOINT_TRY(CheckListing(o));
  if (o.hive_log && o.hives.empty() && !o.all_users) {
    return Usage("-HiveLog goes with -Hive or -AllUsers");
  }
  if (o.resume && o.mode != Mode::kUpdate) return Usage("-Resume goes on with an update only");
  if (o.resume && o.reprocess) {
    return Usage("-Resume passes over what is done, which -reprocess does again: leave one out");
  }
  const bool writes = (o.mode == Mode::kUpdate || o.mode == Mode::kRollback) && !o.dry_run;
  if (o.reg_file && writes && !o.out) return Usage("-RegFile needs -Out <out.reg>, or -DryRun");
  if (o.nickname_file && writes && !o.out) {
    return Usage("-NicknameFile needs -Out <out.nk2>, or -DryRun");
  }
  if (o.out && !o.reg_file && !o.nickname_file) {
    return Usage("-Out goes with -RegFile or -NicknameFile");
  }
  if (o.report && (StartsWithFolded(*o.report, "https:") || StartsWithFolded(*o.report, "http:"))) {
    return Usage("-Report takes a folder, not an address");
  }
  return std::move(o);
}

}  // namespace

bool Options::Wants(std::string_view profile_name) const {
  if (profiles.empty()) return true;
  return std::ranges::any_of(
      profiles, [&](const std::string& name) { return EqualsFolded(name, profile_name); });
}

std::vector<std::string> Options::UnknownNames(const std::vector<ProfileRef>& known) const {
  std::vector<std::string> unknown;
  std::ranges::copy_if(profiles, std::back_inserter(unknown), [&](const std::string& name) {
    return std::ranges::none_of(
        known, [&](const ProfileRef& profile) { return EqualsFolded(profile.name, name); });
  });
  return unknown;
}

bool AsksForJson(const std::vector<std::string>& arguments, bool slash_switches) {
  bool lone_dash = false;
  for (const std::string& argument : arguments) {
    const std::string whole = (lone_dash ? "-" : "") + argument;
    const auto spelled = ReadSwitch(whole, slash_switches);
    if (spelled && spelled->known == FindSwitch("Json")) return true;
    lone_dash = argument == "-";
  }
  return false;
}

Result<Options> ParseCommandLine(const std::vector<std::string>& arguments, bool slash_switches) {
  REPOINT_ASSIGN(std::vector<std::string> normal, Normaliser(arguments, slash_switches).Run());
  CLI::App app;
  Raw raw;
  Declare(app, raw);
  std::reverse(normal.begin(), normal.end());  // as CLI11 takes a vector
  try {
    app.parse(std::move(normal));
  } catch (const CLI::Error& error) {
    return Usage(Respell(error.what()));
  }
  return Finish(app, raw);
}

std::string HelpText() {
  std::string text =
      "EMProfileUpdate [filename] [switches]\n\n"
      "Points the Outlook profiles of migrated mailboxes at their new server.\n"
      "filename is the list of migrated mailboxes; without it, EMAMappings.tab in\n"
      "the program's own folder.\n\n";
  for (const Switch& known : Switches()) {
    const std::string head = fmt::format("-{} {}", known.name, known.value_name);
    text += fmt::format("  {:<34} {}\n", head, known.help);
  }
  text +=
      "\nExamples\n"
      "  EMProfileUpdate \\\\server\\share\\EMAMappings.tab\n"
      "  EMProfileUpdate EMAMappings.tab -DryRun -verbose\n"
      "  EMProfileUpdate EMAMappings.tab -RegFile old.reg -Out new.reg -CodePage 1252\n"
      "  EMProfileUpdate EMAMappings.tab -NicknameFile old.nk2 -Out new.nk2\n"
      "  EMProfileUpdate EMAMappings.tab -Hive D:\\Profiles -Report D:\\Reports -Resume\n"
      "  EMProfileUpdate -Rollback\n\n"
      "Exit codes: 0 done, 1 a profile failed, 2 usage, 3 the list cannot be used,\n"
      "4 the registry cannot be used, 5 deferred because Outlook runs, 6 the report\n"
      "or log could not be written, 7 -Verify found references, 10 internal fault.\n";
  return text;
}

}  // namespace repoint
