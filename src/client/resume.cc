#include "client/resume.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace repoint {
namespace {

using nlohmann::json;

constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr uint64_t kMaxReport = uint64_t{16} << 20;

struct Past {
  std::string store;
  std::string ended;  // ISO 8601, which sorts by time
  std::optional<HiveState> done;
};

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int64_t NumberOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<int64_t>() : -1;
}

const json& ObjectOf(const json& object, const char* name) {
  static const json kNone = json::object();
  const auto found = object.find(name);
  return found != object.end() && found->is_object() ? *found : kNone;
}

// A report of a run on a hive; anybody may have written it, so nothing is taken for granted.
std::optional<Past> ParsePast(std::string_view text, const std::string& list_digest) {
  const json report = json::parse(text, nullptr, false);
  if (!report.is_object() || TextOf(report, "event") != "report") return std::nullopt;
  Past past{TextOf(report, "store"), TextOf(report, "ended"), {}};
  if (!past.store.starts_with("hive:")) return std::nullopt;
  const json& hive = ObjectOf(report, "hive");
  const int64_t size = NumberOf(hive, "size");
  const bool done = TextOf(report, "mode") == "update" && NumberOf(report, "exit") == 0 &&
                    TextOf(ObjectOf(report, "list"), "digest") == list_digest && size >= 0;
  if (done) past.done = HiveState{static_cast<uint64_t>(size), NumberOf(hive, "modified")};
  return past;
}

}  // namespace

std::optional<HiveState> StateOfHive(FileSystem& files, const std::string& path) {
  const auto info = files.Stat(path);
  if (!info || !*info) return std::nullopt;
  return HiveState{(*info)->size,
                   (*info)->modified_seconds * kNanosPerSecond + (*info)->modified_nanos};
}

Result<std::map<std::string, HiveState>> DoneHives(FileSystem& files, const std::string& folder,
                                                   const std::string& list_digest) {
  std::map<std::string, Past> newest;
  REPOINT_ASSIGN(const auto names, files.List(folder));
  for (const std::string& name : names) {
    if (!name.ends_with(".json")) continue;
    const auto bytes = ReadWhole(files, JoinPath(folder, name), kMaxReport);
    if (!bytes) continue;
    auto past = ParsePast(AsChars(*bytes), list_digest);
    if (!past) continue;
    Past& known = newest[past->store];
    // Of two in one second, one that is not done.
    const bool newer = past->ended > known.ended || (past->ended == known.ended && !past->done);
    if (known.store.empty() || newer) known = std::move(*past);
  }
  std::map<std::string, HiveState> done;
  for (const auto& [store, past] : newest) {
    if (past.done) done[store] = *past.done;
  }
  return done;
}

}  // namespace repoint
