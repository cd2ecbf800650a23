// Mails to the people whose mailboxes move: a week and a day before, and when it is done.
#ifndef REPOINT_CONSOLE_NOTIFY_H_
#define REPOINT_CONSOLE_NOTIFY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "console/database.h"
#include "console/project.h"
#include "list/row.h"

namespace repoint::console {

// A template with its places {name}, {date}, {link}, {contact}, ... still in it. From a file: a
// "Subject: ..." line, an empty line, the text; the HTML is made from the text.
struct NoticeTemplate {
  std::string name;  // "week", "day", "now", or the file's name: what "sent once" goes by
  std::string subject, text, html;
};
Result<NoticeTemplate> LoadTemplate(FileSystem& files, const std::string& name_or_path);

struct Recipient {
  std::string address, display_name;
};
// week, day and files: source mailboxes that are not migrated; now: those that are migrated and not
// done (results.h). In order of address, each address once.
Status VisitRecipients(Database& database, const Project& project, std::string_view template_name,
                       const std::function<Status(const Recipient&)>& visit);

struct NoticeFacts {
  std::string date;     // of the migration, as people read it
  std::string link;     // to the batch file
  std::string contact;  // whom to ask; may be empty
  std::string from;     // sender's address
  std::string from_name;
};
// A whole message (RFC 5322, MIME multipart/alternative, CRLF), names and subject encoded, nothing
// in it but what a header may hold: kUsage for an address or link with line ends.
Result<std::string> ComposeMessage(const NoticeTemplate& notice, const NoticeFacts& facts,
                                   const Recipient& recipient, std::string_view message_id,
                                   int64_t now_millis);

struct SmtpOptions {
  std::string url;  // "smtp://mail:25", "smtps://mail:465"
  bool start_tls =
      true;             // for smtp://: refuse to go on without TLS, unless loopback or switched off
  std::string ca_file;  // issuers that are trusted; empty: the system's
  std::string user;
  std::string password;      // never in a message or log
  int per_minute = 0;        // mails a minute at most; 0: as fast as the server takes them
  int timeout_seconds = 60;  // of one answer
};

struct NoticeResult {
  uint64_t sent = 0, already = 0, failed = 0, unknown = 0;
  std::vector<std::string> failures;  // "address: reason", at most 100
};
// Sends to everyone who did not get this notice yet. One row of `notice` each: 'sending' is durable
// before the server gets the mail, 'sent' after it took it. What an interrupted run left in
// 'sending' may have arrived: it becomes 'unknown', is named, and is not sent again unless
// `resend_unknown`. A refused address is 'failed' with the server's reason and tried again at the
// next run. A server that cannot be reached or refuses everything ends the run with kIo.
struct NotifyOptions {
  NoticeFacts facts;
  SmtpOptions smtp;
  bool resend_unknown = false;
  std::string dry_run_folder;   // not empty: .eml files there, nothing is sent or remembered
  std::vector<list::Key> only;  // only these addresses; empty: all
};
Result<NoticeResult> SendNotices(Database& database, const Project& project,
                                 const NoticeTemplate& notice, const NotifyOptions& options,
                                 FileSystem& files, const std::function<void(uint64_t)>& progress);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_NOTIFY_H_
