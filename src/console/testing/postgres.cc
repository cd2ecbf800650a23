#include "console/testing/postgres.h"

#include <fmt/core.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace repoint::console {
namespace {

constexpr const char* kAccount = "postgres";

void WriteText(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// PostgreSQL refuses to run as root.
void GiveAway(const std::string& path) {
  const passwd* account = geteuid() == 0 ? getpwnam(kAccount) : nullptr;
  if (account == nullptr) return;
  if (chown(path.c_str(), account->pw_uid, account->pw_gid) != 0) {
    throw std::runtime_error("cannot give away " + path);
  }
}

void MustRun(const std::vector<std::string>& argv, const ChildOptions& options) {
  const Ran ran = RunChild(argv, options);
  if (ran.exit_code != 0) {
    throw std::runtime_error(fmt::format("{} ended with {}: {}", argv[0], ran.exit_code, ran.err));
  }
}

}  // namespace

PostgresCluster& PostgresCluster::Shared() {
  static PostgresCluster cluster;
  return cluster;
}

PostgresCluster::PostgresCluster() : port_(FreePort()) {
  const std::string data = folder_ / "data";
  const std::string log = folder_ / "log";
  WriteText(folder_ / "password", password());
  WriteText(log, "");
  for (const std::string& path : {folder_.path(), folder_ / "password", log}) GiveAway(path);
  ChildOptions account;
  account.folder = folder_.path();
  account.user = kAccount;
  account.output = log;
  MustRun({"initdb", "--no-sync", "--auth=scram-sha-256", "--username=console",
           "--pwfile=" + (folder_ / "password"), "--encoding=UTF8", "--locale=C.UTF-8",
           "--locale-provider=icu", "--icu-locale=en-US", "--pgdata=" + data},
          account);
  // setpriv: the server ends with us even when no destructor runs.
  server_ = std::make_unique<Child>(
      std::vector<std::string>{"setpriv", "--pdeathsig",
                               "QUIT",    "/usr/lib/postgresql/15/bin/postgres",
                               "-D",      data,
                               "-p",      std::to_string(port_),
                               "-h",      "127.0.0.1",
                               "-k",      folder_.path(),
                               "-c",      "fsync=off",
                               "-c",      "full_page_writes=off",
                               "-c",      "max_wal_size=96MB",
                               "-c",      "max_connections=50"},
      account);
  if (!WaitForPort(port_, *server_)) {
    throw std::runtime_error("PostgreSQL did not start: " + ReadText(log));
  }
}

PostgresCluster::~PostgresCluster() {
  server_->Signal(SIGQUIT);
  server_->Wait();
}

std::string PostgresCluster::Address(std::string_view database) const {
  return fmt::format("postgresql://console:{}@127.0.0.1:{}/{}", password(), port_, database);
}

Ran PostgresCluster::Run(const std::string& statement) const {
  return RunChild({"psql", "--no-psqlrc", "--quiet", Address("postgres"), "--command", statement});
}

std::string PostgresCluster::NewDatabase(std::string_view options) {
  const std::string name = fmt::format("console_{}", ++databases_);
  // The port is open a moment before the server takes anybody.
  for (int tries = 0;; ++tries) {
    const Ran ran = Run(fmt::format("CREATE DATABASE {} {}", name, options));
    if (ran.exit_code == 0) return Address(name);
    if (tries == 100 || ran.err.find("starting up") == std::string::npos) {
      throw std::runtime_error("no database could be made: " + ran.err);
    }
    usleep(50'000);
  }
}

void PostgresCluster::Drop(std::string_view address) {
  (void)Run(fmt::format("DROP DATABASE {} WITH (FORCE)", address.substr(address.rfind('/') + 1)));
}

TestDatabasePlace::TestDatabasePlace(TestEngine engine)
    : engine_(engine),
      address_(engine == TestEngine::kSqlite ? folder_ / "console.sqlite"
                                             : PostgresCluster::Shared().NewDatabase()) {}

TestDatabasePlace::~TestDatabasePlace() {
  if (engine_ == TestEngine::kPostgresql) PostgresCluster::Shared().Drop(address_);
}

}  // namespace repoint::console
