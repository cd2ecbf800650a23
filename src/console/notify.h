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
#include "base/system.h"
#include "console/asked.h"
#include "console/database.h"
#include "console/project.h"
#include "list/row.h"

namespace repoint::console {

// A template with its places {name}, {address}, {date}, {link}, {link_url}, {contact}, {from_name}
// still in it (notice_text.h). From a file, UTF-8, 1 MiB at most: a "Subject: ..." line, an empty
// line, the text; the HTML is made from the text.
struct NoticeTemplate {
  std::string name;  // "week", "day", "now", or the file's name: what "sent once" goes by
  std::string subject, text, html;
};
// kDamaged for another form, kUsage for a place that there is not.
Result<NoticeTemplate> LoadTemplate(FileSystem& files, const std::string& name_or_path);

struct Recipient {
  std::string address, display_name;
  // Whether its mailbox has a place to move to: one target that is beyond doubt and not gone.
  bool has_target = true;
};
// week, day and files: source mailboxes that are there and not migrated, at their address, also
// those without a target, who get no mail; now: those that are migrated and not done (results.h),
// at the target's address. In order of folded address, each once; a mailbox without an address is
// passed over. Read in pages, between which nothing is locked: `visit` may use the database.
Status VisitRecipients(Database& database, const Project& project, std::string_view template_name,
                       const std::function<Status(const Recipient&)>& visit);

struct NoticeFacts {
  std::string date;     // of the migration, as people read it
  std::string link;     // to the batch file
  std::string contact;  // whom to ask; may be empty
  std::string from;     // sender's address
  std::string from_name;
};
// kUsage when the sender is no plain address, a fact that the template names is missing, the link
// is nothing that people can open (notice_text.h), or one holds line ends or other control
// characters.
Status CheckFacts(const NoticeTemplate& notice, const NoticeFacts& facts);

// "<...@sender's domain>", the same whenever it is asked for this person and notice.
std::string MessageIdFor(const Project& project, const NoticeTemplate& notice,
                         const NoticeFacts& facts, const Recipient& recipient);

// A whole message (RFC 5322, MIME multipart/alternative, CRLF), names and subject encoded, nothing
// in it but what a header may hold: kUsage for what CheckFacts refuses, and for a recipient whose
// address is not a plain one.
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
  uint64_t sent = 0;                  // in this run; with a dry run: written
  uint64_t already = 0;               // an earlier run, or another console, has sent it
  uint64_t failed = 0;                // refused in this run
  uint64_t unknown = 0;               // all of this notice that may have arrived
  uint64_t without_target = 0;        // left out: their mailbox has no place to move to
  UnmetNames unmet;                   // of `only`: nobody whom this notice is for has the address
  std::vector<std::string> failures;  // "address: reason" of failed and unknown, at most 100
};
// Sends to everyone who did not get this notice yet. One row of `notice` each: 'sending' is durable
// before the server gets the mail, 'sent' after it took it. What an interrupted run left in
// 'sending' may have arrived: it becomes 'unknown', is named, and is not sent again unless
// `resend_unknown`. A refused address is 'failed' with the server's reason and tried again at the
// next run. A server that cannot be reached or refuses everything ends the run with kIo, one whose
// certificate or login fails with kDenied; the message says how many were sent before.
//
// Two consoles may send at once: who puts the row in sends the mail. An address that another
// console is sending to may for that moment count as unknown, and `resend_unknown` would send it
// again: use that when no other console is at work.
struct NotifyOptions {
  NoticeFacts facts;
  SmtpOptions smtp;
  bool resend_unknown = false;
  // Not empty: files "<address>.eml" there, and nothing is sent or remembered. kConflict, before
  // any is written, for a folder with .eml files that this run would not write: they would be taken
  // for its mails.
  std::string dry_run_folder;
  std::vector<list::Key> only;  // only these addresses (list::SmtpKey); empty: all
  // The clock, for the rate and the Date of mails.
  std::function<int64_t()> now_millis = NowMillis;
  std::function<void(int64_t millis)> sleep = SleepMillis;
};
// `progress` is told the number of mails sent, after each. kNotFound when nothing was imported yet.
Result<NoticeResult> SendNotices(Database& database, const Project& project,
                                 const NoticeTemplate& notice, const NotifyOptions& options,
                                 FileSystem& files, const std::function<void(uint64_t)>& progress);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_NOTIFY_H_
