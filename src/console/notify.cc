#include "console/notify.h"

#include <fmt/core.h>
#include <soci/soci.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "base/text.h"
#include "console/file_name.h"
#include "console/mime.h"
#include "console/smtp.h"

namespace repoint::console {
namespace {

constexpr size_t kMaxFailures = 100;
constexpr int64_t kMillisAMinute = 60 * 1000;

// The table `notice`, for one project and template.
class Ledger {
 public:
  Ledger(Database& database, const Project& project, const NoticeTemplate& notice)
      : database_(database), project_id_(project.id), template_(notice.name) {}

  // What a run that was interrupted left.
  Status MarkInterrupted(int64_t now) {
    return database_.InTransaction([&](soci::session& sql) -> Status {
      sql << "UPDATE notice SET state = 'unknown', changed = :now, reason = 'sending was "
             "interrupted' WHERE project_id = :project AND template = :template AND "
             "state = 'sending'",
          soci::use(now), soci::use(project_id_), soci::use(template_);
      return {};
    });
  }

  // Puts the row in, or takes up one that failed, in one statement: of two consoles one gets it.
  Result<bool> Claim(const Recipient& recipient, bool resend_unknown, int64_t now) {
    const std::string folded = FoldAscii(recipient.address);
    const int resend = resend_unknown ? 1 : 0;
    bool ours = false;
    REPOINT_TRY(database_.InTransaction([&](soci::session& sql) -> Status {
      soci::statement claim =
          (sql.prepare
               << "INSERT INTO notice (project_id, template, address_folded, address, state, "
                  "reason, changed) VALUES (:project, :template, :folded, :address, 'sending', '', "
                  ":now) ON CONFLICT (project_id, template, address_folded) DO UPDATE SET "
                  "state = 'sending', reason = '', changed = excluded.changed WHERE "
                  "notice.state = 'failed' OR (notice.state = 'unknown' AND "
                  "CAST(:resend AS INTEGER) = 1)",
           soci::use(project_id_), soci::use(template_), soci::use(folded),
           soci::use(recipient.address), soci::use(now), soci::use(resend));
      claim.execute(true);
      ours = claim.get_affected_rows() == 1;
      return {};
    }));
    return ours;
  }

  // 'sending' or 'unknown': another console that started since took ours for interrupted.
  Status Settle(const Recipient& recipient, const std::string& state, const std::string& reason,
                int64_t now) {
    const std::string folded = FoldAscii(recipient.address);
    return database_.InTransaction([&](soci::session& sql) -> Status {
      sql << "UPDATE notice SET state = :state, reason = :reason, changed = :now WHERE "
             "project_id = :project AND template = :template AND address_folded = :folded AND "
             "state IN ('sending', 'unknown')",
          soci::use(state), soci::use(reason), soci::use(now), soci::use(project_id_),
          soci::use(template_), soci::use(folded);
      return {};
    });
  }

  // nullopt: nothing was sent to this address yet.
  Result<std::optional<std::string>> StateOf(const Recipient& recipient) {
    const std::string folded = FoldAscii(recipient.address);
    std::optional<std::string> state;
    REPOINT_TRY(database_.InTransaction([&](soci::session& sql) -> Status {
      std::string found;
      sql << "SELECT state FROM notice WHERE project_id = :project AND template = :template AND "
             "address_folded = :folded",
          soci::use(project_id_), soci::use(template_), soci::use(folded), soci::into(found);
      if (sql.got_data()) state = found;
      return {};
    }));
    return state;
  }

  Status CountUnknown(NoticeResult& result) {
    return database_.InTransaction([&](soci::session& sql) -> Status {
      std::string address;
      soci::statement statement =
          (sql.prepare << "SELECT address FROM notice WHERE project_id = :project AND "
                          "template = :template AND state = 'unknown' ORDER BY address_folded",
           soci::use(project_id_), soci::use(template_), soci::into(address));
      statement.execute();
      for (; statement.fetch(); ++result.unknown) {
        if (result.failures.size() >= kMaxFailures) continue;
        result.failures.push_back(
            address + ": may have been sent, the run was interrupted; it is not sent again");
      }
      return {};
    });
  }

 private:
  Database& database_;
  int64_t project_id_;
  std::string template_;
};

// At most so many mails a minute, evenly.
class Pace {
 public:
  explicit Pace(const NotifyOptions& options)
      : options_(options),
        gap_(options.smtp.per_minute > 0
                 ? (kMillisAMinute + options.smtp.per_minute - 1) / options.smtp.per_minute
                 : 0) {}

  void Wait() {
    if (gap_ == 0) return;
    const int64_t now = options_.now_millis();
    if (now < next_ && next_ - now <= gap_) options_.sleep(next_ - now);
    next_ = options_.now_millis() + gap_;
  }

 private:
  const NotifyOptions& options_;
  int64_t gap_;  // milliseconds
  int64_t next_ = 0;
};

constexpr std::string_view kEmlSuffix = ".eml";

// No '/' in a file name, and no device of Windows, where people may look at the mails; an address
// that is plain otherwise can be one.
std::string EmlName(const std::string& address) {
  const bool is_device = IsDeviceName(address);
  std::string name;
  for (const char c : address) {
    const bool plain = std::string_view("%/*?|").find(c) == std::string_view::npos;
    if (plain && !(is_device && name.empty())) {
      name += c;
    } else {
      name += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return name + std::string(kEmlSuffix);
}

Status CheckHasObjects(Database& database, const Project& project) {
  int found = 0;
  REPOINT_TRY(database.InTransaction([&](soci::session& sql) -> Status {
    sql << "SELECT COUNT(*) FROM (SELECT id FROM object WHERE project_id = :project LIMIT 1) any_",
        soci::use(project.id), soci::into(found);
    return {};
  }));
  if (found != 0) return {};
  return Fail(ErrorCode::kNotFound,
              fmt::format("nothing was imported yet: emconsole import {}", project.name));
}

class Sender {
 public:
  Sender(Database& database, const Project& project, const NoticeTemplate& notice,
         const NotifyOptions& options, FileSystem& files, Mailer* mailer,
         const std::function<void(uint64_t)>& progress)
      : project_(project),
        notice_(notice),
        options_(options),
        files_(files),
        mailer_(mailer),
        progress_(progress),
        ledger_(database, project, notice),
        pace_(options),
        asked_(options.only) {}

  Result<NoticeResult> Run(Database& database) {
    if (mailer_ != nullptr) {
      REPOINT_TRY(ledger_.MarkInterrupted(options_.now_millis()));
    } else {
      REPOINT_TRY(CheckDryRunFolder(database));
    }
    REPOINT_TRY(VisitRecipients(database, project_, notice_.name,
                                [&](const Recipient& recipient) -> Status {
                                  if (!asked_.For({list::SmtpKey(recipient.address)})) return {};
                                  if (!recipient.has_target) {
                                    ++result_.without_target;
                                    return {};
                                  }
                                  return mailer_ != nullptr ? Send(recipient) : Write(recipient);
                                }));
    REPOINT_TRY(ledger_.CountUnknown(result_));
    result_.unmet = asked_.Unmet();
    return result_;
  }

 private:
  // Mails of an older run among those of this one would be taken for them.
  Status CheckDryRunFolder(Database& database) {
    REPOINT_ASSIGN(const auto names, files_.List(options_.dry_run_folder));
    std::set<std::string> old;
    std::ranges::copy_if(names, std::inserter(old, old.end()),
                         [](const std::string& name) { return name.ends_with(kEmlSuffix); });
    if (old.empty()) return {};
    REPOINT_TRY(VisitRecipients(
        database, project_, notice_.name, [&](const Recipient& recipient) -> Status {
          if (!asked_.For({list::SmtpKey(recipient.address)}) || !recipient.has_target) return {};
          REPOINT_ASSIGN(const auto state, ledger_.StateOf(recipient));
          if (IsWritten(state)) old.erase(EmlName(recipient.address));
          return {};
        }));
    if (old.empty()) return {};
    return Fail(
        ErrorCode::kConflict,
        fmt::format("the folder holds {} of another run, such as {}: name a new folder, or "
                    "remove what is in this one",
                    old.size() == 1 ? "a mail" : fmt::format("{} mails", old.size()), *old.begin()),
        options_.dry_run_folder);
  }

  // Whether a dry run writes a mail to somebody of whom the ledger says this.
  bool IsWritten(const std::optional<std::string>& state) const {
    const bool in_doubt = state == "sending" || state == "unknown";
    return state != "sent" && (!in_doubt || options_.resend_unknown);
  }

  Result<std::string> Compose(const Recipient& recipient) const {
    return ComposeMessage(notice_, options_.facts, recipient,
                          MessageIdFor(project_, notice_, options_.facts, recipient),
                          options_.now_millis());
  }

  void NoteFailure(const Recipient& recipient, const std::string& reason) {
    ++result_.failed;
    if (result_.failures.size() < kMaxFailures) {
      result_.failures.push_back(OneLine(recipient.address) + ": " + reason);
    }
  }

  void NoteSent() {
    ++result_.sent;
    if (progress_) progress_(result_.sent);
  }

  Status Send(const Recipient& recipient) {
    REPOINT_ASSIGN(const bool ours,
                   ledger_.Claim(recipient, options_.resend_unknown, options_.now_millis()));
    if (!ours) return PassOver(recipient);
    const Result<std::string> message = Compose(recipient);
    if (!message) return Refused(recipient, message.error().message);
    pace_.Wait();
    const auto sent = mailer_->Send(options_.facts.from, recipient.address, *message);
    if (!sent) return ServerFailed(recipient, "failed", sent.error());
    switch (sent->delivery) {
      case Delivery::kAccepted:
        REPOINT_TRY(ledger_.Settle(recipient, "sent", "", options_.now_millis()));
        NoteSent();
        return {};
      case Delivery::kRefused:
        return Refused(recipient, sent->reason);
      case Delivery::kUnknown:
        return ServerFailed(recipient, "unknown",
                            {ErrorCode::kIo, sent->reason, options_.smtp.url});
    }
    return {};
  }

  Status Refused(const Recipient& recipient, const std::string& reason) {
    REPOINT_TRY(ledger_.Settle(recipient, "failed", reason, options_.now_millis()));
    NoteFailure(recipient, reason);
    return {};
  }

  Status ServerFailed(const Recipient& recipient, const std::string& state, Error error) {
    REPOINT_TRY(ledger_.Settle(recipient, state, error.message, options_.now_millis()));
    error.message +=
        fmt::format(" (at {}, after {} sent; run again for the rest{})", recipient.address,
                    result_.sent, state == "unknown" ? ", this one may have arrived" : "");
    return std::unexpected(error);
  }

  Status PassOver(const Recipient& recipient) {
    REPOINT_ASSIGN(const auto state, ledger_.StateOf(recipient));
    if (state == "sent" || state == "sending") ++result_.already;
    return {};
  }

  Status Write(const Recipient& recipient) {
    REPOINT_ASSIGN(const auto state, ledger_.StateOf(recipient));
    if (state == "sent") ++result_.already;
    if (!IsWritten(state)) return {};
    const Result<std::string> message = Compose(recipient);
    if (!message) {
      NoteFailure(recipient, message.error().message);
      return {};
    }
    REPOINT_TRY(files_.WriteWhole(JoinPath(options_.dry_run_folder, EmlName(recipient.address)),
                                  AsBytes(*message), Access::kUserOnly));
    NoteSent();
    return {};
  }

  const Project& project_;
  const NoticeTemplate& notice_;
  const NotifyOptions& options_;
  FileSystem& files_;
  Mailer* mailer_;  // none: a dry run
  const std::function<void(uint64_t)>& progress_;
  Ledger ledger_;
  Pace pace_;
  Asked asked_;
  NoticeResult result_;
};

}  // namespace

Result<NoticeResult> SendNotices(Database& database, const Project& project,
                                 const NoticeTemplate& notice, const NotifyOptions& options,
                                 FileSystem& files, const std::function<void(uint64_t)>& progress) {
  REPOINT_TRY(CheckFacts(notice, options.facts));
  REPOINT_TRY(CheckHasObjects(database, project));
  std::unique_ptr<Mailer> mailer;
  if (options.dry_run_folder.empty()) {
    REPOINT_ASSIGN(mailer, Mailer::Create(options.smtp));
  } else {
    REPOINT_TRY(files.CreateFolders(options.dry_run_folder, Access::kUserOnly));
  }
  return Sender(database, project, notice, options, files, mailer.get(), progress).Run(database);
}

}  // namespace repoint::console
