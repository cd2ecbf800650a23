#include "list/pass.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

namespace repoint::list {
namespace {

// Digest and tree over the bytes of a pass.
class Taps {
 public:
  static Result<Taps> Create(const PassOptions& options, const End& end) {
    REPOINT_ASSIGN(Sha256 sha, Sha256::Create());
    return Taps(std::move(sha), options, end);
  }

  void Update(ByteView bytes) {
    if (digest_ && left_ > 0) {
      const uint64_t take = std::min<uint64_t>(left_, bytes.size());
      sha_.Update(bytes.first(static_cast<size_t>(take)));
      left_ -= take;
    }
    if (tree_) hasher_.Update(bytes);
  }

  Status Finish(PassFacts& facts) {
    if (digest_) facts.digest = sha_.Finish();
    if (!tree_) return {};
    REPOINT_ASSIGN(facts.root, hasher_.Finish());
    return {};
  }

 private:
  Taps(Sha256 sha, const PassOptions& options, const End& end)
      : digest_(options.digest),
        tree_(options.tree),
        left_(end.line ? end.line->offset : std::numeric_limits<uint64_t>::max()),
        sha_(std::move(sha)),
        hasher_(options.node_sink) {}

  bool digest_;
  bool tree_;
  uint64_t left_;  // bytes still under the digest
  Sha256 sha_;
  TreeHasher hasher_;
};

}  // namespace

Result<PassFacts> ReadPass(ReadableFile& file, const Layout& layout, const End& end,
                           const PassOptions& options, const RowVisitor& visit) {
  PassFacts facts;
  REPOINT_ASSIGN(Taps taps, Taps::Create(options, end));
  LineReader reader(file, layout.encoding, 0, kPassChunk);
  reader.set_tap([&taps](ByteView bytes) { taps.Update(bytes); });
  bool ended = false;
  Line line;
  while (true) {
    REPOINT_ASSIGN(const bool more, reader.Next(line));
    if (!more) break;
    if (line.offset < layout.first_row) continue;
    if (IsBlankOrComment(line.text)) {
      ended = ended || IsEndLine(line.text);
      continue;
    }
    ++facts.rows;
    facts.rows_behind_end = facts.rows_behind_end || ended;
    REPOINT_TRY(visit(line));
  }
  REPOINT_TRY(taps.Finish(facts));
  return facts;
}

Status VisitList(FileSystem& files, const std::string& list_path,
                 const std::function<Status(const Row&)>& visit) {
  REPOINT_ASSIGN(const auto file, files.Open(list_path));
  REPOINT_ASSIGN(const Layout layout, ReadLayout(*file));
  REPOINT_ASSIGN(const End end, ReadEnd(*file, layout.encoding, layout.ours));
  REPOINT_ASSIGN(const PassFacts facts,
                 ReadPass(*file, layout, end, {.node_sink = {}},
                          [&](const Line& line) { return visit(RowOfLine(line, layout)); }));
  const std::string fault = EndFault(end, facts);
  return fault.empty() ? Status() : Fail(ErrorCode::kDamaged, fault, list_path);
}

std::string EndFault(const End& end, const PassFacts& facts) {
  if (!end.fault.empty()) return end.fault;
  if (facts.rows_behind_end) return "the list was edited by hand: rows follow an #end line";
  if (!end.line) return {};
  if (end.line->rows != facts.rows) {
    return fmt::format(
        "the list was edited by hand: its #end line says rows={}, but it holds {}; export it again",
        end.line->rows, facts.rows);
  }
  if (end.line->digest != facts.digest) {
    return "the list was edited by hand, or its line ends or encoding were converted: sha256 in "
           "its #end line does not fit; export it again";
  }
  return {};
}

Row RowOfLine(const Line& line, const Layout& layout) {
  std::string scratch;
  Row row = ParseRow(DecodeLine(line.text, scratch), layout.columns);
  row.line = line.number;
  row.offset = line.offset;
  return row;
}

}  // namespace repoint::list
