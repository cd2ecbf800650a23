// The hive engine beside hivex, and a fleet of hives beside `cp -r`: what docs/performance.md
// states.
//
//   hive_bench <empty folder> <hives>
//
// Every hive is worked on once by each side, in turn, so that both meet the same caches and the
// same disk. Times are wall times; a line has the median of one hive, or the whole of the fleet.
#include <fmt/format.h>
#include <hivex.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>
#include <vector>

#include "base/text.h"
#include "hive/check.h"
#include "hive/compare.h"
#include "hive/file.h"
#include "hive/heap.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/sample_trees.h"

namespace {

using namespace repoint;
using namespace repoint::hive;

constexpr size_t kDistinct = 20;  // hives that differ; the others are copies
constexpr size_t kValues = 30;    // of an update
constexpr int64_t kNow = 1'800'000'000'000;
constexpr const char* kWay[] = {"Software", "Microsoft", "Office", "16.0", "Outlook", "Profiles"};

[[noreturn]] void Stop(const std::string& why) {
  std::fprintf(stderr, "hive_bench: %s\n", why.c_str());
  std::exit(1);
}

template <typename T>
T Must(Result<T> result) {
  if (!result) Stop(result.error().ToString());
  return std::move(*result);
}
void Must(const Status& status) {
  if (!status) Stop(status.error().ToString());
}

double Millis(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

double Median(std::vector<double> times) {
  std::ranges::nth_element(times, times.begin() + static_cast<ptrdiff_t>(times.size() / 2));
  return times[times.size() / 2];
}

// Median times of both sides, which take turns.
std::pair<double, double> SideBySide(size_t hives, const std::function<void(size_t)>& a,
                                     const std::function<void(size_t)>& b) {
  std::vector<double> times_a;
  std::vector<double> times_b;
  for (size_t i = 0; i < hives; ++i) {
    if (i % 2 == 0) times_a.push_back(Millis([&] { a(i); }));
    times_b.push_back(Millis([&] { b(i); }));
    if (i % 2 != 0) times_a.push_back(Millis([&] { a(i); }));
  }
  return {Median(times_a), Median(times_b)};
}

void Row(std::string_view label, std::pair<double, double> times) {
  std::fputs(fmt::format("{:<58} {:9.3f} ms {:9.3f} ms  {:6.2f}\n", label, times.first,
                         times.second, times.first / times.second)
                 .c_str(),
             stdout);
  std::fflush(stdout);
}

// --- The same work on both sides

Bytes NewValue(size_t i) {
  return Utf16Bytes("/o=Fabrikam/ou=Exchange Administrative Group/cn=Recipients/cn=" +
                    std::to_string(i) + std::string(i % 7, 'x'));
}

std::string ValueName(size_t i) { return fmt::format("001f{:04x}", 0x6600 + i); }

void LookUp(const std::string& path) {
  const HiveFile file = Must(HiveFile::Open(SystemFiles(), path));
  if (!Must(FindKey(file.image(), kOutlookProfiles))) Stop("no profiles in " + path);
}

void LookUpByHivex(const std::string& path) {
  hive_h* const hive = hivex_open(path.c_str(), 0);
  if (hive == nullptr) Stop("hivex cannot open " + path);
  hive_node_h node = hivex_root(hive);
  for (const char* name : kWay) node = hivex_node_get_child(hive, node, name);
  if (node == 0) Stop("no profiles in " + path);
  hivex_close(hive);
}

void Update(const std::string& path, CommitMode mode) {
  HiveFile file = Must(HiveFile::Open(SystemFiles(), path));
  Must(file.BeginEdit(mode, kNow));
  const std::u16string key = std::u16string(kOutlookProfiles) + u"\\Moved";
  for (size_t i = 0; i < kValues; ++i) {
    const std::u16string name = ToUtf16(ValueName(i));
    const Bytes data = NewValue(i);
    file.intent().SetValue(key, name, kSampleSz, data);
    Must(file.editor().SetValue(key, name, kSampleSz, data));
  }
  Must(file.Commit());
  if (file.committed_by() != mode) Stop("another mode than asked for: " + path);
}

void UpdateByHivex(const std::string& path) {
  hive_h* const hive = hivex_open(path.c_str(), HIVEX_OPEN_WRITE);
  if (hive == nullptr) Stop("hivex cannot open " + path);
  hive_node_h node = hivex_root(hive);
  for (const char* name : kWay) node = hivex_node_get_child(hive, node, name);
  node = hivex_node_get_child(hive, node, "Moved");
  for (size_t i = 0; i < kValues; ++i) {
    std::string name = ValueName(i);
    Bytes data = NewValue(i);
    hive_set_value value{name.data(), hive_t_string, data.size(),
                         reinterpret_cast<char*>(data.data())};
    if (hivex_node_set_value(hive, node, &value, 0) != 0) Stop("hivex cannot set a value");
  }
  if (hivex_commit(hive, nullptr, 0) != 0) Stop("hivex cannot commit");
  hivex_close(hive);
}

// --- The hives

SampleKey Tree(size_t seed) {
  // 1.3 to 2.5 MB, 1.9 in the mean.
  SampleKey tree = OutlookTree(seed, 1'300'000 + 1'200'000 * seed / (kDistinct - 1));
  SampleKey& moved = KeyAt(tree, std::u16string(kOutlookProfiles) + u"\\Moved");
  for (size_t i = 0; i < kValues; ++i) {
    moved.values.push_back(
        SampleText(ToUtf16(ValueName(i)), u"/o=Contoso/ou=HQ/cn=Recipients/cn=someone who moves"));
  }
  return tree;
}

class Fleet {
 public:
  Fleet(std::string folder, size_t count) : folder_(std::move(folder)), count_(count) {
    for (size_t i = 0; i < std::min(count, kDistinct); ++i) hives_.push_back(BuildHive(Tree(i)));
  }

  std::string folder() const { return folder_; }
  std::string Path(size_t i) const { return fmt::format("{}/u{:05}/NTUSER.DAT", folder_, i); }

  void Write() const {
    for (size_t i = 0; i < count_; ++i) {
      Must(SystemFiles().CreateFolders(FolderOf(Path(i)), Access::kDefault));
      std::FILE* const file = std::fopen(Path(i).c_str(), "wb");
      const Bytes& hive = hives_[i % hives_.size()];
      if (file == nullptr || std::fwrite(hive.data(), 1, hive.size(), file) != hive.size()) {
        Stop("cannot write " + Path(i));
      }
      std::fclose(file);
      for (const char* log : {".LOG1", ".LOG2"}) {
        std::FILE* const empty = std::fopen((Path(i) + log).c_str(), "wb");
        if (empty != nullptr) std::fclose(empty);
      }
    }
    sync();
    // Into the page cache.
    for (size_t i = 0; i < count_; ++i) Must(ReadWhole(SystemFiles(), Path(i)));
  }

  const Bytes& hive(size_t i) const { return hives_[i % hives_.size()]; }
  size_t bytes() const {
    size_t sum = 0;
    for (size_t i = 0; i < count_; ++i) sum += hive(i).size();
    return sum;
  }

 private:
  std::string folder_;
  size_t count_;
  std::vector<Bytes> hives_;
};

void Parts(const Fleet& fleet) {
  const auto part = [&](std::string_view label, const std::function<void(size_t)>& work) {
    std::vector<double> times;
    for (size_t i = 0; i < 100; ++i) times.push_back(Millis([&] { work(i); }));
    std::fputs(fmt::format("  {:<56} {:9.3f} ms\n", label, Median(times)).c_str(), stdout);
  };
  std::vector<Image> images;
  for (size_t i = 0; i < kDistinct; ++i) images.push_back(Must(Image::FromBytes(fleet.hive(i))));
  const auto image = [&](size_t i) -> Image& { return images[i % kDistinct]; };
  std::puts("parts of an update, in memory but for the first");
  part("read the file", [&](size_t i) {
    auto whole = Must(Image::Open(Must(SystemFiles().Open(fleet.Path(i)))));
    Must(whole.LoadAll());
  });
  part("check (done twice)", [&](size_t i) { Must(CheckSound(image(i))); });
  part("keep a copy", [&](size_t i) { (void)image(i).Clone(); });
  part("find free cells", [&](size_t i) { (void)Heap::Of(image(i)); });
  const Image other = image(0).Clone();
  part("compare old and new", [&](size_t) { (void)Must(Compare(image(0), other)); });
}

void WholeFleet(const Fleet& fleet, size_t count) {
  const double ours = Millis([&] {
    std::vector<std::thread> workers;
    const size_t cores = std::max(1U, std::thread::hardware_concurrency());
    for (size_t worker = 0; worker < cores; ++worker) {
      workers.emplace_back([&, worker] {
        for (size_t i = worker; i < count; i += cores) {
          Update(fleet.Path(i), CommitMode::kReplace);
        }
      });
    }
    for (std::thread& worker : workers) worker.join();
  });
  const double copied = Millis([&] {
    if (std::system(fmt::format("cp -r '{0}' '{0}.copy' && sync", fleet.folder()).c_str()) != 0) {
      Stop("cp failed");
    }
  });
  (void)std::system(fmt::format("rm -rf '{}.copy'", fleet.folder()).c_str());
  Row(fmt::format("{} hives updated / cp -r and sync", count), {ours, copied});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) Stop("usage: hive_bench <empty folder> <hives>");
  const auto count = static_cast<size_t>(std::atoi(argv[2]));
  const Fleet fleet(argv[1], count);
  std::fputs(fmt::format("{} hives, {:.2f} MB in the mean\n", count,
                         static_cast<double>(fleet.bytes()) / static_cast<double>(count) / 1e6)
                 .c_str(),
             stdout);
  fleet.Write();
  Row("open and look up / hivex", SideBySide(
                                      count, [&](size_t i) { LookUp(fleet.Path(i)); },
                                      [&](size_t i) { LookUpByHivex(fleet.Path(i)); }));
  Parts(fleet);
  // Each hive in its first state for one side, in its second for the other.
  const size_t half = count / 2;
  Row("update, replacing the file, durable / hivex without fsync",
      SideBySide(
          half, [&](size_t i) { Update(fleet.Path(i), CommitMode::kReplace); },
          [&](size_t i) { UpdateByHivex(fleet.Path(half + i)); }));
  fleet.Write();
  Row("update through the log, durable / replacing, durable",
      SideBySide(
          half, [&](size_t i) { Update(fleet.Path(i), CommitMode::kLog); },
          [&](size_t i) { Update(fleet.Path(half + i), CommitMode::kReplace); }));
  fleet.Write();
  WholeFleet(fleet, count);
  return 0;
}
