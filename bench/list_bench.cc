// Look-up in a list of many rows: through the index, and in a pass over the whole list.
//
//   make_list million.tab 1000000 --index
//   REPOINT_BENCH_LIST=million.tab list_bench
//
// Counters: bytes_a_key is what the file layer handed out for opening the list and asking for one
// key.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <cstdlib>

#include "list/list.h"
#include "list/testing/counting_files.h"

namespace {

using namespace repoint;

std::string ListPath() {
  const char* path = std::getenv("REPOINT_BENCH_LIST");
  return path ? path : "EMAMappings.tab";
}

list::Key UserKey(uint64_t number) {
  return list::DnKey(fmt::format(
      "/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=user{:08}",
      number));
}

// The same list without its index.
class WithoutIndex : public list::CountingFiles {
 public:
  using CountingFiles::CountingFiles;
  Result<std::unique_ptr<ReadableFile>> Open(std::string_view path) override {
    if (path.ends_with(".idx")) return Fail(ErrorCode::kNotFound, "left out");
    return CountingFiles::Open(path);
  }
};

void LookUp(benchmark::State& state, list::CountingFiles& files, uint64_t first, uint64_t step) {
  uint64_t user = first;
  uint64_t most = 0;
  for (auto _ : state) {
    files.Reset();
    Log log;
    const auto list = list::MappingList::Open(files, ListPath(), {}, log);
    if (!list) {
      state.SkipWithError(list.error().ToString().c_str());
      return;
    }
    const auto answers = (*list)->Find({{UserKey(user), {}}});
    if (!answers) {
      state.SkipWithError(answers.error().ToString().c_str());
      return;
    }
    benchmark::DoNotOptimize(answers->data());
    most = std::max(most, files.bytes_read());
    user += step;
  }
  state.counters["bytes_a_key"] = static_cast<double>(most);
}

void IndexedLookUp(benchmark::State& state) {
  list::CountingFiles files(SystemFiles());
  LookUp(state, files, 1, 7919);
}
BENCHMARK(IndexedLookUp)->Unit(benchmark::kMicrosecond);

// A user who is not in the list: one pass.
void FullPass(benchmark::State& state) {
  WithoutIndex files(SystemFiles());
  LookUp(state, files, 90000000, 1);
}
BENCHMARK(FullPass)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
