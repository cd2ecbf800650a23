#include <fmt/format.h>

#include <array>

#include "base/system.h"
#include "client/options.h"

namespace repoint {
namespace {

struct Named {
  std::string_view what;  // "the list"
  std::optional<std::string> path;
};

bool SameFile(const std::optional<std::string>& a, const std::optional<std::string>& b) {
  return a && b && CanonicalPath(*a) == CanonicalPath(*b);
}

std::unexpected<Error> Refuse(std::string_view option, std::string_view what, std::string path) {
  return Fail(
      ErrorCode::kUsage,
      fmt::format("{} must be another file than {}; -Help lists the switches", option, what),
      std::move(path));
}

}  // namespace

Status CheckWrittenFiles(const Options& options, const std::string& default_list) {
  std::optional<std::string> list;
  if (options.UsesList()) list = options.list.value_or(default_list);
  const auto beside_list = [&](std::string_view suffix) {
    return list ? std::optional(*list + std::string(suffix)) : std::nullopt;
  };
  std::vector<Named> read = {
      Named{"-RegFile, which stays as the backup", options.reg_file},
      Named{"-NicknameFile, which stays as the backup", options.nickname_file},
      Named{"the list", list},
      Named{"the index of the list", beside_list(".idx")},
      Named{"the signature of the list", beside_list(".sig")},
      Named{"-PublicKey", options.public_key}};
  for (const std::string& hive : options.hives) read.push_back({"-Hive", hive});
  for (const Named& written : {Named{"-Out", options.out}, Named{"-Log", options.log}}) {
    for (const Named& file : read) {
      if (SameFile(written.path, file.path)) {
        return Refuse(written.what, file.what, *written.path);
      }
    }
  }
  if (SameFile(options.out, options.log)) return Refuse("-Log", "-Out", *options.log);
  return {};
}

}  // namespace repoint
