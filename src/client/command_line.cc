#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"
#include "client/options.h"
#include "client/switches.h"

namespace repoint {
namespace {

// -Rollback without an id.
constexpr std::string_view kNewest = "newest";

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
    if (known.later) {
      return Usage(fmt::format("-{} comes with a later version of EMProfileUpdate", known.name));
    }
    const std::string name = "--" + FoldAscii(known.name);
    if (known.value == SwitchValue::kNone) {
      if (spelled.value) return Usage(fmt::format("-{} takes no value", known.name));
      normal_.push_back(name);
      return {};
    }
    if (spelled.value) {
      normal_.push_back(WithValue(name, *spelled.value));
      return {};
    }
    const bool has_next = next_ + 1 < arguments_.size();
    if (known.value == SwitchValue::kOptional) {
      const bool next_is_value = has_next && !ReadSwitch(arguments_[next_ + 1], slash_switches_) &&
                                 arguments_[next_ + 1] != "-";
      normal_.push_back(next_is_value ? WithValue(name, arguments_[++next_])
                                      : WithValue(name, kNewest));
      return {};
    }
    if (!has_next) return Usage(fmt::format("-{} needs a value: {}", known.name, known.value_name));
    const auto next = ReadSwitch(arguments_[next_ + 1], slash_switches_);
    if (next && next->known != nullptr && !known.value_may_be_switch) {
      return Usage(fmt::format("-{} needs a value, and {} is a switch; write -{}={} if it is meant",
                               known.name, arguments_[next_ + 1], known.name,
                               arguments_[next_ + 1]));
    }
    normal_.push_back(WithValue(name, arguments_[++next_]));
    return {};
  }

  static std::string WithValue(std::string_view name, std::string_view value) {
    return fmt::format("{}={}{}", name, kGuard, value);
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
  std::string ost_file = "rename";
  std::string rollback;
  std::string reg_file, out, public_key, journal_dir, log, report;
  int code_page = 0;
};

void Declare(CLI::App& app, Raw& raw) {
  Options& o = raw.options;
  app.set_help_flag();
  app.allow_extras(false);
  app.add_option("list", raw.lists)->expected(-1);
  auto* run = app.add_flag("--runoutlook", o.run_outlook);
  app.add_flag("--runoutlookall", o.run_outlook_all)->excludes(run);
  app.add_option("--outlookop", o.outlook_options)->expected(1);
  auto* keep = app.add_flag("--keepoutlookopen", o.keep_outlook_open);
  app.add_option("--closeoutlookafterdelay", o.close_outlook_after_seconds)
      ->check(CLI::Range(0, 86400))
      ->excludes(keep);
  app.add_flag("--reprocess", o.reprocess);
  app.add_flag("--verbose", o.verbose);
  app.add_flag("--help", raw.help);
  app.add_flag("--dryrun", o.dry_run);
  app.add_option("--profile", o.profiles)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--method", raw.method);
  auto* out = app.add_option("--out", raw.out);
  auto* reg_file = app.add_option("--regfile", raw.reg_file);
  out->needs(reg_file);
  auto* inspect = app.add_flag("--inspect", raw.inspect);
  auto* verify = app.add_flag("--verify", raw.verify)->excludes(inspect);
  auto* rollback = app.add_option("--rollback", raw.rollback)->excludes(inspect)->excludes(verify);
  app.add_flag("--force", o.force)->needs(rollback);
  app.add_flag("--journals", raw.journals)->excludes(inspect)->excludes(verify)->excludes(rollback);
  auto* ost = app.add_option("--ostfile", raw.ost_file);
  (void)ost;
  app.add_flag("--nofiles", o.no_files);
  app.add_option("--waitoutlook", o.wait_outlook_minutes)->check(CLI::Range(0, 10080));
  app.add_flag("--json", o.json);
  app.add_option("--log", raw.log);
  app.add_option("--report", raw.report);
  app.add_option("--publickey", raw.public_key);
  app.add_flag("--allowedited", o.allow_edited);
  app.add_option("--codepage", raw.code_page)->needs(reg_file);
  app.add_option("--journaldir", raw.journal_dir);
  app.add_flag("--version", raw.version);
  for (CLI::Option* option : app.get_options()) option->transform(Unguarded);
}

std::optional<std::string> Given(const CLI::App& app, const std::string& name,
                                 const std::string& value) {
  return app.count(name) == 0 ? std::nullopt : std::optional(value);
}

Mode ModeOf(const Raw& raw, bool rollback) {
  if (raw.help) return Mode::kHelp;
  if (raw.version) return Mode::kVersion;
  if (raw.inspect) return Mode::kInspect;
  if (raw.verify) return Mode::kVerify;
  if (raw.journals) return Mode::kJournals;
  return rollback ? Mode::kRollback : Mode::kUpdate;
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
  o.mode = ModeOf(raw, app.count("--rollback") != 0);
  if (o.mode == Mode::kHelp || o.mode == Mode::kVersion) return std::move(o);
  if (raw.lists.size() > 1) {
    return Usage(
        fmt::format("one list only, but \"{}\" and \"{}\" were given; names with spaces "
                    "need quotation marks",
                    raw.lists[0], raw.lists[1]));
  }
  if (!raw.lists.empty()) o.list = raw.lists.front();
  const auto method = ParseMethodChoice(raw.method);
  if (!method)
    return Usage(fmt::format("-Method is auto, explicit or rediscover, not \"{}\"", raw.method));
  o.method = *method;
  if (!EqualsFolded(raw.ost_file, "keep") && !EqualsFolded(raw.ost_file, "rename")) {
    return Usage(fmt::format("-OstFile is keep or rename, not \"{}\"", raw.ost_file));
  }
  o.rename_ost = EqualsFolded(raw.ost_file, "rename");
  if (!raw.rollback.empty() && raw.rollback != kNewest) o.rollback_id = raw.rollback;
  o.reg_file = Given(app, "--regfile", raw.reg_file);
  o.out = Given(app, "--out", raw.out);
  o.public_key = Given(app, "--publickey", raw.public_key);
  o.journal_dir = Given(app, "--journaldir", raw.journal_dir);
  o.log = Given(app, "--log", raw.log);
  o.report = Given(app, "--report", raw.report);
  if (app.count("--codepage") != 0) {
    const auto page = CodePage::Find(raw.code_page);
    if (!page) return Usage(page.error().ToString());
    o.code_page = raw.code_page;
  }
  const bool writes = (o.mode == Mode::kUpdate || o.mode == Mode::kRollback) && !o.dry_run;
  if (o.reg_file && writes && !o.out) return Usage("-RegFile needs -Out <out.reg>, or -DryRun");
  if (o.out && o.reg_file && *o.out == *o.reg_file) {
    return Usage("-Out must be another file than -RegFile: the export that comes in is the backup");
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
    if (known.later) continue;
    const std::string head = fmt::format("-{} {}", known.name, known.value_name);
    text += fmt::format("  {:<34} {}\n", head, known.help);
  }
  text +=
      "\nExamples\n"
      "  EMProfileUpdate \\\\server\\share\\EMAMappings.tab\n"
      "  EMProfileUpdate EMAMappings.tab -DryRun -verbose\n"
      "  EMProfileUpdate EMAMappings.tab -RegFile old.reg -Out new.reg -CodePage 1252\n"
      "  EMProfileUpdate -Rollback\n\n"
      "Exit codes: 0 done, 1 a profile failed, 2 usage, 3 the list cannot be used,\n"
      "4 the registry cannot be used, 5 deferred because Outlook runs, 6 the report\n"
      "or log could not be written, 7 -Verify found references, 10 internal fault.\n";
  return text;
}

}  // namespace repoint
