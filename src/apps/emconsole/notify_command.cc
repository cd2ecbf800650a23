#include <fmt/format.h>

#include "apps/emconsole/command.h"
#include "console/notify.h"

namespace repoint::console {
namespace {

struct NotifyCommand {
  std::string project, notice, password_file, password_env, only_file;
  bool no_tls = false;
  NotifyOptions options;
};

Result<NoticeResult> Notify(const Console& console, NotifyCommand command) {
  NotifyOptions& options = command.options;
  if (options.dry_run_folder.empty() && options.smtp.url.empty()) {
    return Fail(ErrorCode::kUsage, "give --smtp, or --dry-run to look at the mails first");
  }
  REPOINT_ASSIGN(const NoticeTemplate notice, LoadTemplate(SystemFiles(), command.notice));
  options.smtp.start_tls = !command.no_tls;
  if (!options.smtp.user.empty() && options.dry_run_folder.empty()) {
    REPOINT_ASSIGN(options.smtp.password,
                   ReadSecret(command.password_file, command.password_env,
                              fmt::format("Password of {}: ", options.smtp.user)));
  }
  if (!command.only_file.empty()) {
    REPOINT_ASSIGN(options.only, ReadKeys(command.only_file));
  }
  REPOINT_ASSIGN(const OpenProject open, OpenProjectNamed(console, command.project));
  ProgressLine line("sending mails");
  return SendNotices(*open.database, open.project, notice, options, SystemFiles(),
                     [&line](uint64_t count) { line.Show(count); });
}

int SayResult(const Console& console, const NotifyCommand& command, const NoticeResult& result) {
  const bool dry_run = !command.options.dry_run_folder.empty();
  if (console.json) {
    PrintJson({{"event", "notify"},
               {"template", command.notice},
               {"dry_run", dry_run},
               {"sent", result.sent},
               {"already", result.already},
               {"failed", result.failed},
               {"unknown", result.unknown},
               {"without_target", result.without_target},
               {"unmet", result.unmet.names},
               {"unmet_count", result.unmet.count},
               {"failures", result.failures}});
  } else if (dry_run) {
    Print(fmt::format("{} written to {}, none sent\n", Counted(result.sent, "mail", "mails"),
                      command.options.dry_run_folder));
  } else {
    Print(fmt::format("{} sent, {} had it before, {} refused, {} unknown\n", result.sent,
                      result.already, result.failed, result.unknown));
  }
  if (!console.json) {
    for (const std::string& failure : result.failures) Print("  " + failure + "\n");
    if (result.unknown != 0) {
      Print(
          "unknown: an earlier run was interrupted while the server took the mail. It may have "
          "arrived; --resend-unknown sends it again.\n");
    }
    if (result.without_target != 0) {
      Print(
          fmt::format("{} left out, without a target: emconsole objects {} --unmatched and "
                      "--ambiguous name them\n",
                      Counted(result.without_target, "mailbox", "mailboxes"), command.project));
    }
  }
  SayUnmet(result.unmet, command.notice == "now"
                             ? "no mailbox that has moved and is not done has this address"
                             : "no mailbox that has not moved yet has this address");
  return result.failed + result.unknown + result.unmet.count == 0 ? kConsoleDone
                                                                  : kConsoleIncomplete;
}

void AddSmtpOptions(CLI::App& add, NotifyCommand& command) {
  SmtpOptions& smtp = command.options.smtp;
  CLI::App& group = *add.add_option_group("Mail server");
  group.add_option("--smtp", smtp.url, "smtp://HOST[:PORT] (StartTLS) or smtps://HOST[:PORT]");
  group.add_flag("--no-tls", command.no_tls, "send in clear text when the server has no StartTLS");
  group.add_option("--ca", smtp.ca_file, "PEM file with the issuers that are trusted");
  group.add_option("--user", smtp.user, "log in as this user");
  group.add_option("--password-file", command.password_file, "the password is its first line");
  group.add_option("--password-env", command.password_env, "the password is in this variable");
  group.add_option("--per-minute", smtp.per_minute, "mails a minute at most")
      ->check(CLI::Range(1, 1000000));
  group.add_option("--timeout", smtp.timeout_seconds, "seconds to wait for an answer")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
}

}  // namespace

void AddNotifyCommand(CLI::App& app, Console& console) {
  const auto command = std::make_shared<NotifyCommand>();
  NotifyOptions& options = command->options;
  CLI::App& add = *app.add_subcommand(
      "notify",
      "Send mails to the people whose mailboxes move: a week and a day before, and when "
      "it is done");
  add.add_option("project", command->project, "name of the project")->required();
  add.add_option("--template", command->notice,
                 "week, day, now, or a file: a line 'Subject: ...', an empty line, a text with "
                 "{name}, {address}, {date}, {link}, {link_url}, {contact}, {from_name}")
      ->required();
  add.add_option("--link", options.facts.link,
                 "link to the batch file: https://..., file://... or a path of a share");
  add.add_option("--date", options.facts.date, "date of the migration, as people read it");
  add.add_option("--contact", options.facts.contact, "whom to ask");
  add.add_option("--from", options.facts.from, "sender's address")->required();
  add.add_option("--from-name", options.facts.from_name, "sender's name");
  AddSmtpOptions(add, *command);
  add.add_option("--only", command->only_file, "only the addresses in this file, one a line")
      ->type_name("FILE");
  add.add_flag("--resend-unknown", options.resend_unknown,
               "send again what an interrupted run may have sent");
  add.add_option("--dry-run", options.dry_run_folder, "write the mails there and send none")
      ->type_name("FOLDER");
  add.footer(
      "Each person gets each notice once, also when the run is interrupted and started again.\n"
      "Example:\n"
      "  emconsole notify berlin --template week --date 'Saturday, 4 April 2026' \\\n"
      "    --link https://intranet.contoso.example/outlook --from helpdesk@contoso.example \\\n"
      "    --smtp smtp://mail.contoso.example --per-minute 120");
  add.callback([command, &console] {
    console.action = [command, &console] {
      const auto result = Notify(console, *command);
      return result ? SayResult(console, *command, *result) : SayError(console, result.error());
    };
  });
}

}  // namespace repoint::console
