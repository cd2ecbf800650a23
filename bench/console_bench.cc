// console_bench <database address> <mailboxes> <list>: makes a project in the database, imports so
// many invented mailboxes on either side, imports the source again unchanged, matches and visits
// them, exports the signed list to <list>, deletes the project, and prints how long each took, how
// long of that this process (with SQLite in it) worked, and how much memory it had used by then.
// The address "postgresql" is a PostgreSQL of its own, as tests have it: without fsync.
#include <fmt/core.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>

#include "base/system.h"
#include "console/export.h"
#include "console/import.h"
#include "console/testing/postgres.h"
#include "list/testing/sample_keys.h"

namespace {

using namespace repoint;
using namespace repoint::console;

// Mailboxes as Active Directory tells them. At the target one in ten has its own X500 address only,
// and is found by SID or by SMTP.
class InventedDirectory final : public Directory {
 public:
  InventedDirectory(Side side, uint64_t mailboxes) : side_(side), mailboxes_(mailboxes) {}

  Status Read(const ObjectVisitor& visit) override {
    for (uint64_t i = 0; i < mailboxes_; ++i) {
      REPOINT_TRY(visit(side_ == Side::kSource ? Source(i) : Target(i)));
    }
    return {};
  }

 private:
  // As object GUIDs, in no order.
  static std::string KeyOf(uint64_t i, char side) {
    return fmt::format("{:016x}-{}{:08}", i * 0x9E3779B97F4A7C15, side, i);
  }
  static std::string SourceDn(uint64_t i) {
    return fmt::format(
        "/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=user{:08}",
        i);
  }

  static DirectoryObject Source(uint64_t i) {
    DirectoryObject object;
    object.key = KeyOf(i, 's');
    object.legacy_dn = SourceDn(i);
    object.smtp = fmt::format("user{:08}@contoso.example", i);
    object.proxies = {fmt::format("SMTP:user{:08}@contoso.example", i),
                      fmt::format("smtp:user{:08}@mail.contoso.example", i)};
    object.alias = fmt::format("user{:08}", i);
    object.display_name = fmt::format("User {:08}", i);
    object.server = fmt::format("EXSRC{:02}", i % 40);
    object.mailbox_guid = KeyOf(i, 'm');
    object.is_mailbox = true;
    object.sid = fmt::format("S-1-5-21-1004336348-1177238915-682003330-{}", i);
    return object;
  }

  static DirectoryObject Target(uint64_t i) {
    DirectoryObject object;
    object.key = KeyOf(i, 't');
    object.legacy_dn = fmt::format(
        "/o=Fabrikam/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn={}",
        KeyOf(i, 'x'));
    object.smtp = fmt::format("user.{:08}@fabrikam.example", i);
    object.proxies = {fmt::format("SMTP:user.{:08}@fabrikam.example", i),
                      fmt::format("smtp:user{:08}@contoso.example", i),
                      "X500:" + (i % 10 != 0 ? SourceDn(i) : object.legacy_dn)};
    object.alias = fmt::format("user.{:08}", i);
    object.display_name = fmt::format("User {:08}", i);
    object.server = fmt::format("EXTGT{:02}", i % 60);
    object.server_fqdn = fmt::format("extgt{:02}.fabrikam.example", i % 60);
    object.mailbox_guid = KeyOf(i, 'n');
    object.is_mailbox = true;
    object.sid = fmt::format("S-1-5-21-2052111302-1275210071-1644491937-{}", i);
    if (i % 20 == 0) {
      object.sid_history = {fmt::format("S-1-5-21-1004336348-1177238915-682003330-{}", i)};
    }
    return object;
  }

  Side side_;
  uint64_t mailboxes_;
};

double CpuSeconds(const rusage& usage) {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Status Measured(const char* what, const std::function<Status()>& work) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double before = CpuSeconds(usage);
  const auto start = std::chrono::steady_clock::now();
  REPOINT_TRY(work());
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("{:<28} {:8.1f} s  {:8.1f} s in this process  {:6} MiB at most\n", what, taken.count(),
             CpuSeconds(usage) - before, usage.ru_maxrss / 1024);
  std::fflush(stdout);
  return {};
}

Status Import(Database& database, const Project& project, Side side, uint64_t mailboxes) {
  InventedDirectory directory(side, mailboxes);
  const auto counts = ImportSide(database, project, side, directory, 10, {});
  if (!counts) return std::unexpected(counts.error());
  return {};
}

Status Export(Database& database, const Project& project, const std::string& list) {
  ExportOptions options;
  options.output = list;
  options.private_key_pem = list::kSamplePrivateKey;
  const auto result = ExportList(database, project, options, SystemFiles(), NowMillis());
  if (!result) return std::unexpected(result.error());
  return {};
}

Status Run(const std::string& address, uint64_t mailboxes, const std::string& list) {
  REPOINT_ASSIGN(const auto database, Database::Open(address));
  Project named;
  named.name = "Bench";
  REPOINT_ASSIGN(const Project project, CreateProject(*database, named));
  const auto import = [&](Side side) { return Import(*database, project, side, mailboxes); };
  REPOINT_TRY(Measured("import of the source", [&] { return import(Side::kSource); }));
  REPOINT_TRY(Measured("import of the target", [&] { return import(Side::kTarget); }));
  REPOINT_TRY(Measured("second import of the source", [&] { return import(Side::kSource); }));
  MatchCounts counts;
  REPOINT_TRY(Measured("matching", [&]() -> Status {
    REPOINT_ASSIGN(counts, MatchObjects(*database, project));
    return {};
  }));
  uint64_t visited = 0;
  REPOINT_TRY(Measured("visit of all objects", [&] {
    return VisitObjects(*database, project, ObjectFilter::kAll, [&](const ObjectLine&) -> Status {
      ++visited;
      return {};
    });
  }));
  REPOINT_TRY(
      Measured("export, indexed and signed", [&] { return Export(*database, project, list); }));
  REPOINT_TRY(Measured("deletion", [&] { return DeleteProject(*database, project); }));
  fmt::print("{} matched, {} ambiguous, {} unmatched; {} visited\n", counts.matched,
             counts.ambiguous, counts.unmatched, visited);
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: console_bench <database address> <mailboxes> <list>\n", stderr);
    return 2;
  }
  std::string address = argv[1];
  if (address == "postgresql") address = PostgresCluster::Shared().NewDatabase();
  const Status done = Run(address, std::strtoull(argv[2], nullptr, 10), argv[3]);
  if (!done) std::fprintf(stderr, "console_bench: %s\n", done.error().ToString().c_str());
  return done ? 0 : 1;
}
