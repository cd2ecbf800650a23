// For tests: a list in memory, opened and asked in one line.
#ifndef REPOINT_LIST_TESTING_LIST_WORLD_H_
#define REPOINT_LIST_TESTING_LIST_WORLD_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/testing/fake_files.h"
#include "list/list.h"

namespace repoint::list {

// A console's list around the rows: both comments and the given lines between them.
inline std::string OurList(std::string_view lines, uint64_t rows) {
  std::string text = "#EMAMappings 1\tproject=P\texported=2026-03-31T07:00:00Z\tsorted=SourceDN\n";
  text += lines;
  return text + "#end\trows=" + std::to_string(rows) +
         "\tsha256=" + HexEncode(*Sha256Of(AsBytes(text))) + "\n";
}

struct ListWorld {
  explicit ListWorld(std::string_view text) { files.Put("list", text); }

  Result<std::unique_ptr<MappingList>> Open(OpenOptions options = {}) {
    return MappingList::Open(files, "list", options, log);
  }
  Result<std::vector<Answer>> Ask(const std::vector<Query>& queries, OpenOptions options = {}) {
    auto list = Open(options);
    if (!list) return std::unexpected(list.error());
    return (*list)->Find(queries);
  }
  // The answer for one key; fails hard when the list is refused.
  Answer AskOne(const Key& key, const std::string& holder_dn = {}) {
    return Ask({{key, holder_dn}}).value()[0];
  }
  std::string Refusal(OpenOptions options = {}) {
    const auto answers = Ask({{DnKey("/o=A/cn=a"), {}}}, options);
    return answers ? "not refused" : answers.error().message;
  }
  std::string Warnings() const {
    std::string text;
    for (const LogLine& line : log.lines()) text += line.text + "\n";
    return text;
  }

  FakeFiles files;
  Log log;
};

}  // namespace repoint::list

#endif  // REPOINT_LIST_TESTING_LIST_WORLD_H_
