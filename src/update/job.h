// A job: one mailbox of a profile that goes from its source to its target, with everything that the
// rules need to know.
#ifndef REPOINT_UPDATE_JOB_H_
#define REPOINT_UPDATE_JOB_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "list/row.h"
#include "profile/graph.h"
#include "update/method.h"
#include "update/names.h"
#include "update/own_names.h"

namespace repoint {

struct Job {
  list::Row first;  // the row of the mailbox as the profile knows it
  list::Row last;   // the row that says where it is now; the same one unless it moved again
  Method method = Method::kExplicit;
  SourceNames names;
  std::string source_dn;             // SourceDN, else the profile's own; empty = unknown
  std::vector<std::string> own_dns;  // folded; what the profile calls the mailbox, before or after
  bool new_mailbox = true;           // TargetDN is unknown, or is not the DN that the profile has
  bool arrived = false;              // the profile points at the target already
  std::string server_dn;             // TargetServerDN, given or made; empty = unknown
  std::string public_server;         // TargetPublicServer, else TargetServer
  std::string public_server_dn;      // server_dn with that name
  AnsiPage ansi;
  bool ansi_export =
      false;  // REGEDIT4 without a code page: text of 001e values was never understood
};

// `profile_dn`: the DN that the profile tells of this mailbox; empty = none.
Job MakeJob(const list::Row& first, const list::Row& last, std::string_view profile_dn,
            const Profile& profile);

// Adds what the profile itself calls the mailbox: as names of the source, apart from those that are
// the target's, too. An account that has arrived only tells which stores are its own.
void AddOwnNames(Job& job, const OwnNames& own);

// Both DNs name an organisation, and not the same one.
bool ChangesOrganization(const Job& job);

// Text as the bytes of this user's ANSI code page. kUnsupported when it does not fit, or is not
// ASCII and no code page is known; the message says what to do.
Result<Bytes> AnsiBytes(const Job& job, std::string_view utf8);
// ANSI bytes that are about to be replaced as UTF-8; the same refusals.
Result<std::string> AnsiText(const Job& job, std::string_view bytes);

// The error for a text that does not fit a value.
std::unexpected<Error> Misfit(const Job& job, std::string_view text);

}  // namespace repoint

#endif  // REPOINT_UPDATE_JOB_H_
