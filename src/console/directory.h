// A directory that knows mailboxes: Active Directory, an Exchange 5.5 directory, or a CSV file that
// an administrator exported. It is read once from end to end; nothing in it is ever changed.
#ifndef REPOINT_CONSOLE_DIRECTORY_H_
#define REPOINT_CONSOLE_DIRECTORY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace repoint::console {

// One object with an address: a mailbox, or a contact or user that stands for one elsewhere. All
// text UTF-8; empty = unknown.
struct DirectoryObject {
  std::string key;        // what stays the same between two imports; unique in its directory
  std::string legacy_dn;  // "/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe"
  std::string smtp;       // primary address, without "SMTP:"
  std::vector<std::string> proxies;  // further addresses: "smtp:jd@contoso.example", "X500:/o=..."
  std::string alias;
  std::string display_name;
  std::string server;  // short name or `guid@domain`
  std::string server_fqdn;
  std::string server_dn;     // "/o=.../cn=Configuration/cn=Servers/cn=EXSRC01"
  std::string mailbox_guid;  // "0a1b2c3d-..." in lower case
  bool is_mailbox = false;   // it has a mailbox here; a contact or mail user has none
  std::string sid;           // "S-1-5-21-..."
  std::string master_sid;    // msExchMasterAccountSid: the account in another forest that owns it
  std::vector<std::string> sid_history;

  friend bool operator==(const DirectoryObject&, const DirectoryObject&) = default;
};

enum class DirectoryKind {
  kActiveDirectory,  // LDAP
  kExchange55,       // LDAP
  kAdminCsv,         // the export of Exchange 5.5's Administrator, 13 columns in a fixed order
  kShellCsv,         // Get-Mailbox | Export-Csv
};
// "ad", "exchange55", "admin-csv", "shell-csv"; nullopt for anything else.
std::optional<DirectoryKind> DirectoryKindOf(std::string_view name);
std::string_view DirectoryKindName(DirectoryKind kind);

enum class LdapTls { kNone, kStartTls };  // ldaps comes with the address
enum class LdapBind { kAnonymous, kSimple, kGssapi };

// Where a directory is and how it is asked. Stored with the project; holds no secret, only where
// the secret is found.
struct DirectorySpec {
  DirectoryKind kind = DirectoryKind::kActiveDirectory;
  std::string address;  // "ldap://dc1.contoso.example", "ldaps://...:636"; or a file's path
  std::string base;     // DN below which is searched; empty: the directory's default naming context
  std::string filter;   // LDAP filter; empty: the kind's own
  LdapTls tls = LdapTls::kNone;
  std::string ca_file;  // PEM with the issuers that are trusted; empty: the system's
  LdapBind bind = LdapBind::kAnonymous;
  std::string bind_name;      // DN or user@domain for a simple bind
  std::string password_file;  // first line of this file; else
  std::string password_env;   // this environment variable; else the password is asked for
  int page_size = 1000;       // entries a page; Active Directory allows 1000 at most by default
  int timeout_seconds = 60;   // of one answer

  friend bool operator==(const DirectorySpec&, const DirectorySpec&) = default;
};

// Asks a person for a secret ("Password of cn=reader: "); kUsage where nobody can be asked.
using AskSecret = std::function<Result<std::string>(std::string_view prompt)>;

// Called for every object, in no particular order. An error ends the reading.
using ObjectVisitor = std::function<Status(DirectoryObject object)>;

class Directory {
 public:
  virtual ~Directory() = default;
  // Reads everything. Objects without a legacy DN and without an SMTP address are passed over.
  // kIo when the directory cannot be reached or breaks off, kDenied for a refused bind or a
  // certificate that is not trusted, kDamaged for a file that does not follow its format.
  virtual Status Read(const ObjectVisitor& visit) = 0;
};

// Opens (for LDAP: connects and binds). Passwords appear in no message.
Result<std::unique_ptr<Directory>> OpenDirectory(const DirectorySpec& spec, FileSystem& files,
                                                 const AskSecret& ask);

// For OpenDirectory, each in a file of its own.
Result<std::unique_ptr<Directory>> OpenLdapDirectory(const DirectorySpec& spec, FileSystem& files,
                                                     const AskSecret& ask);
Result<std::unique_ptr<Directory>> OpenCsvDirectory(const DirectorySpec& spec, FileSystem& files);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_DIRECTORY_H_
