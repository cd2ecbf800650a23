// An update of one profile in memory, part by part: reading an export, planning, a whole run with
// journal.
#include <benchmark/benchmark.h>

#include "base/testing/fake_files.h"
#include "client/run.h"
#include "list/list.h"
#include "outlook/no_outlook.h"
#include "registry/regfile.h"

namespace {

using namespace repoint;

constexpr const char* kExport = REPOINT_FIXTURES "/ol2016-x64.reg";
constexpr const char* kList = REPOINT_FIXTURES "/EMAMappings.tab";

FakeFiles Disk() {
  FakeFiles files;
  files.Put("in.reg", *ReadWhole(SystemFiles(), kExport));
  files.Put("list.tab", *ReadWhole(SystemFiles(), kList));
  return files;
}

void ReadExport(benchmark::State& state) {
  FakeFiles files = Disk();
  for (auto _ : state) benchmark::DoNotOptimize(OpenRegFile(files, "in.reg", {}));
}
BENCHMARK(ReadExport)->Unit(benchmark::kMicrosecond);

// Everything but the system: export read, list searched, planned, journaled, written, read back.
void WholeUpdate(benchmark::State& state) {
  for (auto _ : state) {
    FakeFiles files = Disk();
    const auto user = OpenRegFile(files, "in.reg", {.out = "out.reg", .code_page = std::nullopt});
    NoOutlook outlook;
    Log log;
    Environment env{.user = **user, .files = files, .outlook = outlook, .log = log};
    env.kind = StoreKind::kExport;
    env.state_folder = "state";
    env.version = "bench";
    env.now_millis = [] { return int64_t{0}; };
    Options options;
    options.list = "list.tab";
    options.reg_file = "in.reg";
    const Report report = RunUpdate(options, env);
    if (report.Count(ProfileOutcome::kUpdated) != 1) state.SkipWithError("not updated");
  }
}
BENCHMARK(WholeUpdate)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
